import { describe, expect, it } from '@jest/globals';

import { ACCOUNT, detailOf, entryOf, statementXml, transferIn } from '../../test/support/camt.ts';
import { camtStatements, type Statement } from './camt-statement.ts';

const read = (xml: string, encoding: 'utf8' | 'latin1' = 'utf8'): Statement[] => camtStatements(Buffer.from(xml, encoding), ACCOUNT);
const transactions =
  (...entries: string[]) =>
  (closing: string) =>
    read(statementXml({ entries, closing }))[0]!.transactions;

describe('a statement', () => {
  it('gives each transfer with who paid, from where, and what they wrote', () => {
    const transfer = transferIn({
      amount: '119.50',
      ref: 'B-1',
      name: 'Adler &amp; Söhne',
      iban: 'DE89370400440532013000',
      text: 'RE-2026-000017 danke',
      reference: 'RF18539007547034',
    });
    // 1000.00 + 119.50
    expect(read(statementXml({ entries: [transfer], closing: '1119.50' }))).toEqual([
      {
        id: '2026-11-09',
        account: ACCOUNT,
        currency: 'EUR',
        opening: '1000.00',
        closing: '1119.50',
        pending: 0,
        transactions: [
          {
            account: ACCOUNT,
            bookedOn: '2026-11-09',
            amount: '119.50',
            currency: 'EUR',
            bankReference: 'B-1',
            counterparty: { name: 'Adler & Söhne', iban: 'DE89370400440532013000' },
            text: 'RE-2026-000017 danke',
            structuredReference: 'RF18539007547034',
          },
        ],
      },
    ]);
  });

  it('begins in debit and ends in credit', () => {
    const [statement] = read(statementXml({ entries: [transferIn({ amount: '70' })], opening: '-50.00', closing: '20.00' }));
    expect(statement).toMatchObject({ opening: '-50.00', closing: '20.00', transactions: [{ amount: '70.00' }] });
  });

  it('leaves out what is not booked yet, also of its sums', () => {
    const entries = [transferIn({ amount: '5.00' }), entryOf({ amount: '99.00', status: 'PDNG' })];
    expect(read(statementXml({ entries, closing: '1005.00' }))[0]).toMatchObject({ pending: 1, transactions: [{ amount: '5.00' }] });
  });

  it('splits a booking of several whose amounts come to its own', () => {
    const detail = (amount: string, text: string) => detailOf({ text, more: `<Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>` });
    const batch = entryOf({ amount: '30.00', ref: 'BATCH', details: detail('10.00', 'RE-1') + detail('20.00', 'RE-2') });
    const found = transactions(batch)('1030.00');
    expect(found.map(({ amount, text }) => [amount, text])).toEqual([
      ['10.00', 'RE-1'],
      ['20.00', 'RE-2'],
    ]);
    // Their one reference is that of neither.
    expect(found.map(({ bankReference }) => bankReference)).toEqual([undefined, undefined]);
  });

  it('keeps a booking of several as one where their amounts come to another sum', () => {
    const detail = (amount: string, text: string) => detailOf({ text, more: `<Amt Ccy="EUR">${amount}</Amt>` });
    const batch = entryOf({ amount: '30.00', details: detail('10.00', 'RE-1') + detail('19.00', 'RE-2') });
    expect(transactions(batch)('1030.00')).toMatchObject([{ amount: '30.00', text: 'RE-1 RE-2' }]);
  });

  it('tells a return by its reason, with the sign of the money', () => {
    const details = `<TxDtls><RltdPties><Dbtr><Pty><Nm>Adler</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>RE-1</Ustrd></RmtInf><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls>`;
    expect(transactions(entryOf({ amount: '12.00', side: 'DBIT', details }))('988.00')).toMatchObject([
      { amount: '-12.00', returned: 'AM04', counterparty: { name: 'Adler' } },
    ]);
  });

  it('tells a reversal that has no reason', () => {
    const entry = entryOf({ amount: '12.00', side: 'DBIT', more: '<RvslInd>true</RvslInd>' });
    expect(transactions(entry)('988.00')).toMatchObject([{ amount: '-12.00', returned: 'reversal' }]);
  });

  it('says what banks have kept, and what was ordered in another currency', () => {
    const more = `<AmtDtls><InstdAmt><Amt Ccy="USD">100.00</Amt></InstdAmt></AmtDtls><Chrgs><Rcrd><Amt Ccy="EUR">7.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>`;
    expect(transactions(transferIn({ amount: '84.50', more }))('1084.50')).toMatchObject([
      { charges: '7.50', instructed: { amount: '100.00', currency: 'USD' } },
    ]);
  });

  it('is read in ISO-8859-1 where it says so', () => {
    const xml = statementXml({
      entries: [transferIn({ amount: '1.00', name: 'Müller' })],
      closing: '1001.00',
      head: '<?xml version="1.0" encoding="ISO-8859-1"?>',
    });
    expect(read(xml, 'latin1')[0]!.transactions[0]!.counterparty.name).toBe('Müller');
  });
});

describe('what is refused as a whole', () => {
  const good = { entries: [transferIn({ amount: '1.00' })], closing: '1001.00' };
  const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`;
  const external = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>`;

  it.each([
    {
      why: 'the account of somebody else',
      xml: statementXml({ ...good, account: 'DE89370400440532013000' }),
      says: 'is of the account DE89',
    },
    { why: 'a bomb of entities', xml: statementXml({ ...good, head: bomb }), says: 'document type' },
    { why: 'an external entity', xml: statementXml({ ...good, head: external }), says: 'document type' },
    { why: 'an entity that nobody declared', xml: statementXml(good).replace('<MsgId>M1', '<MsgId>&xxe;'), says: 'no well-formed XML' },
    { why: 'a file that was cut off', xml: statementXml(good).slice(0, -40), says: 'no well-formed XML' },
    { why: 'an empty file', xml: '', says: 'no well-formed XML' },
    {
      why: 'another encoding',
      xml: statementXml({ ...good, head: '<?xml version="1.0" encoding="Shift_JIS"?>' }),
      says: 'is in Shift_JIS',
    },
    {
      why: 'an earlier version of the message',
      xml: statementXml({ ...good, message: 'camt.053.001.02' }),
      says: 'Statements in camt.053.001.08 are read',
    },
    {
      why: 'an amount of 19 digits',
      xml: statementXml({ ...good, entries: [transferIn({ amount: '12345678901234567.89' })] }),
      says: 'at most 18 digits',
    },
    {
      why: 'a fraction of a cent',
      xml: statementXml({ ...good, entries: [transferIn({ amount: '1.001' })] }),
      says: 'no whole number of minor units',
    },
    {
      why: 'an entry in another currency',
      xml: statementXml({ ...good, entries: [entryOf({ amount: '1.00', currency: 'USD' })] }),
      says: 'is in USD, and the account is in EUR',
    },
    {
      why: 'a balance that its entries do not come to',
      xml: statementXml({ ...good, closing: '1001.01' }),
      says: 'does not add up: 1000.00 and its entries come to 1001.00 EUR, and it closes with 1001.01',
    },
    { why: 'no balance to prove it by', xml: statementXml(good).replace('CLBD', 'XPCD'), says: 'has no closing balance' },
    { why: 'elements that go too deep', xml: `<a>`.repeat(100), says: 'nests deeper' },
    { why: 'no XML at all', xml: 'Datum;Betrag\n', says: 'no well-formed XML' },
  ])('$why', ({ xml, says }) => {
    expect(() => read(xml)).toThrow(says);
  });

  it('bytes that are not in the encoding that is declared', () => {
    const xml = statementXml({ ...good, entries: [transferIn({ amount: '1.00', name: 'Müller' })] });
    expect(() => read(xml, 'latin1')).toThrow('has bytes that are not');
  });

  it('UTF-16', () => {
    expect(() => camtStatements(Buffer.from(`\uFEFF${statementXml(good)}`, 'utf16le'), ACCOUNT)).toThrow('UTF-16');
  });
});
