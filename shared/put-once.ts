import { canonicalJson } from './content-hash.ts';
import { ConditionFailedError, RecordConflictError } from './errors.ts';
import { table } from './ports.ts';
import type { Change, NewRecord } from './table.ts';

/**
 * Writes records that are written once, all or none: a second call with the same content is success, whichever
 * process made the first.
 *
 * @param checks conditions that must hold in the same transaction
 * @returns whether this call wrote them
 * @throws {RecordConflictError} if one is there with other content
 * @throws {ConditionFailedError} if a check does not hold and the records are not there
 */
export async function putOnce(records: readonly NewRecord[], checks: readonly Change[] = []): Promise<boolean> {
  try {
    await table().write([...records.map((put) => ({ put, if: 'absent' as const })), ...checks]);
    return true;
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    const found = await Promise.all(records.map((record) => table().get(record)));
    if (found.every((item) => item === undefined)) throw error;
    records.forEach((record, i) => requireSame(record, found[i]?.body));
    return false;
  }
}

function requireSame(record: NewRecord, found: unknown): void {
  if (found !== undefined && canonicalJson(found) === canonicalJson(record.body)) return;
  throw new RecordConflictError(`The record ${record.pk} ${record.sk} is there with other content; it was left as it is.`);
}
