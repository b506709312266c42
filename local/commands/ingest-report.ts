import { EXIT } from './errors.ts';
import type { IngestedFile } from './ingest-file.ts';
import { counted, ingestReport } from './report.ts';
import { typed } from './typed.ts';

/** What a command that ingests a file prints for machines. */
export function ingestAnswer({ accepted, duplicates, conflicts, quarantined, reasons, left }: IngestedFile): object {
  return {
    ...{ accepted, duplicates, conflicts, quarantined, leftOut: left.leftOut },
    reasons: Object.fromEntries(reasons),
    ...(left.path === undefined ? {} : { leftRows: left.path }),
  };
}

/** What became of a file, for people: counts, the first rows that were not counted, and what to do about them. */
export function ingestLines(ingested: IngestedFile): string[] {
  const { left, quarantined, conflicts } = ingested;
  const [sum = '', ...reasons] = ingestReport(ingested);
  // Where every row is shown, so is its reason.
  const lines = left.count > left.shown.length ? [sum, ...reasons] : [sum];
  if (left.leftOut > 0) lines.push(`${counted(left.leftOut)} rows left out: there is no event in them.`);
  if (left.path !== undefined) {
    lines.push(
      left.count > left.shown.length
        ? `The first ${left.shown.length} rows of ${counted(left.count)} that were not counted:`
        : 'Rows that were not counted:',
      ...left.shown.map(({ row, fate, reason }) => `  row ${row}  ${fate}: ${reason.split('\n').join(' ')}`),
      `All of them, one a line: ${left.path}`,
    );
  }
  if (left.leftOut > 0) lines.push('Mend these rows and send the file again: what is stored already counts once.');
  if (quarantined > 0) lines.push(`Once the cause is mended: ${typed('quarantine replay --all')}`);
  if (conflicts > 0) lines.push(`What differs: ${typed('quarantine --reason conflict')}`);
  return lines;
}

/** Failed where nothing at all could be counted. */
export function exitCodeOf({ accepted, duplicates }: IngestedFile): number {
  return accepted + duplicates > 0 ? EXIT.ok : EXIT.failed;
}
