import { act, auditEntry, auditHead, entryAfter } from './audit.ts';
import type { Act, AuditEntry, AuditHead } from './audit.ts';
import { canonicalJson } from './content-hash.ts';
import { ConditionFailedError, TransientError } from './errors.ts';
import { table } from './ports.ts';
import { everyItem } from './table.ts';
import type { Change, Key } from './table.ts';

/** A chain of the log: that of a run, or the seller's own for what happens outside runs. */
export type AuditChain = { readonly runId: string } | 'seller';

/**
 * The changes that write an act down. They belong in the transaction that does it, so that nothing is done without
 * its entry; if the chain has moved in between, the transaction's condition fails.
 */
export async function auditChanges(sellerId: string, chain: AuditChain, done: Act): Promise<Change[]> {
  const key = headKey(sellerId, chain);
  const item = await table().get(key);
  const entry = entryAfter(item && auditHead.parse(item.body), done);
  const head: AuditHead = { schema: 1, count: entry.sequence, hash: entry.hash };
  return [
    { put: { ...entryKey(sellerId, chain, entry.sequence), body: entry }, if: 'absent' },
    { put: { ...key, body: head }, if: item?.version ?? 'absent' },
  ];
}

/**
 * Writes down an act that happens once in a chain, unless it is written.
 *
 * @throws {TransientError} if the chain moved in between
 */
export async function auditOnce(sellerId: string, chain: AuditChain, done: Act): Promise<void> {
  if ((await auditEntries(sellerId, chain)).some(({ action }) => action === done.action)) return;
  try {
    await table().write(await auditChanges(sellerId, chain, done));
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError(`The audit log moved while "${done.action}" was written.`);
  }
}

/** Entries among which an act that is repeated is looked for. */
const LATEST = 50;
const MOST_ATTEMPTS = 5;

/**
 * Writes down an act that no transaction does, before it is done. The same again, at the same moment by the same person, is
 * success and writes nothing.
 *
 * @throws {TransientError} if others kept writing to the chain
 */
export async function auditAct(sellerId: string, chain: AuditChain, done: Act): Promise<void> {
  const wanted = canonicalJson(act.parse(done));
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const { entries } = await auditPage(sellerId, chain, { limit: LATEST });
    if (entries.some((entry) => canonicalJson(act.parse(entry)) === wanted)) return;
    try {
      return await table().write(await auditChanges(sellerId, chain, done));
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
    }
  }
  throw new TransientError(`Others kept writing to the audit log while "${done.action}" was to be written.`);
}

/** Entries of a chain, oldest first. */
export async function auditEntries(sellerId: string, chain: AuditChain): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const item of everyItem(table(), { pk: entryKey(sellerId, chain, 0).pk, prefix: 'entry|' }))
    entries.push(auditEntry.parse(item.body));
  return entries;
}

/**
 * A page of a chain, the latest entry first.
 *
 * @param before sequence of the last entry of the page before
 * @returns `next` where there are earlier ones
 */
export async function auditPage(
  sellerId: string,
  chain: AuditChain,
  { before = 100_000_000, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<{ entries: AuditEntry[]; next?: number }> {
  const { pk, sk } = entryKey(sellerId, chain, before - 1);
  const { items } = await table().query({ pk, from: entryKey(sellerId, chain, 1).sk, to: sk, reverse: true, limit });
  const entries = items.map(({ body }) => auditEntry.parse(body));
  const last = entries.at(-1);
  return { entries, ...(last && last.sequence > 1 ? { next: last.sequence } : {}) };
}

/** The act a chain began with, or undefined if there is none: for a seller, its first import. */
export async function firstEntry(sellerId: string, chain: AuditChain): Promise<AuditEntry | undefined> {
  const item = await table().get(entryKey(sellerId, chain, 1));
  return item && auditEntry.parse(item.body);
}

export async function getAuditHead(sellerId: string, chain: AuditChain): Promise<AuditHead | undefined> {
  const item = await table().get(headKey(sellerId, chain));
  return item && auditHead.parse(item.body);
}

const partition = (sellerId: string, chain: AuditChain): string =>
  chain === 'seller' ? `${sellerId}|audit` : `${sellerId}|run|${chain.runId}|audit`;
const headKey = (sellerId: string, chain: AuditChain): Key => ({ pk: partition(sellerId, chain), sk: 'head' });
const entryKey = (sellerId: string, chain: AuditChain, sequence: number): Key => ({
  pk: partition(sellerId, chain),
  sk: `entry|${String(sequence).padStart(8, '0')}`,
});
