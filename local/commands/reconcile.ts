import { auditChanges } from '../../shared/audit.store.ts';
import type { Act } from '../../shared/audit.ts';
import { adoptNumbers } from '../../shared/adopted-numbers.store.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import type { Seller } from '../../shared/catalog.ts';
import { now } from '../../shared/clock.ts';
import { sha256 } from '../../shared/content-hash.ts';
import { getFact, keepFact } from '../../shared/invoice.store.ts';
import { getIssuingLock, lockAfter, lockFor, settleHome, shutIssuing } from '../../shared/issuing-lock.store.ts';
import { blocksBack, counters } from '../../shared/number.store.ts';
import { dateIn } from '../../shared/period.ts';
import { everyKey } from '../../shared/files.ts';
import { archive, table } from '../../shared/ports.ts';
import { adoptingHolder, isAdopted } from '../../shared/adopted-holder.ts';
import { namedDocument } from './adopted-number.ts';
import type { NamedDocument } from './adopted-number.ts';
import { CommandError } from './errors.ts';
import { relistLostDays } from './lost-days.ts';
import { lostRuns } from './lost-runs.ts';
import type { LostRun } from './lost-runs.ts';
import { takeOver } from './other-archive.ts';

/** What the archive told of a seller that the table did not know. */
export interface Reconciled {
  readonly sellerId: string;
  /** Files that another archive had and this one had not. */
  readonly taken: number;
  /** Numbers that the counters were moved past, as ranges, with who holds them now. */
  readonly moved: readonly { readonly from: string; readonly to: string; readonly run?: string }[];
  /** Runs that are to be run again before anything else gets a number. */
  readonly lostRuns: readonly Pick<LostRun, 'runId' | 'month'>[];
  /** Days that were closed after the backup; they are closed again with the same documents. */
  readonly lostDays: readonly string[];
  readonly isOpen: boolean;
}

export interface ReconcileOptions {
  readonly by: string;
  /** Another archive, newer than the backup. */
  readonly elsewhere?: string | undefined;
  /** Runs to go on without, though their records are lost: what they billed counts as not billed. */
  readonly without: readonly string[];
}

/**
 * Brings the counters of a restored seller to what the archive holds, and opens issuing. A number whose document is
 * there is taken; a run whose manifest is there gets its numbers back, to come to its documents again; a number in
 * between without a document is left for verify to name. Cut off, it is finished by the next call.
 *
 * @throws {CommandError} if the archives contradict each other, or a run can't come to the same documents again
 */
export async function reconcile(sellerId: string, { by, elsewhere, without }: ReconcileOptions): Promise<Reconciled> {
  const seller = await requireSeller(sellerId);
  const taken = elsewhere === undefined ? 0 : await takeOver(sellerId, elsewhere, () => shutIssuing(sellerId, now().toISOString()));
  const lost = (await lostRuns(seller)).filter(({ runId }) => !without.includes(runId));
  requireRepeatable(lost);

  const documents = await documentsOf(seller);
  const moved: Reconciled['moved'][number][] = [];
  for (const [counter, found] of documents) moved.push(...(await advance(seller, counter, { found, lost, by })));
  for (const counter of await counters(sellerId)) {
    for await (const held of blocksBack(sellerId, counter)) {
      const { first, count } = held.block;
      if (isAdopted(held)) await keepFacts(sellerId, documents.get(counter.counter), first, first + count - 1);
    }
  }
  const lostDays = await relistLostDays(sellerId);
  await conclude(seller, lost, by);
  return {
    sellerId,
    taken,
    moved,
    lostRuns: lost.map(({ runId, month }) => ({ runId, month })),
    lostDays,
    isOpen: !(await getIssuingLock(sellerId)),
  };
}

function requireRepeatable(lost: readonly LostRun[]): void {
  const stuck = lost.filter(({ obstacle }) => obstacle !== undefined);
  if (stuck.length === 0) return;
  throw new CommandError(
    [
      'These runs closed after the backup and can not be run again to the same documents:',
      ...stuck.map(({ runId, obstacle }) => `  ${runId}: ${obstacle}`),
      `What they billed would be billed again. Reject those customers, or go on without the records: --without-records ${stuck.map(({ runId }) => runId).join(' ')}`,
    ].join('\n'),
  );
}

type Found = ReadonlyMap<number, NamedDocument>;

/** Documents of the archive by counter and position; of an invoice and a VOID under one number, the VOID. */
async function documentsOf(seller: Seller): Promise<Map<string, Map<number, NamedDocument>>> {
  const documents = new Map<string, Map<number, NamedDocument>>();
  for await (const key of everyKey(archive(), `${seller.id}/`)) {
    const named = namedDocument(seller, key);
    if (!named) continue;
    const ofCounter = documents.get(named.counter) ?? new Map<number, NamedDocument>();
    documents.set(named.counter, ofCounter);
    if (named.isVoid || !ofCounter.has(named.position)) ofCounter.set(named.position, named);
  }
  return documents;
}

/** Moves a counter to the last number that has a document: what lost runs issued is theirs, the rest is adopted. */
async function advance(
  seller: Seller,
  name: string,
  { found, lost, by }: { found: Found; lost: readonly LostRun[]; by: string },
): Promise<Reconciled['moved'][number][]> {
  const last = (await counters(seller.id)).find(({ counter }) => counter === name)?.last ?? 0;
  const end = Math.max(...found.keys());
  const moved: Reconciled['moved'][number][] = [];
  for (let first = last + 1; first <= end;) {
    const run = lost.find(({ numbers }) => numbers.get(name)?.first === first);
    const next = lost.flatMap(({ numbers }) => numbers.get(name)?.first ?? []).filter((it) => it > first);
    const numbers = run?.numbers.get(name);
    const to = numbers?.last ?? Math.min(end, ...next.map((it) => it - 1));
    const { series, pattern, digits } = [...found.values()][0]!;
    const issueDate = numbers?.issueDate ?? dateIn(now().toISOString(), seller.zone);
    const block = { schema: 1 as const, series, counter: name, first, count: to - first + 1, digits, pattern, issueDate };
    const text = (position: number): string => pattern.replace('{number}', String(position).padStart(digits, '0'));
    const range = { from: text(first), to: text(to) };
    const act = { ...reconciledBy(by), numbers: [range.from, range.to] };
    await adoptNumbers(seller.id, run?.runId ?? adoptingHolder(block), block, await auditChanges(seller.id, 'seller', act));
    moved.push({ ...range, ...(run ? { run: run.runId } : {}) });
    first = to + 1;
  }
  return moved;
}

/** Marks the documents of adopted numbers as issued, with the hash they have now. */
async function keepFacts(sellerId: string, found: Found | undefined, first: number, last: number): Promise<void> {
  for (const { position, number, key, isVoid } of found?.values() ?? []) {
    if (position < first || position > last || (await getFact(sellerId, number, 'adopted'))) continue;
    const hash = sha256((await archive().get(key))!);
    await keepFact(sellerId, number, 'adopted', { schema: 1, archiveKey: key, hash, ...(isVoid ? { isVoid } : {}) });
  }
}

/** Lifts the lock, or leaves the lost runs in it, and writes down who did it. */
async function conclude(seller: Seller, lost: readonly LostRun[], by: string): Promise<void> {
  const before = await getIssuingLock(seller.id);
  const left = lost.map(({ runId, month }) => ({ runId, month }));
  const since = now().toISOString();
  const home = await settleHome(seller.id, since);
  const isLockKept = !before || JSON.stringify(before.lostRuns) === JSON.stringify(left);
  if (isLockKept && home.length === 0) return;
  // A table that locked itself by its name has no lock that could keep the lost runs. One that was open may be closing a run.
  const isFirstLock = !before && home.length > 0 && left.length > 0;
  const lock = isFirstLock ? [lockFor(seller.id, since, left)] : isLockKept ? [] : await lockAfter(seller.id, left);
  await table().write([...lock, ...home, ...(await auditChanges(seller.id, 'seller', reconciledBy(by)))]);
}

function reconciledBy(by: string): Act {
  return { at: now().toISOString(), by, action: 'reconciled' };
}
