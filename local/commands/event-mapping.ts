import { z } from 'zod';
import { decimal, decimalText, quantityText } from '../../shared/money.ts';
import { nearest } from '../../shared/nearest.ts';
import { localToInstant, zone } from '../../shared/period.ts';
import { asCommandError, CommandError } from './errors.ts';
import { mappingIn } from '../../shared/mapping-file.ts';

/** A property from a column: as it is, or a decimal rounded up, less something, and at least something, in this order. */
const derived = z.strictObject({
  column: z.string(),
  roundUp: z.stringbool({ error: 'expected true or false' }).default(false),
  minus: decimalText.optional(),
  atLeast: decimalText.optional(),
});
const property = z.preprocess((source) => (typeof source === 'string' ? { column: source } : source), derived);

/** How a row of a CSV file becomes a usage event. Names are those of its columns. */
const mapping = z.strictObject({
  /** What separates values; found out from the header if not given. */
  delimiter: z
    .preprocess((text) => (text === 'tab' || text === '\\t' ? '\t' : text), z.string().length(1, 'expected one character, or tab'))
    .optional(),
  id: z.string(),
  customer: z.string(),
  /** The event type, the same for every row. */
  type: z.string(),
  /** Column of the time and, where it has no offset, the zone it was read in. */
  time: z.strictObject({ column: z.string(), zone: zone.optional() }),
  properties: z.record(z.string(), property).default({}),
});
export type Mapping = z.infer<typeof mapping>;

/** Every field a mapping can have, for "did you mean". */
const FIELDS = [...Object.keys(mapping.shape), ...Object.keys(mapping.shape.time.shape), ...Object.keys(derived.shape)];

/** @throws {CommandError} with every fault and its line, if the text is no mapping */
export function parseMapping(text: string, file: string): Mapping {
  try {
    return mappingIn(mapping, FIELDS, text, file, 'nothing was sent');
  } catch (error) {
    throw asCommandError(error);
  }
}

/** Columns that a mapping names. */
export function columnsNamed({ id, customer, time, properties }: Mapping): string[] {
  return [...new Set([id, customer, time.column, ...Object.values(properties).map(({ column }) => column)])];
}

/**
 * Makes events of the rows of a file with these columns. What a row says wrongly is left for ingestion to refuse, so
 * that it is quarantined with its reason and not lost.
 *
 * @throws {CommandError} naming each column that is missing, or is there twice
 */
export function eventMaker(source: Mapping, columns: readonly string[], file: string): (values: readonly string[]) => object {
  const faults = columnsNamed(source).flatMap((name) => {
    const times = columns.filter((column) => column === name).length;
    if (times === 0) return `there is no column "${name}"${nearest(name, columns)}`;
    return times > 1 ? `there are ${times} columns "${name}": rename all but the one that counts` : [];
  });
  if (faults.length > 0) throw new CommandError([`${file} was not read:`, ...faults.map((fault) => `  ${fault}`)].join('\n'));

  const at = (name: string): number => columns.indexOf(name);
  const [id, customer, time] = [at(source.id), at(source.customer), at(source.time.column)];
  const properties = Object.entries(source.properties).map(([name, from]) => [name, at(from.column), from] as const);
  const timeZone = source.time.zone;
  return (values) => ({
    id: values[id],
    customer: values[customer],
    type: source.type,
    time: timeZone === undefined ? values[time] : inZone(values[time] ?? '', timeZone),
    properties: Object.fromEntries(properties.map(([name, column, from]) => [name, valueOf(values[column] ?? '', from)])),
  });
}

function valueOf(text: string, source: z.infer<typeof property>): string {
  const isPlain = !source.roundUp && source.minus === undefined && source.atLeast === undefined;
  if (isPlain || !decimalText.safeParse(text).success) return text;
  let value = decimal(text);
  if (source.roundUp) value = value.ceil();
  if (source.minus !== undefined) value = value.minus(decimal(source.minus));
  if (source.atLeast !== undefined && value.lt(decimal(source.atLeast))) value = decimal(source.atLeast);
  return quantityText(value);
}

function inZone(local: string, timeZone: string): string {
  try {
    return localToInstant(local, timeZone);
  } catch {
    return local;
  }
}
