import { getRun } from '../../shared/billing-run.store.ts';
import type { Seller } from '../../shared/catalog.ts';
import { manifestedIn, manifestsFolder } from '../../shared/manifest-key.ts';
import { blocksOf } from '../../shared/number.store.ts';
import { everyKey } from '../../shared/files.ts';
import { archive } from '../../shared/ports.ts';
import { namedDocument } from './adopted-number.ts';
import { readManifest } from './manifest-text.ts';

/** A run of whose closing nothing but its manifest is left. */
export interface LostRun {
  readonly runId: string;
  readonly month: string;
  /** Its numbers by counter, with the date they were issued on. */
  readonly numbers: ReadonlyMap<string, Numbers>;
  /** Why running it again can't come to the same documents; undefined if it can. */
  readonly obstacle: string | undefined;
}

export interface Numbers {
  readonly first: number;
  readonly last: number;
  readonly issueDate: string;
}

/** Runs whose manifest lies in the archive, and which the table does not know as closed. */
export async function lostRuns(seller: Seller): Promise<LostRun[]> {
  const found = new Map<string, LostRun>();
  for await (const key of everyKey(archive(), manifestsFolder(seller.id))) {
    const of = manifestedIn(seller.id, key);
    if ('day' in of) continue;
    const { runId } = of;
    if (found.has(runId) || (await getRun(seller.id, runId))?.state === 'closed') continue;
    found.set(runId, await lostRun(seller, runId, (await archive().get(key))!));
  }
  return [...found.values()].sort((a, b) =>
    a.month === b.month ? a.runId.length - b.runId.length || compare(a.runId, b.runId) : compare(a.month, b.month),
  );
}

async function lostRun(seller: Seller, runId: string, bytes: Uint8Array): Promise<LostRun> {
  const unknown = { runId, month: runId.slice(seller.id.length + 1, seller.id.length + 8), numbers: new Map<string, Numbers>() };
  const says = readManifest(bytes);
  if (!says || !('month' in says)) return { ...unknown, obstacle: "its manifest can't be read" };
  const { month, documents } = says;
  if (documents.some(({ isVoid }) => isVoid)) return { ...unknown, month, obstacle: 'it has VOID documents, and who decided them is lost' };
  if (documents.some(({ issueDate }) => issueDate === undefined))
    return { ...unknown, month, obstacle: 'an earlier version closed it, whose manifests say no dates' };

  const numbers = new Map<string, Numbers & { count: number }>();
  for (const { number, issueDate = '' } of documents) {
    const named = namedDocument(seller, `${seller.id}/${issueDate.slice(0, 4)}/${number}.pdf`);
    if (!named) return { ...unknown, month, obstacle: `no number series of the seller gives ${number}` };
    const { counter, position } = named;
    const { first, last, count } = numbers.get(counter) ?? { first: position, last: position, count: 0 };
    numbers.set(counter, { first: Math.min(first, position), last: Math.max(last, position), issueDate, count: count + 1 });
  }
  const isTorn = [...numbers.values()].some(({ first, last, count }) => last - first + 1 !== count);
  return {
    runId,
    month,
    numbers,
    obstacle: isTorn ? 'its numbers do not follow each other' : await otherBlocks(seller.id, runId, numbers),
  };
}

/** A run that had its numbers when the backup was made must have had these. */
async function otherBlocks(sellerId: string, runId: string, numbers: ReadonlyMap<string, Numbers>): Promise<string | undefined> {
  for (const { counter, first, count } of await blocksOf(sellerId, runId)) {
    const now = numbers.get(counter);
    if (now?.first !== first || now.last !== first + count - 1) return `it holds other numbers of ${counter} here than it closed with`;
  }
  return undefined;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
