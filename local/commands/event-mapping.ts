import { parse } from 'yaml';
import { z } from 'zod';
import { decimal, decimalText, quantityText } from '../../shared/money.ts';
import { localToInstant, zone } from '../../shared/period.ts';
import { CommandError } from './errors.ts';

/** A property from a column: as it is, or a decimal rounded up, less something, and at least something, in this order. */
const derived = z.strictObject({
  column: z.string(),
  roundUp: z.stringbool().default(false),
  minus: decimalText.optional(),
  atLeast: decimalText.optional(),
});
const property = z.preprocess((source) => (typeof source === 'string' ? { column: source } : source), derived);

/** How a row of a CSV file becomes a usage event. Names are those of its columns. */
const mapping = z.strictObject({
  id: z.string(),
  customer: z.string(),
  /** The event type, the same for every row. */
  type: z.string(),
  /** Column of the time and, where it has no offset, the zone it was read in. */
  time: z.strictObject({ column: z.string(), zone: zone.optional() }),
  properties: z.record(z.string(), property).default({}),
});
export type Mapping = z.infer<typeof mapping>;

/** @throws {CommandError} if the text is no mapping */
export function parseMapping(text: string, file: string): Mapping {
  const parsed = mapping.safeParse(parse(text, { schema: 'failsafe' }));
  if (parsed.success) return parsed.data;
  throw new CommandError(`${file} is no mapping:\n${z.prettifyError(parsed.error)}`);
}

/**
 * The event a row says. What the row lacks or says wrongly is left for ingestion to refuse, so that it is
 * quarantined with its reason and not lost.
 *
 * @throws {CommandError} if the file has no column of a name
 */
export function eventOfRow(row: Readonly<Record<string, string>>, { id, customer, type, time, properties }: Mapping): object {
  const moment = columnOf(row, time.column);
  return {
    id: columnOf(row, id),
    customer: columnOf(row, customer),
    type,
    time: time.zone === undefined ? moment : inZone(moment, time.zone),
    properties: Object.fromEntries(Object.entries(properties).map(([name, source]) => [name, valueOf(row, source)])),
  };
}

function valueOf(row: Readonly<Record<string, string>>, source: z.infer<typeof property>): string {
  const text = columnOf(row, source.column);
  const isPlain = !source.roundUp && source.minus === undefined && source.atLeast === undefined;
  if (isPlain || !decimalText.safeParse(text).success) return text;
  let value = decimal(text);
  if (source.roundUp) value = value.ceil();
  if (source.minus !== undefined) value = value.minus(decimal(source.minus));
  if (source.atLeast !== undefined && value.lt(decimal(source.atLeast))) value = decimal(source.atLeast);
  return quantityText(value);
}

function columnOf(row: Readonly<Record<string, string>>, name: string): string {
  const value = row[name];
  if (value !== undefined) return value;
  throw new CommandError(`The file has no column "${name}"; it has ${Object.keys(row).join(', ')}.`);
}

function inZone(local: string, timeZone: string): string {
  try {
    return localToInstant(local, timeZone);
  } catch {
    return local;
  }
}
