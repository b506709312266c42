import { auditEntries } from '../../shared/audit.store.ts';
import type { AuditEntry } from '../../shared/audit.ts';
import { alignedTable, rangeText, minute } from './report.ts';

/** Who did what to a run, or to the seller's catalog, and when: oldest first. */
export async function auditReport(sellerId: string, runId: string | undefined): Promise<{ entries: AuditEntry[]; lines: string[] }> {
  const entries = await auditEntries(sellerId, runId === undefined ? 'seller' : { runId });
  return { entries, lines: auditLines(entries) };
}

/** Entries of a chain, a line each. */
export function auditLines(entries: readonly AuditEntry[]): string[] {
  if (entries.length === 0) return ['Nothing was done yet.'];
  const rows = entries.map((entry) => [minute(entry.at), entry.by, entry.action, entry.contentHash?.slice(0, 8) ?? '', detailOf(entry)]);
  return alignedTable(['When (UTC)', 'Who', 'Did', 'On', ''], rows);
}

/** Numbers that were given out are written down as the first and the last of each block; single ones were made void. */
function numbersText(action: AuditEntry['action'], numbers: readonly string[]): string {
  if (action !== 'numbered' && action !== 'reconciled') return numbers.join(', ');
  const ranges: string[] = [];
  for (let i = 0; i < numbers.length; i += 2) ranges.push(rangeText(numbers[i]!, numbers[i + 1]!));
  return ranges.join(', ');
}

function detailOf({
  action,
  round,
  reason,
  rejected,
  repaired,
  numbers,
  events,
  backfill,
  keys,
  credits,
  customerId,
  counts,
}: AuditEntry): string {
  return [
    ...(round === undefined ? [] : [`round ${round}`]),
    ...(rejected ? [`rejected ${rejected.join(', ')}`] : []),
    ...(repaired ? [`to be prepared again ${repaired.join(', ')}`] : []),
    ...(numbers ? [numbersText(action, numbers)] : []),
    ...(events ? [`${events.map((id) => id.slice(0, 12)).join(', ')} of the quarantine`] : []),
    ...(backfill === undefined ? [] : [backfill]),
    ...(keys ? [`API key ${keys.join(' by ')}`] : []),
    ...(credits ? [`credit ${credits.join(', ')}`] : []),
    ...(customerId === undefined ? [] : [customerId]),
    ...(counts
      ? [
          Object.entries(counts)
            .flatMap(([name, count]) => (count > 0 ? [`${name} ${count}`] : []))
            .join(', '),
        ]
      : []),
    ...(reason === undefined ? [] : [`“${reason}”`]),
  ].join('; ');
}
