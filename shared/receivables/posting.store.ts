import { auditChanges } from '../audit.store.ts';
import type { Act } from '../audit.ts';
import { wakeDunning } from '../dunning/dunning-wait.store.ts';
import { ConditionFailedError, DecisionRefusedError, TransientError } from '../errors.ts';
import { STEPBILL } from '../person.ts';
import { table } from '../ports.ts';
import type { Change } from '../table.ts';
import type { Allocation } from './allocation.ts';
import { entryChanges } from './ledger.store.ts';
import type { InvoiceLedger } from './ledger.store.ts';
import { openItemChanges } from './open-item.store.ts';
import { withEntries } from './open-items.store.ts';
import { receivedChanges } from './received.store.ts';

/** Who does it, when and why. */
export interface Doing {
  readonly at: string;
  readonly by: string;
  readonly reason: string;
}

/** An entry that is to be written; its place among those of its number is found with it. */
export type Posting = Pick<Allocation, 'number' | 'amount' | 'source' | 'used' | 'reverses' | 'bookedOn'>;

/** What is written, and all changes that go with it. */
export interface Posted {
  readonly entries: Allocation[];
  readonly changes: readonly Change[];
}

/** Whether entries hold what is to be done already: a call that comes again says the same moment, person and reason. */
export function isDone(entries: readonly Allocation[], { at, by, reason }: Doing): boolean {
  return entries.some((it) => it.at === at && it.by === by && it.reason === reason);
}

const MOST_CHANGES = 100;
const MOST_TRIES = 10;

/** Entries of a document with their places behind those that are there. */
export function placed({ invoice, entries }: InvoiceLedger, wanted: readonly Posting[], { at, by, reason }: Doing): Allocation[] {
  return wanted.map((it, i) => ({
    ...{ schema: 1, ...it, sequence: entries.length + i + 1, currency: invoice.currency, reason, at, by },
  }));
}

/**
 * The changes that add entries to documents, on both sides of each, raise the heads of those, and keep documents listed
 * as long as something is open of them.
 *
 * @param documents all that an entry is for or is taken from
 */
export async function documentChanges(
  sellerId: string,
  documents: readonly InvoiceLedger[],
  entries: readonly Allocation[],
): Promise<Change[]> {
  const ownOf = ({ invoice: { number } }: InvoiceLedger): Allocation[] =>
    entries.filter((it) => it.number === number || (it.source.kind === 'credit-note' && it.source.number === number));
  const moved = documents.map((ledger) => ({ ledger, own: ownOf(ledger) })).filter(({ own }) => own.length > 0);
  return [
    ...entries.flatMap((entry) => entryChanges(sellerId, entry)),
    ...receivedChanges(sellerId, entries),
    ...moved.map(({ ledger, own }) => ledger.raise(own.length)),
    ...(await openItemChanges(
      sellerId,
      moved.map(({ ledger, own }) => withEntries(ledger, own)),
    )),
  ];
}

/** The changes that write down what a person decided; what matching does by itself the entries say. */
export async function decidedChanges(sellerId: string, act: Act): Promise<Change[]> {
  return act.by === STEPBILL ? [] : auditChanges(sellerId, 'seller', act);
}

/**
 * Writes what `plan` finds to be written, in one transaction; where something moved in between it looks again. Dunning
 * hears of it at once.
 *
 * @throws {DecisionRefusedError} if that is more than one transaction takes
 * @throws {TransientError} if others kept writing to the same
 */
export async function writtenUnlessMoved(sellerId: string, plan: () => Promise<Posted>): Promise<Allocation[]> {
  for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
    const { entries, changes } = await plan();
    if (changes.length === 0) return entries;
    if (changes.length > MOST_CHANGES)
      throw new DecisionRefusedError('These are too many at once: take some of them, and the others then.');
    try {
      await table().write(changes);
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
      continue;
    }
    await wakeDunning(
      sellerId,
      entries.map(({ number }) => number),
    );
    return entries;
  }
  throw new TransientError('Others kept writing to the same transaction of the bank or invoice.');
}
