/** Codes of UN/ECE Recommendation 20 for units as documents write them, in the languages of documents. */
const CODES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    SEC: 's, sec, second, seconds, sekunde, sekunden, seconde, secondes',
    MIN: 'min, min., minute, minutes, minuten',
    HUR: 'h, hour, hours, stunde, stunden, std, std., heure, heures',
    DAY: 'day, days, tag, tage, jour, jours',
    WEE: 'week, weeks, woche, wochen, semaine, semaines',
    MON: 'month, months, monat, monate, mois',
    QAN: 'quarter, quarters, quartal, quartale, trimestre, trimestres',
    ANN: 'year, years, jahr, jahre, an, ans, année, années',
    AD: 'byte, bytes, octet, octets',
    '2P': 'kb, kilobyte, kilobytes, ko, kilooctet, kilooctets',
    '4L': 'mb, megabyte, megabytes, mo, mégaoctet, mégaoctets',
    E34: 'gb, gigabyte, gigabytes, go, gigaoctet, gigaoctets',
    E35: 'tb, terabyte, terabytes, to, téraoctet, téraoctets',
    E36: 'pb, petabyte, petabytes, po, pétaoctet, pétaoctets',
    KWH: 'kwh, kilowatt hour, kilowatt hours, kilowattstunde, kilowattstunden',
    H87: 'piece, pieces, pcs, stück, stk, stk., pièce, pièces',
    KGM: 'kg, kilogram, kilograms, kilogramm',
    LTR: 'l, litre, litres, liter, liters',
    MTR: 'm, metre, metres, meter, mètre, mètres',
    KMT: 'km, kilometre, kilometres, kilometer, kilomètre, kilomètres',
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
