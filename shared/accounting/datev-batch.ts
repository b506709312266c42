import type { Booking } from './datev-bookings.ts';
import type { DatevSettings } from './datev-settings.ts';
import type { IssuePeriod } from './issued-document.ts';
import { inWindows1252 } from './windows-1252.ts';

/** A batch of bookings in DATEV's format: header 700, category 21, version 13. Its rules: docs/sources.md#datev. */

/** Bookings that a file may hold. */
export const MOST_BOOKINGS = 99_999;

const numbered = (names: readonly string[], count: number): string[] =>
  Array.from({ length: count }, (_, i) => names.map((name) => `${name} ${i + 1}`)).flat();

/** Every field of a booking, in order; those that are text, and so stand in quotes, end in "!". */
const FIELDS = [
  ...['Umsatz (ohne Soll/Haben-Kz)', 'Soll/Haben-Kennzeichen!', 'WKZ Umsatz!', 'Kurs', 'Basis-Umsatz', 'WKZ Basis-Umsatz!'],
  ...['Konto', 'Gegenkonto (ohne BU-Schlüssel)', 'BU-Schlüssel!', 'Belegdatum', 'Belegfeld 1!', 'Belegfeld 2!', 'Skonto'],
  ...['Buchungstext!', 'Postensperre', 'Diverse Adressnummer!', 'Geschäftspartnerbank', 'Sachverhalt', 'Zinssperre', 'Beleglink!'],
  ...numbered(['Beleginfo - Art', 'Beleginfo - Inhalt'], 8).map((name) => `${name}!`),
  ...['KOST1 - Kostenstelle!', 'KOST2 - Kostenstelle!', 'Kost-Menge', 'EU-Land u. UStID (Bestimmung)!', 'EU-Steuersatz (Bestimmung)'],
  ...['Abw. Versteuerungsart!', 'Sachverhalt L+L', 'Funktionsergänzung L+L', 'BU 49 Hauptfunktionstyp', 'BU 49 Hauptfunktionsnummer'],
  'BU 49 Funktionsergänzung',
  // The space that is missing is missing in the original.
  ...numbered(['Zusatzinformation - Art', 'Zusatzinformation- Inhalt'], 20).map((name) => `${name}!`),
  ...['Stück', 'Gewicht', 'Zahlweise', 'Forderungsart!', 'Veranlagungsjahr', 'Zugeordnete Fälligkeit', 'Skontotyp', 'Auftragsnummer!'],
  ...['Buchungstyp!', 'USt-Schlüssel (Anzahlungen)', 'EU-Land (Anzahlungen)!', 'Sachverhalt L+L (Anzahlungen)'],
  ...['EU-Steuersatz (Anzahlungen)', 'Erlöskonto (Anzahlungen)', 'Herkunft-Kz!', 'Buchungs GUID!', 'KOST-Datum', 'SEPA-Mandatsreferenz!'],
  ...['Skontosperre', 'Gesellschaftername!', 'Beteiligtennummer', 'Identifikationsnummer!', 'Zeichnernummer!', 'Postensperre bis'],
  ...['Bezeichnung SoBil-Sachverhalt!', 'Kennzeichen SoBil-Buchung', 'Festschreibung', 'Leistungsdatum', 'Datum Zuord. Steuerperiode'],
  ...['Fälligkeit', 'Generalumkehr (GU)!', 'Steuersatz', 'Land!', 'Abrechnungsreferenz!', 'BVV-Position'],
  ...['EU-Land u. UStID (Ursprung)!', 'EU-Steuersatz (Ursprung)', 'Abw. Skontokonto'],
];
const isText = (field: string): boolean => field.endsWith('!');
const nameOf = (field: string): string => field.replace(/!$/, '');

/** Longest number of a document, and longest text of a booking. */
const MOST_NUMBER = 36;
const MOST_TEXT = 60;

/**
 * The two lines that a batch begins with.
 *
 * @param createdAt said in UTC, as 17 digits to the millisecond
 */
export function batchHead(settings: DatevSettings, { from, until }: IssuePeriod, createdAt: Date): Uint8Array {
  const text = (value: string): string => `"${value}"`;
  const header = [
    ...[text('EXTF'), 700, 21, text('Buchungsstapel'), 13, createdAt.toISOString().replace(/\D/g, '')],
    // Imported at; from where, by whom; imported by.
    ...['', text('SB'), text('Stepbill'), text('')],
    ...[settings.consultant, settings.client, digitsOf(fiscalYearOf(from, settings)), settings.accountLength],
    ...[digitsOf(from), digitsOf(until), text('Ausgangsrechnungen'), text('')],
    // Bookkeeping, of no purpose in particular.
    ...[1, 0, lockOf(settings), text(settings.currency)],
    ...['', text(''), '', '', text(settings.chart ?? ''), '', '', text(''), text('')],
  ];
  return encoded(`${header.join(';')}\r\n${FIELDS.map(nameOf).join(';')}\r\n`, settings, { isFirst: true });
}

/** A booking as a line of the batch. */
export function batchLine(booking: Booking, settings: DatevSettings): Uint8Array {
  const { issueDate, serviceDate } = booking;
  const isServiceBooked = settings.servicePeriod === 'book';
  const values: Readonly<Record<string, string>> = {
    'Umsatz (ohne Soll/Haben-Kz)': booking.amount.replace('.', ','),
    'Soll/Haben-Kennzeichen': booking.side,
    'WKZ Umsatz': booking.currency,
    Konto: booking.debtorAccount,
    'Gegenkonto (ohne BU-Schlüssel)': booking.revenueAccount,
    'BU-Schlüssel': booking.taxKey?.padStart(4, '0') ?? '',
    Belegdatum: dayFirst(issueDate).slice(0, 4),
    'Belegfeld 1': documentField(booking.number),
    Buchungstext: plainText(booking.text),
    Beleglink: `BEDI "${booking.guid}"`,
    'EU-Land u. UStID (Bestimmung)': booking.vatId ?? '',
    Festschreibung: String(lockOf(settings)),
    Leistungsdatum: isServiceBooked ? dayFirst(serviceDate) : '',
    'Datum Zuord. Steuerperiode': isServiceBooked ? dayFirst(serviceDate) : '',
    Fälligkeit: booking.side === 'S' ? dayFirst(booking.dueDate) : '',
  };
  const line = FIELDS.map((field) => {
    const value = values[nameOf(field)] ?? '';
    return isText(field) ? `"${value.replaceAll('"', '""')}"` : value;
  });
  return encoded(`${line.join(';')}\r\n`, settings);
}

/** First day of the fiscal year that a day lies in. */
export function fiscalYearOf(date: string, { fiscalYearStart }: DatevSettings): string {
  const year = Number(date.slice(0, 4));
  return `${date.slice(5) >= fiscalYearStart ? year : year - 1}-${fiscalYearStart}`;
}

/** Whether the number of a document fits into the field by which open items are matched. */
export function fitsDocumentField(number: string): boolean {
  return number.length <= MOST_NUMBER;
}

/** The field has no points. */
function documentField(number: string): string {
  return number.replaceAll('.', '-');
}

/** Without control characters, and with an apostrophe where a spreadsheet would see a formula. */
function plainText(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return (/^[=+@-]/.test(line) ? `'${line}` : line).slice(0, MOST_TEXT);
}

function lockOf({ lock }: DatevSettings): 0 | 1 {
  return lock === 'yes' ? 1 : 0;
}

/** 20261031 for 2026-10-31. */
function digitsOf(date: string): string {
  return date.replaceAll('-', '');
}

/** 31102026 for 2026-10-31. */
function dayFirst(date: string): string {
  return date.split('-').reverse().join('');
}

function encoded(text: string, { encoding }: DatevSettings, { isFirst = false } = {}): Uint8Array {
  if (encoding === 'windows-1252') return inWindows1252(text);
  return new TextEncoder().encode(isFirst ? `\uFEFF${text}` : text);
}
