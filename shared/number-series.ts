import { z } from 'zod';
import { NotFoundError } from './errors.ts';
import { nearest } from './nearest.ts';

/**
 * How a seller numbers its documents: one series or several, each with a counter of its own. What a series says may
 * be printed on paper for years, so the rules here keep two numbers from ever being the same.
 */

/** Most series of a seller: a run takes the numbers of all of them in one transaction. */
const MOST_SERIES = 40;
/** Longest number; it is printed, mailed, and the name of a file. */
const MOST_CHARACTERS = 40;
const PLACEHOLDERS = ['prefix', 'year', 'yy', 'number'];
const DEFAULT_FORMAT = { yearly: '{prefix}-{year}-{number}', never: '{prefix}-{number}' } as const;

export const numberSeries = z
  .strictObject({
    prefix: z
      .string()
      .regex(/^[A-Z0-9]{1,10}$/, 'expected 1 to 10 capital letters or digits')
      .describe('Names the series, and begins its numbers where the format does not say otherwise.'),
    digits: z.coerce.number().int().min(4).max(12).default(6).describe('Digits of a number at least; the number after 999999 is 1000000.'),
    restart: z
      .enum(['yearly', 'never'], { error: 'expected yearly or never' })
      .default('yearly')
      .describe('Whether each year begins with number 1, or the numbers go on for good.'),
    format: z
      .string()
      .optional()
      .describe('How a number is printed, such as {prefix}-{year}-{number}; {year} and {yy} are those of the issue date.'),
  })
  .transform((it) => ({ ...it, format: it.format ?? DEFAULT_FORMAT[it.restart] }))
  .superRefine((it, context) => {
    for (const message of formatFaults(it)) context.addIssue({ code: 'custom', path: ['format'], message });
  });
export type NumberSeries = z.output<typeof numberSeries>;

const severalSeries = z
  .array(numberSeries)
  .min(1)
  .max(MOST_SERIES)
  .superRefine((list, context) => {
    for (const { i, field, message } of faultsAmong(list)) context.addIssue({ code: 'custom', path: [i, field], message });
  });

/** The series of a seller: one, or a list whose first is that of every customer who names none. */
export const sellerSeries = z.unknown().transform((written, context): NumberSeries[] => {
  const parsed = Array.isArray(written) ? severalSeries.safeParse(written) : numberSeries.safeParse(written);
  if (parsed.success) return [parsed.data].flat();
  // As if the schema stood here, so that a fault keeps the place it has in the file.
  context.issues.push(...parsed.error.issues.map((issue) => ({ ...issue, input: undefined })));
  return z.NEVER;
});

interface Numbering {
  readonly id: string;
  readonly numberSeries: readonly NumberSeries[];
}

/**
 * A series of the seller by its prefix.
 *
 * @throws {NotFoundError} if the seller has none of that prefix
 */
export function requireSeries({ id, numberSeries: list }: Numbering, prefix: string): NumberSeries {
  const found = list.find((it) => it.prefix === prefix);
  if (found) return found;
  const there = list.map((it) => `"${it.prefix}"`).join(', ');
  throw new NotFoundError(`Seller "${id}" has no number series "${prefix}"; there is ${there}. Put it into the catalog and import that.`);
}

/**
 * The series a customer's documents are numbered in: the one it names, else the seller's first.
 *
 * @throws {NotFoundError} if the seller has no such series any more
 */
export function seriesFor(seller: Numbering, customer: { readonly numberSeries?: string | undefined }): NumberSeries {
  return requireSeries(seller, customer.numberSeries ?? seller.numberSeries[0]!.prefix);
}

/**
 * The series of credit notes: the seller's own for them, else that of the customer's invoices.
 *
 * @throws {NotFoundError} if the seller has no such series any more
 */
export function creditNoteSeries(
  seller: Numbering & { readonly creditNoteSeries?: string | undefined },
  customer: { readonly numberSeries?: string | undefined },
): NumberSeries {
  return seller.creditNoteSeries === undefined ? seriesFor(seller, customer) : requireSeries(seller, seller.creditNoteSeries);
}

/**
 * The series of a draft by its kind, or of what has none because nothing is due.
 *
 * @throws {NotFoundError} if the seller has no such series any more
 */
export function seriesOf(kind: string | undefined, ...whose: Parameters<typeof creditNoteSeries>): NumberSeries {
  return kind === 'credit-note' ? creditNoteSeries(...whose) : seriesFor(...whose);
}

/**
 * The counter that numbers of an issue date come from: RE-2026 where 1 is the first of each year, else RE.
 *
 * A prefix has no "-", so no counter of one series begins like those of another.
 */
export function counterOf({ prefix, restart }: NumberSeries, issueDate: string): string {
  return restart === 'yearly' ? `${prefix}-${issueDate.slice(0, 4)}` : prefix;
}

/** How the numbers of an issue date are printed, all but {number} filled in: RE-2026-{number}. */
export function patternOf({ prefix, format }: NumberSeries, issueDate: string): string {
  const year = issueDate.slice(0, 4);
  return format.replaceAll('{prefix}', prefix).replaceAll('{year}', year).replaceAll('{yy}', year.slice(2));
}

/**
 * What would be wrong with the series of a catalog that is imported after numbers were given out. A series that has
 * given out numbers keeps its restart and its format; the digits may change, which only pads.
 *
 * @param used how far each counter has come, and how its last number was printed
 * @returns a sentence each; none if every further number is new
 */
export function seriesChanges(
  list: readonly NumberSeries[],
  used: readonly { readonly counter: string; readonly pattern: string; readonly lastIssueDate: string }[],
): string[] {
  return used.flatMap(({ counter, pattern, lastIssueDate }) => {
    const [prefix = ''] = counter.split('-');
    return list.flatMap((series) => {
      const place = `number series "${series.prefix}"`;
      const isSame = counterOf(series, lastIssueDate) === counter && patternOf(series, lastIssueDate) === pattern;
      if (series.prefix === prefix)
        return isSame ? [] : [`${place}: has given out numbers (${pattern}), so its restart and format can't change. Begin a new series.`];
      // Series that are in the catalog together keep apart; one that left it can only be told by how its numbers begin.
      const isThere = list.some((it) => it.prefix === prefix);
      const theirs = patternOf(series, lastIssueDate);
      if (isThere ? theirs !== pattern : !beginAlike(theirs, pattern)) return [];
      return [`${place}: could give numbers again that counter ${counter} gave out (${pattern}).`];
    });
  });
}

/** Whether what stands before the number in one is the start of the other; file names may not tell the case. */
function beginAlike(one: string, other: string): boolean {
  const [a = '', b = ''] = [one, other].map((pattern) => pattern.split('{number}')[0]?.toLowerCase());
  return a.startsWith(b) || b.startsWith(a);
}

function formatFaults(series: { prefix: string; digits: number; restart: 'yearly' | 'never'; format: string }): string[] {
  const { format } = series;
  const names = [...format.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
  const unknown = names.find((name) => !PLACEHOLDERS.includes(name));
  if (unknown !== undefined) return [`there is no placeholder {${unknown}}${nearest(unknown, PLACEHOLDERS)}`];

  const faults: string[] = [];
  if (names.filter((name) => name === 'number').length !== 1) faults.push('needs {number} exactly once');
  if (series.restart === 'yearly' && !names.includes('year') && !names.includes('yy'))
    faults.push('needs {year} or {yy}, since numbers begin again each year; or else restart: never');
  const example = patternOf(series, '2026-01-01').replaceAll('{number}', '0'.repeat(series.digits));
  if (!/^[A-Za-z0-9._-]*$/.test(example))
    faults.push('may only have letters, digits, ".", "_" and "-" beside placeholders, since a number is the name of a file');
  else if (!/^[A-Za-z0-9]/.test(example)) faults.push('must begin with a letter, a digit or a placeholder');
  if (example.length > MOST_CHARACTERS) faults.push(`gives numbers of ${example.length} characters; ${MOST_CHARACTERS} is the most`);
  return faults;
}

interface SeriesFault {
  readonly i: number;
  readonly field: 'prefix' | 'format';
  readonly message: string;
}

/** What would let two series give the same number. */
function faultsAmong(list: readonly NumberSeries[]): SeriesFault[] {
  if (list.length === 1) return [];
  // No placeholder's value has a separator in it, so the part at this place is the prefix, and prefixes differ.
  const model = list.find(({ format }) => placeOfPrefix(format) >= 0);
  return list.flatMap(({ prefix, format }, i): SeriesFault[] => {
    if (list.findIndex((it) => it.prefix === prefix) < i) return [{ i, field: 'prefix', message: `series "${prefix}" is there already` }];
    if (model && placeOfPrefix(format) === placeOfPrefix(model.format)) return [];
    const where = model ? `, as in series "${model.prefix}"` : '';
    const message = `two series could give the same number: {prefix} must stand by itself between ".", "_" or "-", at the same place in every format${where}`;
    return [{ i, field: 'format', message }];
  });
}

/** Which part between separators is nothing but the prefix, or −1. */
function placeOfPrefix(format: string): number {
  return format.split(/[._-]/).indexOf('{prefix}');
}
