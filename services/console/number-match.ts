/** A counter, as far as its numbers can be told without reading one. */
export interface Numbered {
  /** How a number is printed: RE-2026-{number}. */
  readonly pattern: string;
  /** Digits of a number at least. */
  readonly digits: number;
  /** The last position given out. */
  readonly last: number;
}

/** Positions `first`, `first + step` … up to `last`. */
export interface Positions {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}

/**
 * Positions whose printed number has a text in it that somebody has typed, whatever stands between letters and digits:
 * `re 2026/17`, `2026-17`, `0017` and `RE-2026-000017` all mean number 17. Digits may be the number without its zeros,
 * its first digits or its last ones; what stands before and behind the number counts by whole parts.
 *
 * Numbers of a counter have no gaps, so this is arithmetic, and costs the same among ten numbers and ten million.
 */
export function positionsLike({ pattern, digits, last }: Numbered, typed: string): Positions[] {
  const text = bare(typed);
  const [before = '', after = ''] = pattern.split('{number}');
  const heads = ['', ...tailsOf(before)].filter((head) => text.startsWith(head));
  const ends = ['', ...headsOf(after)];
  const found = heads.flatMap((head) =>
    ends.flatMap((end) => {
      const rest = text.slice(head.length);
      if (!rest.endsWith(end)) return [];
      const middle = rest.slice(0, rest.length - end.length);
      return likeDigits(middle, { isFromStart: head !== '', isToEnd: end !== '' }, digits, last);
    }),
  );
  return found.filter(({ first }) => first <= last);
}

/** Positions of several rows from one downwards, each once. */
export function* positionsDown(rows: readonly Positions[], from: number): Generator<number> {
  let next = from;
  for (;;) {
    const position = Math.max(0, ...rows.map((row) => atMost(row, next)));
    if (position === 0) return;
    yield position;
    next = position - 1;
  }
}

/** The part of some positions that lies within others. */
export function within({ first, last, step }: Positions, from: number, to: number): Positions {
  return { first: first >= from ? first : first + Math.ceil((from - first) / step) * step, last: Math.min(last, to), step };
}

function likeDigits(
  middle: string,
  { isFromStart, isToEnd }: { isFromStart: boolean; isToEnd: boolean },
  digits: number,
  last: number,
): Positions[] {
  if (middle === '') return isFromStart || isToEnd ? [{ first: 1, last, step: 1 }] : [];
  if (!/^\d{1,15}$/.test(middle)) return [];
  const position = Number(middle);
  const rows: Positions[] = [];
  // The number itself; zeros before it only as far as it is printed with them.
  if (position > 0 && middle.length <= Math.max(digits, String(position).length)) rows.push({ first: position, last: position, step: 1 });
  if (!isToEnd)
    for (let width = digits; width <= Math.max(digits, String(last).length); width++) rows.push(...beginning(middle, width, digits, last));
  if (!isFromStart) rows.push(...ending(middle, digits, last));
  return rows;
}

/** Those of a width whose first digits these are. */
function beginning(middle: string, width: number, digits: number, last: number): Positions[] {
  if (middle.length > width) return [];
  const scale = 10 ** (width - middle.length);
  const [low, high] = [Number(middle) * scale, (Number(middle) + 1) * scale - 1];
  const least = width === digits ? 1 : 10 ** (width - 1);
  return high < least ? [] : [{ first: Math.max(low, least), last: Math.min(high, last), step: 1 }];
}

/** Those whose last digits these are. */
function ending(middle: string, digits: number, last: number): Positions[] {
  const step = 10 ** middle.length;
  const position = Number(middle);
  // A number that is printed with fewer digits than were typed does not end so.
  const least = middle.length > digits ? 10 ** (middle.length - 1) : 1;
  const first = position >= least ? position : position + step;
  return [{ first, last, step }];
}

function atMost({ first, last, step }: Positions, most: number): number {
  const top = Math.min(last, most);
  return top < first ? 0 : first + Math.floor((top - first) / step) * step;
}

/** The parts of what stands before a number, from each to the end: 2026, RE2026. */
function tailsOf(before: string): string[] {
  const parts = partsOf(before);
  return parts.map((_, i) => parts.slice(i).join(''));
}

/** The parts of what stands behind a number, from its beginning to each. */
function headsOf(after: string): string[] {
  const parts = partsOf(after);
  return parts.map((_, i) => parts.slice(0, i + 1).join(''));
}

function partsOf(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).flatMap((part) => (part === '' ? [] : [part.toUpperCase()]));
}

function bare(text: string): string {
  return partsOf(text.normalize('NFKC')).join('');
}
