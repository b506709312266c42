import { canonicalJson } from './content-hash.ts';
import { ConditionFailedError, RecordConflictError } from './errors.ts';
import { table } from './ports.ts';
import type { Change, NewRecord } from './table.ts';

/**
 * Writes records that are written once, all or none: a second call with the same content is success, whichever
 * process made the first.
 *
 * @param checks conditions that must hold in the same transaction
 * @throws {RecordConflictError} if one is there with other content
 * @throws {ConditionFailedError} if a check does not hold and the records are not there
 */
export async function putOnce(records: readonly NewRecord[], checks: readonly Change[] = []): Promise<void> {
  const [only] = records;
  if (only && records.length === 1 && checks.length === 0) return appendOnce(only);
  try {
    await table().write([...records.map((put) => ({ put, if: 'absent' as const })), ...checks]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    const found = await Promise.all(records.map((record) => table().get(record)));
    if (found.every((item) => item === undefined)) throw error;
    records.forEach((record, i) => requireSame(record, found[i]?.body));
  }
}

/** A record by itself needs no transaction, which costs twice as much: the first one stays, and is told. */
async function appendOnce(record: NewRecord): Promise<void> {
  const [fate] = await table().append([record]);
  if (fate?.stored === false) requireSame(record, fate.existing.body);
}

function requireSame(record: NewRecord, found: unknown): void {
  if (found !== undefined && canonicalJson(found) === canonicalJson(record.body)) return;
  throw new RecordConflictError(`The record ${record.pk} ${record.sk} is there with other content; it was left as it is.`);
}
