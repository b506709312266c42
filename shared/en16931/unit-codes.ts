/** Codes of UN/ECE Recommendation 20 for units as documents write them, in the languages of documents. */
const CODES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    SEC: 's, sec, second, seconds, sekunde, sekunden',
    MIN: 'min, min., minute, minutes, minuten',
    HUR: 'h, hour, hours, stunde, stunden, std, std.',
    DAY: 'day, days, tag, tage',
    WEE: 'week, weeks, woche, wochen',
    MON: 'month, months, monat, monate',
    QAN: 'quarter, quarters, quartal, quartale',
    ANN: 'year, years, jahr, jahre',
    AD: 'byte, bytes',
    '2P': 'kb, kilobyte, kilobytes',
    '4L': 'mb, megabyte, megabytes',
    E34: 'gb, gigabyte, gigabytes',
    E35: 'tb, terabyte, terabytes',
    E36: 'pb, petabyte, petabytes',
    KWH: 'kwh, kilowatt hour, kilowatt hours, kilowattstunde, kilowattstunden',
    H87: 'piece, pieces, pcs, stück, stk, stk.',
    KGM: 'kg, kilogram, kilograms, kilogramm',
    LTR: 'l, litre, litres, liter',
    MTR: 'm, metre, metres, meter',
    KMT: 'km, kilometre, kilometres, kilometer',
  }).flatMap(([code, units]) => units.split(', ').map((unit): [string, string] => [unit, code])),
);

/** "One": what is counted has no unit of its own. */
export const ONE = 'C62';

/** For an amount that no quantity explains. */
export const LUMP_SUM = 'LS';

/**
 * The code of a unit; "one" for a unit that has none, such as calls.
 *
 * @see docs/sources.md#unit-codes
 */
export function unitCodeOf(unit: string | undefined): string {
  return unit === undefined ? ONE : (CODES.get(unit.toLowerCase()) ?? ONE);
}
