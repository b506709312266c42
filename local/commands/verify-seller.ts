import { z } from 'zod';
import { auditEntries, getAuditHead } from '../../shared/audit.store.ts';
import type { AuditChain } from '../../shared/audit.store.ts';
import type { AuditEntry, AuditHead } from '../../shared/audit.ts';
import { sealedDraft } from '../../shared/billing-run.ts';
import { contentHash } from '../../shared/content-hash.ts';
import { getIssuingLock } from '../../shared/issuing-lock.store.ts';
import type { IssuingLock } from '../../shared/issuing-lock.store.ts';
import { getList } from '../../shared/list.store.ts';
import { latestManifest } from '../../shared/manifest-chain.store.ts';
import { besideDocument } from '../../shared/document-key.ts';
import { manifestKey } from '../../shared/manifest-key.ts';
import { blocksBack, counters } from '../../shared/number.store.ts';
import type { Counter, HeldBlock } from '../../shared/number.store.ts';
import { manifestFiles, strayFiles } from './verify-archive.ts';
import { runLogProblems, sellerLogProblems } from './verify-audit.ts';
import { awaiting, closedOnes, keysOfReopened, openDayProblems, readClosedDays, readDays } from './verify-days.ts';
import type { DaysPicture } from './verify-days.ts';
import { verifyLedger } from './verify-ledger.ts';
import { chainProblems, fileProblems } from './verify-manifests.ts';
import type { Closed } from './verify-manifests.ts';
import { NumbersFound, readSeries } from './verify-numbers.ts';
import type { SeriesProof } from './verify-numbers.ts';
import { verifyOrders } from './verify-orders.ts';
import type { OrdersProof } from './verify-orders.ts';
import { readable, someOf } from './verify-problem.ts';
import type { Problem } from '../../shared/finding.ts';
import { draftName, draftProblems, numbersHeldProblems, readRuns, readUnlistedRun } from './verify-runs.ts';
import type { RunPicture } from './verify-runs.ts';

/** What was proven of one part, with how many things were looked at. */
export interface PartProof {
  readonly count: number;
  readonly problems: readonly Problem[];
}

/** What was proven of a seller; it is whole if no part has a problem. */
export interface SellerProof {
  readonly sellerId: string;
  readonly series: readonly SeriesProof[];
  /** Runs with their manifests, as many as are closed. */
  readonly runs: PartProof;
  /** Days of single documents with their manifests, as many as are closed, and how many documents await theirs. */
  readonly days: PartProof & { readonly awaiting: number };
  /** Entries of the audit log. */
  readonly audit: PartProof;
  /** Transactions of the bank with what they count for. */
  readonly ledger: PartProof;
  /** Orders with their stock, reservations and invoices. */
  readonly orders: OrdersProof;
  /** Files in the archive; some may be invoices that were rendered before their numbers became void, and never issued. */
  readonly archive: PartProof & { readonly superseded: number };
  /** Whether numbers were given out, or a run or an order went on meanwhile, so that parts of what was read are older than others. */
  readonly isMoving: boolean;
}

/**
 * Proves everything a seller has issued: its number series, runs, manifests, audit log and archive. Reads one document
 * at a time, and only reads.
 *
 * @param onNumber called for each number, for progress
 */
export async function verifySeller(sellerId: string, onNumber: () => void = () => {}): Promise<SellerProof> {
  const ofRuns: Problem[] = [];
  const before = await readable(ofRuns, 'Counters', [], () => counters(sellerId));
  const lock = await readable(ofRuns, 'Issuing', undefined, () => getIssuingLock(sellerId));
  if (lock) ofRuns.push(lockProblem(lock));
  const runs = await readRuns(sellerId, ofRuns);
  const ofDays: Problem[] = [];
  const days = await readDays(sellerId, ofDays);
  const state = stateOf(before, runs, days.closed);

  const lost = new Set(lock?.lostRuns?.map(({ runId }) => runId));
  const found = new NumbersFound(sellerId, runs, lost);
  const series: SeriesProof[] = [];
  const held: HeldBlock[] = [];
  for (const { name, counter, blocks } of await countersWithBlocks(sellerId, before, runs, lost, ofRuns)) {
    held.push(...blocks);
    series.push(await found.verify(await readSeries(sellerId, name, counter, blocks), onNumber));
  }
  for (const picture of runs.values()) {
    if (!lost.has(picture.runId)) ofRuns.push(...numbersHeldProblems(picture));
    ofRuns.push(...(await sealProblems(picture, found)));
    const isKnown = (draft: Parameters<typeof draftName>[0]): boolean => found.drafts.has(draftName(draft));
    const read = (): Promise<Problem[]> => draftProblems(sellerId, picture, (number) => found.bound.get(number), isKnown);
    ofRuns.push(...(await readable(ofRuns, `The drafts of ${picture.runId}`, [], read)));
  }

  const closed = [...closedRuns(sellerId, runs, found), ...closedOnes(sellerId, days, (number) => found.documentOf(number))];
  ofRuns.push(...chainProblems((await latestManifest(sellerId)).hash, closed));
  const keys = new Set(lock?.lostRuns?.map(({ runId }) => manifestKey(sellerId, runId)));
  for (const it of closed) (it.kind === 'run' ? ofRuns : ofDays).push(...(await manifestOf(it, keys)));
  for (const key of await keysOfReopened(sellerId, days, (number) => found.documentOf(number), ofDays)) keys.add(key);
  const { log, ...audit } = await auditOf(sellerId, runs, found);
  ofDays.push(...openDayProblems(days, held, log));
  const { files, problems } = await strayFiles(sellerId, (key) => keys.has(key) || found.keys.has(besideDocument(key)));

  const orders = await verifyOrders(sellerId, found.bound.values());
  const after = stateOf(
    await readable([], '', [], () => counters(sellerId)),
    await readRuns(sellerId, []),
    await readClosedDays(sellerId, []),
  );
  return {
    sellerId,
    series,
    runs: { count: closed.length - days.closed.length, problems: ofRuns },
    days: { count: days.closed.length, awaiting: [...awaiting(days).values()].reduce((sum, { size }) => sum + size, 0), problems: ofDays },
    audit,
    ledger: await verifyLedger(sellerId),
    orders,
    archive: { count: files, superseded: found.superseded.size, problems },
    isMoving: state !== after || orders.isMoving,
  };
}

function lockProblem({ since, backupOf, lostRuns = [] }: IssuingLock): Problem {
  const what =
    since === backupOf
      ? `locked since documents of another archive were being taken over on ${since}, which was cut off`
      : `locked since it was restored on ${since} from a backup of ${backupOf}`;
  if (lostRuns.length === 0) return { where: 'Issuing', what, right: 'counters that stand where the archive does: verify --reconcile' };
  const months = [...new Set(lostRuns.map(({ month }) => month))].join(', ');
  const lost = `${someOf(lostRuns.map(({ runId }) => runId))} closed after that`;
  return {
    where: 'Issuing',
    what: `${what}; ${lost}`,
    right: `${months} run again, which comes to the same documents, and verify --reconcile`,
  };
}

/** How many numbers there are to prove, as the counters have it. */
export async function numbersGivenOut(sellers: readonly string[]): Promise<number> {
  let numbers = 0;
  for (const sellerId of sellers) for (const { last } of await readable([], '', [], () => counters(sellerId))) numbers += last;
  return numbers;
}

function stateOf(all: readonly Counter[], runs: ReadonlyMap<string, RunPicture>, closed: DaysPicture['closed']): string {
  return JSON.stringify([all, [...runs.values()].map(({ run }) => [run?.id, run?.state]), closed]);
}

/** Every counter with the blocks taken from it: those it leads back to, and those of the runs. */
async function countersWithBlocks(
  sellerId: string,
  all: readonly Counter[],
  runs: Map<string, RunPicture>,
  lost: ReadonlySet<string>,
  problems: Problem[],
): Promise<{ name: string; counter: Counter | undefined; blocks: HeldBlock[] }[]> {
  const found = new Map<string, Map<string, HeldBlock>>(all.map(({ counter }) => [counter, new Map()]));
  for (const counter of all) {
    const read = (): Promise<HeldBlock[]> => Array.fromAsync(blocksBack(sellerId, counter));
    for (const held of await readable(problems, `The blocks of ${counter.counter}`, [], read)) {
      found.get(counter.counter)!.set(held.holder, held);
      // A single document holds its number under its draft's name, a run under its own.
      if (held.holder.includes('|') || runs.has(held.holder)) continue;
      runs.set(held.holder, await readUnlistedRun(sellerId, held.holder, lost.has(held.holder) ? [] : problems));
    }
  }
  for (const { runId, blocks } of runs.values()) {
    for (const block of blocks) {
      const ofCounter = found.get(block.counter) ?? new Map<string, HeldBlock>();
      found.set(block.counter, ofCounter.set(runId, { holder: runId, block }));
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, held]) => ({
      name,
      counter: all.find(({ counter }) => counter === name),
      blocks: [...held.values()].sort((a, b) => a.block.first - b.block.first),
    }));
}

/** Whether each number of a run is bound to the draft at its place in the list that was sealed. */
async function sealProblems({ runId, seal, blocks }: RunPicture, found: NumbersFound): Promise<Problem[]> {
  const problems: Problem[] = [];
  if (!seal || blocks.length === 0) return problems;
  // Working files may be cleared away some time; then the manifest alone says what was issued.
  const { key } = seal.list;
  const lines = await readable(problems, key, [], async () => (await getList(z.unknown(), key)) ?? []);
  if (lines.length > 0 && !key.endsWith(`-${contentHash(lines).slice(0, 16)}.jsonl`))
    return [
      ...problems,
      { where: runId, what: 'its list of drafts is not the one that was sealed', right: 'the one whose hash is in its name' },
    ];
  for (const draft of await readable(problems, key, [], async () => z.array(sealedDraft).parse(lines))) {
    const block = blocks.find(({ series }) => series === draft.series);
    const bound = block && found.at(block, block.first + draft.index);
    if (!bound || (draftName(bound) === draftName({ ...draft, runId }) && bound.hash === draft.hash)) continue;
    problems.push({
      where: bound.number,
      what: `is bound to customer "${bound.customerId}" in "${bound.runId}", attempt ${bound.attempt}, content ${bound.hash}`,
      right: `"${draft.customerId}", attempt ${draft.attempt}, content ${draft.hash}, sealed at this place of ${runId}`,
    });
  }
  return problems;
}

function closedRuns(sellerId: string, runs: ReadonlyMap<string, RunPicture>, found: NumbersFound): Closed[] {
  return [...runs.values()].flatMap(({ runId, run }): Closed[] => {
    if (run?.state !== 'closed') return [];
    const { month, manifest } = run;
    const facts = { runId, month };
    return [{ kind: 'run', sellerId, name: runId, keyName: runId, facts, manifest, documents: found.documentsOf(runId) }];
  });
}

/** Problems of the manifest of a closed run or day; adds the keys of those that belong to it. */
async function manifestOf(closed: Closed, keys: Set<string>): Promise<Problem[]> {
  const found = await manifestFiles(closed.sellerId, closed.keyName);
  for (const key of found.keys()) keys.add(key);
  const all = [...found.values()];
  return fileProblems(closed, all.find(({ hash }) => hash === closed.manifest?.hash) ?? all[0]);
}

async function auditOf(
  sellerId: string,
  runs: ReadonlyMap<string, RunPicture>,
  found: NumbersFound,
): Promise<PartProof & { log: readonly AuditEntry[] | undefined }> {
  const problems: Problem[] = [];
  const logOf = (chain: AuditChain, name: string): Promise<{ entries: AuditEntry[]; head: AuditHead | undefined } | undefined> =>
    readable(problems, name, undefined, async () => ({
      entries: await auditEntries(sellerId, chain),
      head: await getAuditHead(sellerId, chain),
    }));
  const firsts = new Map<string, AuditEntry>();
  let count = 0;
  for (const { runId, run, blocks } of runs.values()) {
    const log = run && (await logOf({ runId }, `Audit log of ${runId}`));
    if (!log) continue;
    count += log.entries.length;
    if (log.entries[0]) firsts.set(runId, log.entries[0]);
    problems.push(...runLogProblems({ run, ...log, blocks, voids: found.voidsOf(runId) }));
  }
  const seller = await logOf('seller', "Seller's audit log");
  if (seller) problems.push(...sellerLogProblems(seller.entries, seller.head, firsts));
  return { count: count + (seller?.entries.length ?? 0), problems, log: seller?.entries };
}
