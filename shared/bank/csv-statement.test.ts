import { describe, expect, it } from '@jest/globals';

import { csvTransactions } from './csv-statement.ts';
import { parseBankMapping } from './csv-mapping.ts';

const IBAN = 'AT611904300234573201';
const MAPPING = `
skipLines: 2
delimiter: ";"
encoding: ISO-8859-1
account: Konto
date: { column: Buchung, format: DD.MM.YYYY }
amount: { column: Betrag, decimal: "," }
currency: { column: Währung }
name: Name
iban: Gegenkonto
text: [Zweck 1, Zweck 2]
reference: Referenz
`;
const HEAD = 'Umsätze\n\nKonto;Buchung;Betrag;Währung;Name;Gegenkonto;Zweck 1;Zweck 2;Referenz';

const read = (rows: string, mapping = MAPPING) =>
  csvTransactions(Buffer.from(`${HEAD}\n${rows}`, 'latin1'), parseBankMapping(mapping, 'bank.yml'), IBAN);

it('makes transactions of the rows of a bank, as its mapping says', () => {
  const rows = [
    'AT61 1904 3002 3457 3201;09.11.2026;1.234,50;EUR;Müller;de89 3704 0044 0532 0130 00;RE-2026-000017;danke;B-1',
    '"AT611904300234573201";01.02.2026;-7,90;EUR;;;Kontoführung;;',
  ];
  expect(read(rows.join('\n'))).toEqual([
    {
      account: IBAN,
      bookedOn: '2026-11-09',
      amount: '1234.50',
      currency: 'EUR',
      bankReference: 'B-1',
      counterparty: { name: 'Müller', iban: 'DE89370400440532013000' },
      text: 'RE-2026-000017 danke',
    },
    { account: IBAN, bookedOn: '2026-02-01', amount: '-7.90', currency: 'EUR', counterparty: {}, text: 'Kontoführung' },
  ]);
});

describe('refuses a file as a whole, naming the line,', () => {
  const row = (changes: Partial<Record<'account' | 'day' | 'amount' | 'currency', string>>): string => {
    const { account = IBAN, day = '09.11.2026', amount = '1,00', currency = 'EUR' } = changes;
    return `${IBAN};09.11.2026;1,00;EUR;;;x;;\n${account};${day};${amount};${currency};;;y;;`;
  };
  it.each([
    { why: 'of another account', rows: row({ account: 'DE89370400440532013000' }), says: 'line 5: is of the account DE89' },
    { why: 'of another form of day', rows: row({ day: '2026-11-09' }), says: 'line 5: "2026-11-09" is no day as DD.MM.YYYY' },
    { why: 'of a day that is none', rows: row({ day: '31.11.2026' }), says: 'is no day' },
    { why: 'of 19 digits', rows: row({ amount: '12345678901234567,89' }), says: 'is no amount of at most 18 digits' },
    { why: 'with the other mark', rows: row({ amount: '1.00' }).replace('1.00', '1;00'), says: 'line 5' },
    { why: 'of half a cent', rows: row({ amount: '1,005' }), says: 'no whole number of minor units' },
    { why: 'of no currency', rows: row({ currency: 'EURO' }), says: '"EURO" is no currency' },
    { why: 'of nothing', rows: '', says: 'holds no transactions' },
  ])('$why', ({ rows, says }) => {
    expect(() => read(rows)).toThrow(says);
  });

  it('without a column', () => {
    expect(() => read('', MAPPING.replace('Betrag', 'Beträge'))).toThrow('there is no column "Beträge"; did you mean "Betrag"?');
  });
});

it('says what is wrong with a mapping, and where', () => {
  expect(() =>
    parseBankMapping('date: { column: a, format: DDMMYY }\namuont: { column: b }\ncurrency: EUR\ntext: []\n', 'bank.yml'),
  ).toThrow(/bank\.yml is no mapping; nothing was booked:[\s\S]*bank\.yml:2 {2}there is no field "amuont"; did you mean "amount"\?/);
});
