import { chainProblems } from '../../shared/audit.ts';
import type { Act, AuditEntry, AuditHead } from '../../shared/audit.ts';
import { numberText } from '../../shared/billing-run.ts';
import type { BillingRun, NumberBlock } from '../../shared/billing-run.ts';
import type { Problem } from './verify-problem.ts';

/** The audit log of a run, with the run as it is. */
export interface RunLog {
  readonly run: BillingRun;
  readonly entries: readonly AuditEntry[];
  readonly head: AuditHead | undefined;
  readonly blocks: readonly NumberBlock[];
  /** Numbers of the run that are VOID documents. */
  readonly voids: readonly string[];
}

/**
 * Whether the log of a run is a whole chain, says what the run's record says, and is the one its manifest names.
 *
 * @param sellerHashes hashes of the seller's own chain
 */
export function runLogProblems({ run, entries, head, blocks, voids }: RunLog, sellerHashes: ReadonlySet<string>): Problem[] {
  const where = `Audit log of ${run.id}`;
  const problems: Problem[] = chainProblems(entries, head).map((what) => broken(where, what));
  // An earlier version kept no log, nor who started a run.
  if (run.startedBy !== 'unknown') problems.push(...missingActs(where, run, entries, blocks));

  const told = new Set(entries.flatMap(({ action, numbers = [] }) => (action === 'voided' ? numbers : [])));
  for (const number of voids)
    if (!told.has(number)) problems.push({ where, what: `nobody made ${number} void in it`, right: 'the decision with its reason' });

  const sellerChain = entries[0]?.sellerChain;
  if (sellerChain !== undefined && !sellerHashes.has(sellerChain))
    problems.push({
      where,
      what: `its first entry names ${sellerChain} of the seller's log, which is not there`,
      right: 'an entry of that log',
    });

  const { manifest } = run;
  if (manifest?.auditHash === undefined) return problems;
  const named = entries.findIndex(({ hash }) => hash === manifest.auditHash);
  const next = entries[named + 1];
  if (named < 0) problems.push({ where, what: `it has no entry ${manifest.auditHash}`, right: "the entry that the run's manifest names" });
  else if (next?.action !== 'closed' || next.contentHash !== manifest.hash)
    problems.push({
      where,
      what: `after the entry that the run's manifest names comes ${next ? `"${next.action}" of ${next.contentHash ?? 'nothing'}` : 'nothing'}`,
      right: `"closed" of ${manifest.hash}`,
    });
  return problems;
}

/** Whether the seller's own log is a whole chain. */
export function sellerLogProblems(entries: readonly AuditEntry[], head: AuditHead | undefined): Problem[] {
  return chainProblems(entries, head).map((what) => broken("Seller's audit log", what));
}

function broken(where: string, what: string): Problem {
  return { where, what: what.replace(/\.$/, ''), right: 'every entry as it was written, each naming the one before' };
}

/** Acts that brought the run to where it is and are not in its log. */
function missingActs(where: string, run: BillingRun, entries: readonly AuditEntry[], blocks: readonly NumberBlock[]): Problem[] {
  const { state, round, review, manifest } = run;
  const isSealed = state === 'sealed' || state === 'closed';
  const reviewed = { round, contentHash: review?.contentHash };
  const numbers = blocks.flatMap((block) => [numberText(block, block.first), numberText(block, block.first + block.count - 1)]);
  const acts: (Partial<Act> & Pick<Act, 'action'>)[] = [
    { action: 'opened', by: run.startedBy },
    ...(review ? [{ action: 'reviewed' as const, ...reviewed }] : []),
    ...(state === 'released' || (isSealed && review?.isReleaseNeeded) ? [{ action: 'released' as const, ...reviewed }] : []),
    ...(state === 'rejected' ? [{ action: 'rejected' as const, ...reviewed }] : []),
    ...(isSealed ? [{ action: 'sealed' as const, ...reviewed }] : []),
    ...(blocks.length > 0 ? [{ action: 'numbered' as const, numbers }] : []),
    ...(state === 'closed' ? [{ action: 'closed' as const, contentHash: manifest?.hash }] : []),
  ];
  return acts
    .filter((act) => !entries.some((entry) => isOf(entry, act)))
    .map(({ action, contentHash, numbers: given, by }) => ({
      where,
      what: `the run is ${state}, and no entry says that it was ${action}${action === 'opened' ? ` by ${by}` : ''}`,
      right: `"${action}"${contentHash === undefined ? '' : ` of ${contentHash}`}${given ? ` with ${given.join(', ')}` : ''}`,
    }));
}

function isOf(entry: AuditEntry, { action, by, round, contentHash, numbers }: Partial<Act>): boolean {
  return (
    entry.action === action &&
    (by === undefined || entry.by === by) &&
    (round === undefined || entry.round === round) &&
    (contentHash === undefined || entry.contentHash === contentHash) &&
    (numbers === undefined || JSON.stringify([...(entry.numbers ?? [])].sort()) === JSON.stringify([...numbers].sort()))
  );
}
