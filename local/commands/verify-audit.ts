import { chainProblems } from '../../shared/audit.ts';
import type { Act, AuditEntry, AuditHead } from '../../shared/audit.ts';
import { numberText } from '../../shared/billing-run.ts';
import type { BillingRun, NumberBlock } from '../../shared/billing-run.ts';
import { someOf } from './verify-problem.ts';
import type { Problem } from '../../shared/finding.ts';

/** The audit log of a run, with the run as it is. */
export interface RunLog {
  readonly run: BillingRun;
  readonly entries: readonly AuditEntry[];
  readonly head: AuditHead | undefined;
  readonly blocks: readonly NumberBlock[];
  /** Numbers of the run that are VOID documents. */
  readonly voids: readonly string[];
}

/** Whether the log of a run is a whole chain, says what the run's record says, and is the one its manifest names. */
export function runLogProblems({ run, entries, head, blocks, voids }: RunLog): Problem[] {
  const where = `Audit log of ${run.id}`;
  const problems: Problem[] = chainProblems(entries, head).map((what) => broken(where, what));
  // An earlier version kept no log, nor who started a run.
  if (run.startedBy !== 'unknown') problems.push(...missingActs(where, run, entries, blocks));

  const voided = new Set(entries.flatMap(({ action, numbers = [] }) => (action === 'voided' ? numbers : [])));
  for (const number of voids)
    if (!voided.has(number)) problems.push({ where, what: `nobody made ${number} void in it`, right: 'the decision with its reason' });

  const { manifest } = run;
  if (manifest?.auditHash === undefined) return problems;
  const named = entries.findIndex(({ hash }) => hash === manifest.auditHash);
  const next = entries[named + 1];
  if (named < 0) problems.push({ where, what: `it has no entry ${manifest.auditHash}`, right: "the entry that the run's manifest names" });
  else if (next?.action !== 'closed' || next.contentHash !== manifest.hash)
    problems.push({
      where,
      what: `after the entry that the run's manifest names comes ${next ? told(next) : 'nothing'}`,
      right: `"closed" of ${manifest.hash}`,
    });
  return problems;
}

/**
 * Whether the seller's own log is a whole chain, and holds every entry that was its last when a run was opened.
 *
 * @param firsts first entry of each run's log
 */
export function sellerLogProblems(
  entries: readonly AuditEntry[],
  head: AuditHead | undefined,
  firsts: ReadonlyMap<string, AuditEntry>,
): Problem[] {
  const where = "Seller's audit log";
  const problems = chainProblems(entries, head).map((what) => broken(where, what));
  const hashes = new Set(entries.map(({ hash }) => hash));
  const lost = new Map<string, string[]>();
  for (const [runId, { sellerChain }] of firsts) {
    if (sellerChain !== undefined && !hashes.has(sellerChain)) lost.set(sellerChain, [...(lost.get(sellerChain) ?? []), runId]);
  }
  for (const [hash, runs] of lost) {
    const what = `it has no entry ${hash}, which was its last when ${someOf(runs)} ${runs.length === 1 ? 'was' : 'were'} opened`;
    problems.push({ where, what, right: 'every entry as it was written' });
  }
  return problems;
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
    .map((act) => {
      const other = entries.findLast(({ action }) => action === act.action);
      const what = other ? `says ${told(other)}` : `does not say that the run, which is ${state}, was ${act.action}`;
      return { where, what, right: told(act) };
    });
}

function told({ action, by, round, contentHash, numbers }: Partial<Act> & Pick<Act, 'action'>): string {
  return [
    `"${action}"`,
    ...(by === undefined ? [] : [`by ${by}`]),
    ...(round === undefined ? [] : [`in round ${round}`]),
    ...(contentHash === undefined ? [] : [`of ${contentHash}`]),
    ...(numbers === undefined ? [] : [`with ${numbers.join(', ')}`]),
  ].join(' ');
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
