import { hasCheckDigits } from './check-digits.ts';

/** How the numbers of a counter are printed. */
export interface PrintedSeries {
  /** `{number}` stands for the place in the counter: RE-2026-{number}. */
  readonly pattern: string;
  /** Digits of a number at least. */
  readonly digits: number;
  /** The last number that was given out. */
  readonly last: number;
}

/**
 * The numbers that a text names, as they are printed, in its order. Case, separators, O for 0 and zeros that were left
 * out are forgiven; what follows after a separator is taken into a number only until it has its digits. A number that was
 * not given out is none.
 *
 * A series whose numbers have nothing before or behind that tells them, such as 000017, is left out: an order's number or
 * a day looks the same.
 */
export function namedNumbers(text: string, series: readonly PrintedSeries[]): string[] {
  const read = readable(text);
  const found = series.filter(isTelling).flatMap((it) => placesOf(read, it));
  const sorted = found.sort((a, b) => a.at - b.at);
  return [...new Set(sorted.map(({ number }) => number))];
}

/**
 * The number that a reference is: the number itself, or in a creditor reference of ISO 11649, RF with check digits.
 * Undefined if it is neither.
 *
 * @see docs/sources.md#creditor-reference
 */
export function referredNumber(reference: string, series: readonly PrintedSeries[]): string | undefined {
  const plain = reference.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase();
  const isCreditorReference = /^RF\d{2}[A-Z0-9]{1,21}$/.test(plain) && hasCheckDigits(plain);
  const read = readable(isCreditorReference ? plain.slice(4) : reference);
  const found = series.flatMap((it) => placesOf(read, it)).filter(({ at, end }) => at === 0 && end === read.key.length);
  return found[0]?.number;
}

interface Readable {
  /** Letters and digits, in capitals, with 0 for O. */
  readonly key: string;
  /** For each of them, whether a separator stands before it. */
  readonly isApart: readonly boolean[];
}

function readable(text: string): Readable {
  const isApart: boolean[] = [];
  let key = '';
  let wasApart = true;
  for (const character of text.toUpperCase()) {
    if (/[A-Z0-9]/.test(character)) {
      key += character === 'O' ? '0' : character;
      isApart.push(wasApart);
      wasApart = false;
    } else wasApart = true;
  }
  return { key, isApart };
}

interface Place {
  /** Where it begins and ends in the key. */
  readonly at: number;
  readonly end: number;
  readonly number: string;
}

const keyOf = (text: string): string => readable(text).key;
const partsOf = (pattern: string): [before: string, after: string] => {
  const [before = '', after = ''] = pattern.split('{number}').map(keyOf);
  return [before, after];
};

function isTelling({ pattern }: PrintedSeries): boolean {
  return partsOf(pattern).join('').length >= 2;
}

function placesOf(read: Readable, series: PrintedSeries): Place[] {
  const [before, after] = partsOf(series.pattern);
  const places: Place[] = [];
  for (let at = read.key.indexOf(before); at >= 0 && at < read.key.length; at = read.key.indexOf(before, at + 1)) {
    // Letters may be written together with a number that begins with one; digits are then of another number.
    const isInside = !read.isApart[at] && /\d/.test(read.key[at] ?? '') && /\d/.test(read.key[at - 1] ?? '');
    const place = isInside ? undefined : placeAt(read, at, at + before.length, after, series);
    if (place) places.push(place);
  }
  return places;
}

/** The number whose digits begin at `start`: as many as it has to have, or else those that stand together. */
function placeAt(
  { key, isApart }: Readable,
  at: number,
  start: number,
  after: string,
  { pattern, digits, last }: PrintedSeries,
): Place | undefined {
  const run = /^\d*/.exec(key.slice(start))![0].length;
  const ends = Array.from({ length: run }, (_, i) => start + i + 1).filter(
    (end) => (after === '' ? isEnd(key, isApart, end) : key.startsWith(after, end)) || end === start + run,
  );
  const fitting = ends.filter((end) => after === '' || key.startsWith(after, end));
  const isWhole = (end: number): boolean => end - start === digits || (end - start > digits && key[start] !== '0');
  const end = fitting.find(isWhole) ?? fitting.find((it) => it - start < digits);
  const position = end === undefined ? 0 : Number(key.slice(start, end));
  if (end === undefined || position < 1 || position > last) return undefined;
  return { at, end: end + after.length, number: pattern.replace('{number}', String(position).padStart(digits, '0')) };
}

function isEnd(key: string, isApart: readonly boolean[], end: number): boolean {
  return end === key.length || isApart[end] === true || !/\d/.test(key[end]!);
}
