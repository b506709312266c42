/** Direct debits from the invoice to the bank's statement: each in exactly one file, and counted as the bank says. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ACCOUNT, detailOf, entryOf, statementXml } from '../../test/support/camt.ts';
import { SELLER, SELLER_SECTION, SELLER_YAML } from '../../test/support/catalog.ts';
import { failingOnce, NOW, openEmbedded, retried, type Embedded } from '../../test/support/embedded.ts';
import { issue } from '../../test/support/issued-invoices.ts';
import { keepTransactions } from '../../shared/bank/bank.store.ts';
import { camtStatements } from '../../shared/bank/camt-statement.ts';
import { all, first, textAt, xmlTree } from '../../shared/bank/xml-tree.ts';
import { importStatement } from '../../shared/bank/statement-import.store.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { keepCatalog } from '../../shared/catalog.store.ts';
import { debitsIn, everyCollection, fileCollections } from '../../shared/payments/collection.store.ts';
import type { Collection } from '../../shared/payments/collection.ts';
import { requirePayment, tellOutcome } from '../../shared/payments/payment.store.ts';
import { reportDebits } from '../../shared/payments/reported-debits.store.ts';
import { statusReport } from '../../shared/payments/status-report.ts';
import { files } from '../../shared/ports.ts';
import { allocateTransaction } from '../../shared/receivables/allocate.store.ts';
import { getOpenItem } from '../../shared/receivables/open-items.store.ts';
import { handler as collect } from './collect-payment.handler.ts';
import { handler as decide } from './decide-payment.handler.ts';

const IBAN = 'DE75512108001245126199';
const CREDITOR = 'DE98ZZZ09999999999';
const FILING = { at: NOW, by: 'cfo@kranich.example' };
const [ONE, TWO, THREE] = ['RE-2026-000001', 'RE-2026-000002', 'RE-2026-000003'];

let world: Embedded;
beforeEach(() => {
  world = openEmbedded();
});
afterEach(() => world.close());

/** What mandates are called, who collects by them, and from which account. */
const AS_SIGNED = { prefix: 'M', creditorId: CREDITOR, iban: IBAN };
let terms = AS_SIGNED;

/** Customers with a mandate each, M-adler and so on, as their YAML says beside reference and IBAN. */
async function debtors(mandates: Readonly<Record<string, string>>, changes: Partial<typeof AS_SIGNED> = {}): Promise<void> {
  terms = { ...AS_SIGNED, ...changes };
  const { prefix, creditorId, iban } = terms;
  const seller = SELLER_YAML.replace(SELLER_SECTION, `${SELLER_SECTION}  payments: { directDebit: { creditorId: ${creditorId} } }\n`);
  const customers = Object.entries(mandates).map(
    ([id, more]) => `  - id: ${id}
    name: Müller & Söhne GmbH
    address: { street: Weg 1, postalCode: "1010", city: Wien, country: AT }
    zone: Europe/Vienna
    email: pay@${id}.example
    payment: { method: direct-debit, mandate: { reference: ${prefix}-${id}, iban: ${iban}, ${more} } }
`,
  );
  await keepCatalog(parseCatalog(`${seller}customers:\n${customers.join('')}`, 'catalog.yml'));
}

/** Issues an invoice for each, due on 16 November 2026 if not said otherwise, and has it collected. */
async function owed(...of: readonly { customerId: string; payable: string; dueDate?: string }[]): Promise<(string | undefined)[]> {
  const { prefix, creditorId, iban } = terms;
  const numbers = await issue(
    ...of.map(({ customerId, payable, dueDate = '2026-11-16' }) => ({
      customerId,
      payable,
      changes: { dueDate, paymentMeans: { by: 'direct-debit' as const, mandate: `${prefix}-${customerId}`, creditorId, iban } },
    })),
  );
  const results: (string | undefined)[] = [];
  for (const number of numbers) {
    const result = collect({ sellerId: SELLER, number, enteredAt: NOW });
    results.push(
      await result.then(
        () => undefined,
        (error: Error) => (error as Error & { code?: string }).code ?? error.name,
      ),
    );
  }
  return results;
}

const RECURRENT = 'signedOn: 2026-01-02, lastUsedOn: 2026-10-16';
const open = async (number: string): Promise<string> => (await getOpenItem(SELLER, number, '2026-11-02'))!.open;
const state = async (id: string): Promise<string | undefined> => (await requirePayment(SELLER, id)).payment.outcome?.state;
const fileOf = async ({ key }: Collection): Promise<string> => new TextDecoder().decode(await files().get(key));

describe('a file for the bank', () => {
  it('has a group a day and a place in the sequence, with what each comes to', async () => {
    await debtors({
      adler: 'signedOn: 2026-01-02',
      biber: RECURRENT,
      chamois: `${RECURRENT}, sequence: final`,
      dachs: 'signedOn: 2026-01-02, sequence: one-off',
    });
    await owed(
      { customerId: 'adler', payable: '12.00' },
      { customerId: 'biber', payable: '0.10' },
      { customerId: 'biber', payable: '0.20' },
      { customerId: 'biber', payable: '7.00', dueDate: '2026-11-13' },
      { customerId: 'chamois', payable: '5.00' },
      { customerId: 'dachs', payable: '6.00' },
    );
    const [filed, ...others] = await fileCollections(SELLER, FILING);
    expect(others).toEqual([]);
    // By hand: 12.00 + 0.10 + 0.20 + 7.00 + 5.00 + 6.00 = 30.30.
    expect(filed!.groups).toEqual([
      { id: `${filed!.id}-1`, collectOn: '2026-11-13', sequence: 'RCUR', count: 1, sum: '7.00' },
      { id: `${filed!.id}-2`, collectOn: '2026-11-16', sequence: 'FNAL', count: 1, sum: '5.00' },
      { id: `${filed!.id}-3`, collectOn: '2026-11-16', sequence: 'FRST', count: 1, sum: '12.00' },
      { id: `${filed!.id}-4`, collectOn: '2026-11-16', sequence: 'OOFF', count: 1, sum: '6.00' },
      { id: `${filed!.id}-5`, collectOn: '2026-11-16', sequence: 'RCUR', count: 2, sum: '0.30' },
    ]);
    const { root, namespace } = xmlTree(await fileOf(filed!));
    expect(namespace).toBe('urn:iso:std:iso:20022:tech:xsd:pain.008.001.08');
    const head = first(root, 'CstmrDrctDbtInitn/GrpHdr')!;
    expect(['MsgId', 'CreDtTm', 'NbOfTxs', 'CtrlSum'].map((name) => textAt(head, name))).toEqual([
      filed!.id,
      '2026-11-02T05:00:00',
      '6',
      '30.30',
    ]);
    const [, , firsts] = all(root, 'CstmrDrctDbtInitn/PmtInf');
    const paths = ['PmtInfId', 'PmtMtd', 'NbOfTxs', 'CtrlSum', 'PmtTpInf/LclInstrm/Cd', 'PmtTpInf/SeqTp', 'ReqdColltnDt', 'CdtrAcct/Id/IBAN', 'CdtrSchmeId/Id/PrvtId/Othr/Id']; // prettier-ignore
    expect(paths.map((path) => textAt(firsts!, path))).toEqual([`${filed!.id}-3`, 'DD', '1', '12.00', 'CORE', 'FRST', '2026-11-16', ACCOUNT, CREDITOR]); // prettier-ignore
    const debit = first(firsts!, 'DrctDbtTxInf')!;
    const told = ['PmtId/EndToEndId', 'InstdAmt', 'DrctDbtTx/MndtRltdInf/MndtId', 'DrctDbtTx/MndtRltdInf/DtOfSgntr', 'Dbtr/Nm', 'DbtrAcct/Id/IBAN', 'RmtInf/Ustrd']; // prettier-ignore
    expect(told.map((path) => textAt(debit, path))).toEqual([
      `${ONE}-1`,
      '12.00',
      'M-adler',
      '2026-01-02',
      'Mueller + Soehne GmbH',
      IBAN,
      ONE,
    ]);
  });

  it('is one for each scheme', async () => {
    await debtors({ adler: RECURRENT, biber: `${RECURRENT}, scheme: b2b` });
    await owed({ customerId: 'adler', payable: '1.00' }, { customerId: 'biber', payable: '2.00' });
    const filed = await fileCollections(SELLER, FILING);
    expect(filed.map(({ scheme, groups }) => [scheme, groups[0]!.sum])).toEqual([
      ['core', '1.00'],
      ['b2b', '2.00'],
    ]);
    expect(await fileOf(filed[1]!)).toContain('<LclInstrm><Cd>B2B</Cd></LclInstrm>');
  });

  it('has what is due within two weeks, and not before the bank can: what is late is debited as soon as may be', async () => {
    await debtors({ adler: RECURRENT });
    // 2 November 2026 is a Monday: two days of TARGET later it is Wednesday.
    await owed(
      { customerId: 'adler', payable: '1.00', dueDate: '2026-11-03' },
      { customerId: 'adler', payable: '2.00', dueDate: '2026-11-16' },
      { customerId: 'adler', payable: '4.00', dueDate: '2026-11-17' },
    );
    const [filed] = await fileCollections(SELLER, FILING);
    expect(filed!.groups.map(({ collectOn, sum }) => [collectOn, sum])).toEqual([
      ['2026-11-04', '1.00'],
      ['2026-11-16', '2.00'],
    ]);
    expect(await fileCollections(SELLER, FILING)).toEqual([]);
    const [later] = await fileCollections(SELLER, { ...FILING, at: '2026-11-03T05:00:00Z' });
    expect(later!.groups.map(({ sum }) => sum)).toEqual(['4.00']);
  });

  it.each([1, 2, 3, 4, 5, 6, 7])('is one where the process dies at its write %s, before and behind it', async (nth) => {
    for (const failure of ['before the write', 'after the write'] as const) {
      world.close();
      world = openEmbedded();
      await debtors({ adler: RECURRENT, biber: RECURRENT });
      await owed({ customerId: 'adler', payable: '1.00' }, { customerId: 'biber', payable: '2.00' });
      world.connectWith((table) => failingOnce(table, failure, nth));
      await retried(() => fileCollections(SELLER, FILING));
      const filed = await Array.fromAsync(everyCollection(SELLER));
      expect(filed.flatMap(({ groups }) => groups.map(({ count, sum }) => `${count}: ${sum}`))).toEqual(['2: 3.00']);
      expect(await debitsIn(SELLER, filed[0]!.id)).toEqual([`${ONE}-1`, `${TWO}-1`]);
    }
  });

  it('is one where two processes file at once', async () => {
    await debtors({ adler: RECURRENT, biber: RECURRENT });
    await owed({ customerId: 'adler', payable: '1.00' }, { customerId: 'biber', payable: '2.00' });
    await Promise.all([retried(() => fileCollections(SELLER, FILING)), retried(() => fileCollections(SELLER, FILING))]);
    const texts = await Promise.all((await Array.fromAsync(everyCollection(SELLER))).map(fileOf));
    expect(
      texts
        .join('')
        .match(/<EndToEndId>[^<]+/g)
        ?.sort(),
    ).toEqual([`<EndToEndId>${ONE}-1`, `<EndToEndId>${TWO}-1`]);
  });

  it('leaves out what was paid by transfer, and debits what is left of what was paid in part', async () => {
    await debtors({ adler: RECURRENT });
    await owed({ customerId: 'adler', payable: '10.00' }, { customerId: 'adler', payable: '20.00' });
    const came = { schema: 1 as const, id: 'a', statement: 'f', account: ACCOUNT, bookedOn: '2026-11-02', amount: '15.00', currency: 'EUR', counterparty: {}, text: '' }; // prettier-ignore
    await keepTransactions(SELLER, [came]);
    const shares = [{ number: ONE, amount: '10.00' }, { number: TWO, amount: '5.00' }]; // prettier-ignore
    await allocateTransaction(SELLER, 'a', shares, { at: NOW, by: 'ops@kranich.example', reason: 'x' });
    const [filed] = await fileCollections(SELLER, FILING);
    expect(filed!.groups).toMatchObject([{ count: 1, sum: '15.00' }]);
    expect(await state(`${ONE}-1`)).toBe('cancelled');
  });
});

describe('a mandate', () => {
  it.each([
    { why: 'that was revoked', mandate: 'signedOn: 2026-01-02, revokedOn: 2026-11-01', code: 'mandate-revoked' },
    { why: 'that was never used for more than 36 months', mandate: 'signedOn: 2023-11-15', code: 'mandate-expired' },
    { why: 'that was last used more than 36 months ago', mandate: 'signedOn: 2020-01-01, lastUsedOn: 2023-11-15', code: 'mandate-expired' },
    { why: 'that was used 36 months ago', mandate: 'signedOn: 2020-01-01, lastUsedOn: 2023-11-16', code: undefined },
  ])('$why: $code', async ({ mandate, code }) => {
    await debtors({ adler: mandate });
    expect(await owed({ customerId: 'adler', payable: '1.00' })).toEqual([code]);
    expect(await open(ONE)).toBe('1.00');
    expect(await fileCollections(SELLER, FILING)).toHaveLength(code === undefined ? 1 : 0);
  });

  it('that is revoked behind the invoice sets its debit aside before a file is written', async () => {
    await debtors({ adler: RECURRENT });
    await owed({ customerId: 'adler', payable: '1.00' });
    await debtors({ adler: `${RECURRENT}, revokedOn: 2026-11-10` });
    expect(await fileCollections(SELLER, FILING)).toEqual([]);
    expect((await requirePayment(SELLER, `${ONE}-1`)).payment.outcome).toMatchObject({ state: 'declined', code: 'mandate-revoked' });
  });

  it('that another has taken the place of debits nothing: the invoice names the one before', async () => {
    await debtors({ adler: RECURRENT });
    const changes = { paymentMeans: { by: 'direct-debit' as const, mandate: 'M-before', creditorId: CREDITOR, iban: IBAN } };
    const [number] = await issue({ customerId: 'adler', payable: '1.00', changes });
    await expect(collect({ sellerId: SELLER, number: number!, enteredAt: NOW })).rejects.toMatchObject({ code: 'no-mandate' });
    expect(await fileCollections(SELLER, FILING)).toEqual([]);
  });

  it('of one debit is used once', async () => {
    await debtors({ adler: 'signedOn: 2026-01-02, sequence: one-off' });
    await owed({ customerId: 'adler', payable: '1.00' }, { customerId: 'adler', payable: '2.00' });
    const [filed] = await fileCollections(SELLER, FILING);
    expect(filed!.groups).toMatchObject([{ sequence: 'OOFF', count: 1 }]);
    expect([await state(`${ONE}-1`), await state(`${TWO}-1`)]).toEqual(['pending', 'declined']);
  });
});

describe('what the bank says', () => {
  /** Three debits of 1.00, 2.00 and 4.00, filed. */
  async function filed(): Promise<Collection> {
    await debtors({ adler: RECURRENT });
    await owed(
      { customerId: 'adler', payable: '1.00' },
      { customerId: 'adler', payable: '2.00' },
      { customerId: 'adler', payable: '4.00' },
    );
    return (await fileCollections(SELLER, FILING))[0]!;
  }

  async function statement(closing: string, ...entries: readonly string[]): Promise<void> {
    const bytes = Buffer.from(statementXml({ entries, closing }));
    const said = camtStatements(bytes, ACCOUNT).flatMap(({ transactions }) => transactions);
    await importStatement(SELLER, bytes, said, { name: 's', at: NOW, by: 'ops@kranich.example' });
  }

  const batch = ({ groups }: Collection): string => entryOf({ amount: '7.00', ref: 'B1', details: `<Btch><PmtInfId>${groups[0]!.id}</PmtInfId><NbOfTxs>3</NbOfTxs></Btch>` }); // prettier-ignore
  const back = (number: string, amount: string, ref: string): string =>
    entryOf({
      amount,
      side: 'DBIT',
      ref,
      details: `<TxDtls><Refs><EndToEndId>${number}-1</EndToEndId></Refs><RltdPties></RltdPties><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls>`,
    });
  const opens = (): Promise<string[]> => Promise.all([ONE, TWO, THREE].map(open));

  it('pays all debits of an order that it books as one, once', async () => {
    const collection = await filed();
    expect(await opens()).toEqual(['1.00', '2.00', '4.00']);
    await statement('1007.00', batch(collection));
    const before = world.picture();
    expect(await opens()).toEqual(['0.00', '0.00', '0.00']);
    await statement('1007.00', batch(collection));
    expect(world.picture()).toEqual(before);
  });

  it('pays a debit that is booked by itself', async () => {
    await filed();
    await statement('1002.00', entryOf({ amount: '2.00', ref: 'B2', details: detailOf({ more: `<Refs><EndToEndId>${TWO}-1</EndToEndId></Refs>`.replace(/^/, '') }) })); // prettier-ignore
    expect(await opens()).toEqual(['1.00', '0.00', '4.00']);
    expect(await state(`${TWO}-1`)).toBe('paid');
  });

  it.each(['in one statement', 'the return first'])('opens again what went back, with the reason in words: %s', async (order) => {
    const collection = await filed();
    // A fee of 3.50 that the bank keeps is in what it takes back.
    if (order === 'in one statement') await statement('1001.50', batch(collection), back(TWO, '5.50', 'B3'));
    else {
      await statement('994.50', back(TWO, '5.50', 'B3'));
      await statement('1007.00', batch(collection));
    }
    expect(await opens()).toEqual(['0.00', '2.00', '0.00']);
    expect((await requirePayment(SELLER, `${TWO}-1`)).payment.outcome).toEqual({
      state: 'returned',
      code: 'AM04',
      message: 'the account has insufficient funds',
    });
  });

  const report = (collection: string, rest: string): Buffer =>
    Buffer.from(
      `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>R1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>${collection}</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>${rest}</CstmrPmtStsRpt></Document>`,
    );
  const rejects = (status: string, code: string): string => `<${status}>RJCT</${status}><StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>`;

  it.each([
    {
      why: 'a debit',
      rest: (id: string) =>
        `</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>${id}-1</OrgnlPmtInfId><TxInfAndSts><OrgnlEndToEndId>${TWO}-1</OrgnlEndToEndId>${rejects('TxSts', 'MD01')}</TxInfAndSts></OrgnlPmtInfAndSts>`,
      states: ['pending', 'declined', 'pending'],
    },
    {
      why: 'an order',
      rest: (id: string) =>
        `</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>${id}-1</OrgnlPmtInfId>${rejects('PmtInfSts', 'TM01')}</OrgnlPmtInfAndSts>`,
      states: ['declined', 'declined', 'declined'],
    },
    { why: 'the file', rest: () => `${rejects('GrpSts', 'FF01')}</OrgnlGrpInfAndSts>`, states: ['declined', 'declined', 'declined'] },
    { why: 'nothing', rest: () => '<GrpSts>ACTC</GrpSts></OrgnlGrpInfAndSts>', states: ['pending', 'pending', 'pending'] },
  ])('rejects $why, once', async ({ rest, states }) => {
    const { id } = await filed();
    const bytes = report(id, rest(id));
    await reportDebits(SELLER, bytes, statusReport(bytes), FILING);
    expect(await Promise.all([ONE, TWO, THREE].map((number) => state(`${number}-1`)))).toEqual(states);
    const before = world.picture();
    await reportDebits(SELLER, bytes, statusReport(bytes), FILING);
    expect(world.picture()).toEqual(before);
  });

  it.each([
    {
      why: 'another format',
      text: '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"></Document>',
      says: 'Reports in pain.002.001.10',
    },
    {
      why: 'a report on transfers',
      text: report('X', '</OrgnlGrpInfAndSts>').toString().replace('pain.008', 'pain.001'),
      says: 'direct debits are pain.008',
    },
    { why: 'a file that is cut off', text: report('X', '').toString().slice(0, 200), says: 'no well-formed XML' },
  ])('is refused where it is $why', ({ text, says }) => {
    expect(() => statusReport(Buffer.from(text))).toThrow(says);
  });
});

describe('a mandate that was amended', () => {
  const OTHER = 'DE02120300000000202051';
  const OTHER_CREDITOR = 'AT61ZZZ01234567890';

  let debits = 0;

  /** Debits adler once more, and says how the file tells of the mandate. */
  async function debited(): Promise<Record<string, string | undefined>> {
    // Each its own amount: the same document again would be the same invoice.
    expect(await owed({ customerId: 'adler', payable: `${++debits}.00` })).toEqual([undefined]);
    const [filed] = await fileCollections(SELLER, FILING);
    const info = first(xmlTree(await fileOf(filed!)).root, 'CstmrDrctDbtInitn/PmtInf')!;
    const mandate = first(info, 'DrctDbtTxInf/DrctDbtTx/MndtRltdInf')!;
    const told = {
      sequence: textAt(info, 'PmtTpInf/SeqTp'),
      amended: textAt(mandate, 'AmdmntInd'),
      reference: textAt(mandate, 'AmdmntInfDtls/OrgnlMndtId'),
      creditor: textAt(mandate, 'AmdmntInfDtls/OrgnlCdtrSchmeId/Id/PrvtId/Othr/Id'),
      account: textAt(mandate, 'AmdmntInfDtls/OrgnlDbtrAcct/Id/Othr/Id'),
    };
    return Object.fromEntries(Object.entries(told).filter(([, text]) => text !== undefined));
  }

  const SIGNED = 'signedOn: 2026-01-02';
  const AS_BEFORE = { sequence: 'RCUR', amended: 'false' };

  it.each([
    { what: 'the account', changes: { iban: OTHER }, told: { sequence: 'FRST', account: 'SMNDA' } },
    { what: 'its reference', changes: { prefix: 'N' }, told: { sequence: 'RCUR', reference: 'M-adler' } },
    { what: 'the creditor', changes: { creditorId: OTHER_CREDITOR }, told: { sequence: 'RCUR', creditor: CREDITOR } },
    {
      what: 'all of it',
      changes: { iban: OTHER, prefix: 'N', creditorId: OTHER_CREDITOR },
      told: { sequence: 'FRST', reference: 'M-adler', creditor: CREDITOR, account: 'SMNDA' },
    },
  ])('tells of $what in the first file behind, and in no other', async ({ changes, told }) => {
    await debtors({ adler: SIGNED });
    expect(await debited()).toEqual({ sequence: 'FRST', amended: 'false' });
    expect(await debited()).toEqual(AS_BEFORE);
    await debtors({ adler: 'prefix' in changes ? `${SIGNED}, formerly: { reference: M-adler }` : SIGNED }, changes);
    expect(await debited()).toEqual({ amended: 'true', ...told });
    expect(await debited()).toEqual(AS_BEFORE);
  });

  it('tells of what it was before Stepbill debited it, as the catalog says', async () => {
    await debtors({ adler: `${RECURRENT}, formerly: { iban: ${OTHER} }` });
    expect(await debited()).toEqual({ sequence: 'FRST', amended: 'true', account: 'SMNDA' });
    expect(await debited()).toEqual(AS_BEFORE);
  });

  it('tells of nothing where nothing was debited before', async () => {
    await debtors({ adler: `${SIGNED}, formerly: { iban: ${OTHER} }` });
    expect(await debited()).toEqual({ sequence: 'FRST', amended: 'false' });
  });

  it('has been used under its former reference: it has not lapsed', async () => {
    await debtors({ adler: 'signedOn: 2023-11-20' });
    await debited();
    await debtors({ adler: 'signedOn: 2023-10-20, formerly: { reference: M-adler }' }, { prefix: 'N' });
    expect(await debited()).toEqual({ sequence: 'RCUR', amended: 'true', reference: 'M-adler' });
  });
});

describe('a refund of what was debited', () => {
  it('goes to the account that was debited', async () => {
    await debtors({ adler: RECURRENT });
    await owed({ customerId: 'adler', payable: '12.00' });
    await fileCollections(SELLER, FILING);
    await tellOutcome(SELLER, `${ONE}-1`, { state: 'paid' }, { at: NOW });
    await issue({ payable: '12.00', changes: { kind: 'credit-note', precedingInvoices: [{ number: ONE, issueDate: '2026-11-02' }] } });
    const decision = { kind: 'refund', of: { kind: 'invoice', number: ONE } };
    const { refund } = (await decide({ sellerId: SELLER, ...FILING, reason: 'Cancelled', decision })) as { refund: object };
    expect(refund).toMatchObject({ amount: '12.00', payee: { by: 'transfer', name: 'Müller & Söhne GmbH', iban: IBAN } });
  });
});
