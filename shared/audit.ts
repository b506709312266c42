import { z } from 'zod';
import { contentHash } from './content-hash.ts';
import { instant } from './period.ts';
import { person } from './person.ts';

/**
 * The audit log: who did what, when, and on which content. Entries of a chain name the one before by its hash, so
 * none can be changed, taken out or put in between unnoticed; the head names the last one, and a run's manifest and
 * the first entry of each run name the heads of their time.
 */

/** What is done to a run, or to a seller outside runs. */
export const auditAction = z.enum([
  'opened',
  'reviewed',
  'released',
  'rejected',
  'changed',
  'sealed',
  'numbered',
  'retried',
  'voided',
  'closed',
  'imported',
  'restored',
  'reconciled',
  'dismissed',
  'replayed',
  'erased',
  'backfill-applied',
  'backfill-undone',
  'key-created',
  'key-rotated',
  'key-revoked',
  'credit-granted',
  'credit-voided',
  'credited',
  'statement-imported',
  'payment-matched',
  'payment-unmatched',
  'payment-dismissed',
  'dunning-opened',
  'dunning-pause',
  'dunning-dispute',
  'dunning-instalments',
  'dunning-resume',
  'dunning-close',
  'debits-filed',
  'debits-reported',
  'credit-allocated',
  'credit-unallocated',
  'written-off',
  'write-off-undone',
  'refund-made',
  'refund-cancelled',
  'refund-allocated',
  'refunds-ordered',
  'address-marked',
  'address-cleared',
  'links-ended',
  'order-changed',
  'order-cancelled',
  'order-shipped',
  'order-retried',
  'stock-received',
  'stock-returned',
  'stock-counted',
]);

/** An act as it is written down. */
export const act = z.object({
  at: instant,
  by: person,
  action: auditAction,
  /** Round of the review it was done in. */
  round: z.number().int().min(1).optional(),
  /** What it was done on: content hash of a review, of a manifest, of a catalog. */
  contentHash: z.string().optional(),
  reason: z.string().optional(),
  /** Customers that were rejected, and that are to be prepared again. */
  rejected: z.array(z.string()).optional(),
  repaired: z.array(z.string()).optional(),
  numbers: z.array(z.string()).optional(),
  /** Entries of the quarantine. */
  events: z.array(z.string()).optional(),
  /** The backfill that was applied or undone, by name. */
  backfill: z.string().optional(),
  /** API keys by id: the one it was done to, and the one that takes its place. */
  keys: z.array(z.string()).optional(),
  /** Credits of the customer by id. */
  credits: z.array(z.string()).optional(),
  /** The customer of whom something was erased, and how much of each kind; or who was given a credit. */
  customerId: z.string().optional(),
  counts: z.record(z.string(), z.number().int()).optional(),
  /** The transaction of the bank that was matched with the numbers, or no more, or dismissed. */
  transaction: z.string().optional(),
  /** The order it was done to, and what of the stock was moved, in pieces by item. */
  order: z.string().optional(),
  pieces: z.record(z.string(), z.number().int()).optional(),
  /** Head of the seller's own chain when a run was opened. */
  sellerChain: z.string().optional(),
});
export type Act = z.infer<typeof act>;

export const auditEntry = act.extend({
  schema: z.literal(1),
  /** Place in its chain, from 1. */
  sequence: z.number().int().min(1),
  /** Hash of the entry before, null for the first. */
  previousHash: z.string().nullable(),
  /** Content hash of all the rest. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** How long a chain is, and the hash of its last entry. */
export const auditHead = z.object({ schema: z.literal(1), count: z.number().int().min(1), hash: z.string() });
export type AuditHead = z.infer<typeof auditHead>;

/** The entry that follows the head of a chain. */
export function entryAfter(head: AuditHead | undefined, done: Act): AuditEntry {
  const entry = { ...done, schema: 1 as const, sequence: (head?.count ?? 0) + 1, previousHash: head?.hash ?? null };
  return { ...entry, hash: contentHash(entry) };
}

/**
 * What is wrong with a chain.
 *
 * @param entries in the order they are stored
 * @returns a sentence each; none if the chain is whole
 */
export function chainProblems(entries: readonly AuditEntry[], head: AuditHead | undefined): string[] {
  const problems: string[] = [];
  let previous: AuditEntry | undefined;
  for (const entry of entries) {
    const { hash, ...rest } = entry;
    const expected = (previous?.sequence ?? 0) + 1;
    if (entry.sequence !== expected) problems.push(`Entry ${expected} is missing; entry ${entry.sequence} comes next.`);
    else if (entry.previousHash !== (previous?.hash ?? null))
      problems.push(`Entry ${entry.sequence} (${entry.action}) does not follow the one before: it names ${entry.previousHash ?? 'none'}.`);
    if (contentHash(rest) !== hash) problems.push(`Entry ${entry.sequence} (${entry.action}) was changed: its content has another hash.`);
    previous = entry;
  }
  if ((head?.count ?? 0) !== (previous?.sequence ?? 0) || head?.hash !== previous?.hash)
    problems.push(`The chain ends with entry ${previous?.sequence ?? 0}, and its head says ${head?.count ?? 0} entries.`);
  return problems;
}
