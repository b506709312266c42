import { requireRun } from './billing-run.store.ts';
import { sealedDraft } from './billing-run.ts';
import type { BillingRun, Decision, SealedDraft } from './billing-run.ts';
import { getDecision } from './decision.store.ts';
import { moneyFigure } from './figures.ts';
import { getList } from './list.store.ts';

/** What was decided on a run so far, by round. */
export async function decisionsOf({ sellerId, id, round }: Pick<BillingRun, 'sellerId' | 'id' | 'round'>): Promise<Decision[]> {
  const all = await Promise.all(Array.from({ length: round }, (_, i) => getDecision(sellerId, id, i + 1)));
  return all.filter((it) => it !== undefined);
}

/**
 * What has changed between the review of a hash and the review now, a line each: who did what, then whose draft is another.
 *
 * @returns none if the hash is that of the review now, or of none that was decided on
 */
export async function changesSince(run: Pick<BillingRun, 'sellerId' | 'id' | 'review'>, contentHash: string): Promise<string[]> {
  if (!run.review || run.review.contentHash === contentHash) return [];
  const current = await requireRun(run.sellerId, run.id);
  const since = await decisionsOf(current);
  const decided = since.find((it) => it.contentHash === contentHash);
  if (!decided?.review || !current.review) return [];
  const before = await draftsIn(decided.review.list.key);
  const after = await draftsIn(current.review.list.key);
  const drafts = [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((customerId) => {
    const [was, is] = [before.get(customerId), after.get(customerId)];
    return was?.hash === is?.hash ? [] : [`${customerId}: ${payableOf(was)} → ${payableOf(is)}`];
  });
  return [...since.filter(({ kind, round }) => kind === 'change' && round >= decided.round).flatMap(actsOf), ...drafts];
}

function actsOf({ by, rejected, repaired, reason }: Decision): string[] {
  return [
    ...(rejected.length > 0 ? [`${by} rejected ${rejected.join(', ')}${reason === undefined ? '' : `: ${reason}`}`] : []),
    ...(repaired.length > 0 ? [`${by} had ${repaired.join(', ')} prepared again`] : []),
  ];
}

function payableOf(draft: SealedDraft | undefined): string {
  return draft ? moneyFigure(draft.payable, draft.currency) : 'not in the run';
}

async function draftsIn(key: string): Promise<Map<string, SealedDraft>> {
  return new Map(((await getList(sealedDraft, key)) ?? []).map((draft) => [draft.customerId, draft]));
}
