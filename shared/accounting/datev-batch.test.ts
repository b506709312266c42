import { describe, expect, it } from '@jest/globals';
import { readExtf, type Extf } from '../../test/support/extf.ts';
import { batchHead, batchLine, fiscalYearOf, fitsDocumentField, MOST_BOOKINGS } from './datev-batch.ts';
import type { Booking } from './datev-bookings.ts';
import { datevSettings, type DatevSettings } from './datev-settings.ts';

const SETTINGS = datevSettings.parse({
  consultant: '29098',
  client: '55003',
  chart: '03',
  revenueAccounts: [{ category: 'S', account: '8400' }],
});

const BOOKING: Booking = {
  amount: '1234.50',
  side: 'S',
  currency: 'EUR',
  debtorAccount: '10234',
  revenueAccount: '8400',
  taxKey: '3',
  number: 'RE-2026-000017',
  issueDate: '2026-11-02',
  dueDate: '2026-11-16',
  serviceDate: '2026-10-31',
  text: 'Brinkmann & Söhne',
  guid: 'E0A08953-FBAA-4054-AF36-993D5D68F040',
  vatId: undefined,
};

function batch(changes: Partial<Booking> = {}, settings: Partial<DatevSettings> = {}): Extf {
  const all = { ...SETTINGS, ...settings };
  const head = batchHead(all, { from: '2026-11-01', until: '2026-11-30' }, new Date('2026-12-01T08:30:00.042Z'));
  return readExtf(Buffer.concat([head, batchLine({ ...BOOKING, ...changes }, all)]));
}

const row = (changes: Partial<Booking> = {}, settings: Partial<DatevSettings> = {}): Readonly<Record<string, string>> =>
  batch(changes, settings).rows[0]!;

describe('a batch', () => {
  it('begins with the header of 31 fields that the description has', () => {
    const { header } = batch();
    // The example of the description, with the values of this batch.
    const expected =
      '"EXTF";700;21;"Buchungsstapel";13;20261201083000042;;"SB";"Stepbill";"";29098;55003;20260101;4;20261101;20261130;"Ausgangsrechnungen";"";1;0;0;"EUR";;"";;;"03";;;"";""';
    expect(header.map(({ value, isQuoted }) => (isQuoted ? `"${value}"` : value)).join(';')).toBe(expected);
    expect(header).toHaveLength(31);
  });

  it('names 125 columns, each at its number', () => {
    const { columns, bookings } = batch();
    expect([columns.length, bookings[0]!.length]).toEqual([125, 125]);
    const at = (number: number): string | undefined => columns[number - 1];
    expect([1, 2, 7, 8, 9, 10, 11, 14, 20].map(at)).toEqual([
      ...['Umsatz (ohne Soll/Haben-Kz)', 'Soll/Haben-Kennzeichen', 'Konto', 'Gegenkonto (ohne BU-Schlüssel)', 'BU-Schlüssel'],
      ...['Belegdatum', 'Belegfeld 1', 'Buchungstext', 'Beleglink'],
    ]);
    expect([21, 36, 37, 40, 48, 49, 87, 88, 114, 115, 116, 117, 125].map(at)).toEqual([
      ...['Beleginfo - Art 1', 'Beleginfo - Inhalt 8', 'KOST1 - Kostenstelle', 'EU-Land u. UStID (Bestimmung)'],
      ...['Zusatzinformation - Art 1', 'Zusatzinformation- Inhalt 1', 'Zusatzinformation- Inhalt 20', 'Stück'],
      ...['Festschreibung', 'Leistungsdatum', 'Datum Zuord. Steuerperiode', 'Fälligkeit', 'Abw. Skontokonto'],
    ]);
  });

  it('has text in quotes, also where there is none, and figures without', () => {
    // Numbers of the fields whose expression in the description has quotes.
    const text = new Set([
      2, 3, 6, 9, 11, 12, 14, 16, 20, 37, 38, 40, 42, 91, 95, 96, 98, 102, 103, 105, 107, 109, 110, 112, 118, 120, 121, 123,
    ]);
    for (let number = 21; number <= 87; number++) if (number <= 36 || number >= 48) text.add(number);
    const quoted = batch().bookings[0]!.flatMap(({ isQuoted }, i) => (isQuoted ? [i + 1] : []));
    expect(quoted).toEqual([...text].sort((a, b) => a - b));
  });

  it('says what is booked in the expressions of the description', () => {
    expect(row()).toMatchObject({
      'Umsatz (ohne Soll/Haben-Kz)': '1234,50',
      'Soll/Haben-Kennzeichen': 'S',
      'WKZ Umsatz': 'EUR',
      Konto: '10234',
      'Gegenkonto (ohne BU-Schlüssel)': '8400',
      'BU-Schlüssel': '0003',
      Belegdatum: '0211',
      'Belegfeld 1': 'RE-2026-000017',
      Buchungstext: 'Brinkmann & Söhne',
      Beleglink: 'BEDI "E0A08953-FBAA-4054-AF36-993D5D68F040"',
      Festschreibung: '0',
      Leistungsdatum: '31102026',
      'Datum Zuord. Steuerperiode': '31102026',
      Fälligkeit: '16112026',
    });
  });

  it('leaves the day of service out, and locks, where the settings say so', () => {
    expect(row({}, { servicePeriod: 'omit', lock: 'yes' })).toMatchObject({
      Leistungsdatum: '',
      'Datum Zuord. Steuerperiode': '',
      Festschreibung: '1',
    });
    expect(batch({}, { lock: 'yes' }).header[20]).toEqual({ value: '1', isQuoted: false });
  });

  it('has no points in the number that open items are matched by', () => {
    expect(row({ number: 'RE.2026.0017' })['Belegfeld 1']).toBe('RE-2026-0017');
  });

  it.each([
    { why: 'quotes', text: 'Haus "Adler"', expected: 'Haus "Adler"' },
    { why: 'a line break', text: 'Haus\r\nAdler\u0007', expected: 'Haus Adler' },
    { why: 'a formula', text: '=cmd()', expected: "'=cmd()" },
    { why: 'more than 60 characters', text: 'A'.repeat(61), expected: 'A'.repeat(60) },
    { why: 'letters that Windows-1252 has', text: 'Čáp €uro Œ', expected: 'Cáp €uro Œ' },
    { why: 'letters that it does not have', text: 'Łódź Ω', expected: '?ódz ?' },
  ])('shows a text with $why', ({ text, expected }) => {
    expect(row({ text }).Buchungstext).toBe(expected);
  });

  it('keeps every letter in UTF-8, with a mark', () => {
    expect(row({ text: 'Łódź Ω' }, { encoding: 'utf-8' }).Buchungstext).toBe('Łódź Ω');
  });
});

it('takes numbers of 36 characters at most, and 99,999 bookings', () => {
  expect([fitsDocumentField('R'.repeat(36)), fitsDocumentField('R'.repeat(37))]).toEqual([true, false]);
  expect(MOST_BOOKINGS).toBe(99_999);
});

it.each([
  { date: '2026-11-02', start: '01-01', expected: '2026-01-01' },
  { date: '2026-06-30', start: '07-01', expected: '2025-07-01' },
  { date: '2026-07-01', start: '07-01', expected: '2026-07-01' },
])('$date lies in the fiscal year from $expected, if years begin on $start', ({ date, start, expected }) => {
  expect(fiscalYearOf(date, { ...SETTINGS, fiscalYearStart: start })).toBe(expected);
});
