import { z } from 'zod';
import { ConditionFailedError, TransientError } from '../errors.ts';
import { getFact, invoiceFacts } from '../invoice.store.ts';
import type { InvoiceFacts } from '../invoice.store.ts';
import type { Invoice } from '../invoice.ts';
import { decimal } from '../money.ts';
import { numbersAt } from '../number-list.store.ts';
import { counters } from '../number.store.ts';
import type { Counter } from '../number.store.ts';
import { table } from '../ports.ts';
import type { Change, Key } from '../table.ts';
import { allocateCreditNote } from './credit-allocation.store.ts';
import { creditShares } from './credit-shares.ts';
import { ledgerOf } from './ledger.store.ts';
import { openItemChanges } from './open-item.store.ts';
import { listedOf } from './open-items.store.ts';

/** How far the numbers of a counter are posted: all up to there, but for those whose document was not made yet. */
const posted = z.object({ schema: z.literal(1), upTo: z.number().int().min(0), waiting: z.array(z.number().int()) });
type Posted = Omit<z.infer<typeof posted>, 'schema'>;

/** Three changes each, and some sums and what is posted beside them. */
const PAGE = 25;
/** Numbers without a document that are kept in mind; behind more of them nothing is posted. */
const MOST_WAITING = 1_000;
const MOST_TRIES = 10;

/** Whether something may have been issued that is not posted: what it costs to know does not grow with the numbers. */
export async function isBehind(sellerId: string): Promise<boolean> {
  for (const counter of await counters(sellerId)) {
    const { upTo, waiting } = await postedOf(sellerId, counter);
    if (upTo < counter.last || waiting.length > 0) return true;
  }
  return false;
}

/**
 * Posts what was issued since the last time: what is open of an invoice is listed, and a credit note counts for the
 * invoices it names where it is clear with how much. A month costs nothing for it, and whoever asks for the first time
 * pays for what is there.
 *
 * Twice is once: what is listed is what the ledgers say, whenever it is done.
 */
export async function postIssued(sellerId: string, at: string): Promise<void> {
  for (const counter of await counters(sellerId)) {
    const before = await postedOf(sellerId, counter);
    let { upTo, waiting } = before;
    if (waiting.length > 0) waiting = await postPositions(sellerId, counter, waiting, at);
    while (upTo < counter.last && waiting.length < MOST_WAITING) {
      const positions = Array.from({ length: Math.min(PAGE, counter.last - upTo) }, (_, i) => upTo + i + 1);
      waiting.push(...(await postPositions(sellerId, counter, positions, at)));
      upTo += positions.length;
      await table().write([postedChange(sellerId, counter, { upTo, waiting })]);
    }
    const isLess = waiting.length < before.waiting.length;
    if (upTo === before.upTo && isLess) await table().write([postedChange(sellerId, counter, { upTo, waiting })]);
  }
}

/** @returns those that have no document yet */
async function postPositions(sellerId: string, { counter }: Counter, positions: readonly number[], at: string): Promise<number[]> {
  const waiting: number[] = [];
  for (let first = 0; first < positions.length; first += PAGE) {
    const places = await numbersAt(sellerId, counter, positions.slice(first, first + PAGE));
    const found = await Promise.all(
      places.map(async ({ position, draft }) => ({ position, facts: draft ? await invoiceFacts(sellerId, draft.number) : {} })),
    );
    waiting.push(...found.filter(({ facts }) => !isIssued(facts) && !facts.void).map(({ position }) => position));
    const documents = found.flatMap(({ facts }) => (isOwed(facts) ? [facts.content!] : []));
    await listAll(
      sellerId,
      documents.filter(({ kind }) => kind !== 'credit-note'),
    );
    for (const note of documents.filter(({ kind }) => kind === 'credit-note')) await postCreditNote(sellerId, note, at);
  }
  return waiting;
}

/** Lists documents by what their ledgers say, unless an entry comes in between; then it looks again. */
async function listAll(sellerId: string, documents: readonly Invoice[]): Promise<void> {
  for (let attempt = 1; documents.length > 0; attempt++) {
    try {
      return await table().write(await listingOf(sellerId, documents));
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
      if (attempt === MOST_TRIES) throw new TransientError('Others kept writing to the same invoices.');
    }
  }
}

async function listingOf(sellerId: string, documents: readonly Invoice[]): Promise<Change[]> {
  const ledgers = await Promise.all(documents.map((document) => ledgerOf(sellerId, document)));
  return [...(await openItemChanges(sellerId, ledgers.map(listedOf))), ...ledgers.map(({ unmoved }) => unmoved)];
}

/** Issued, or found after a restore with its document alone. */
function isIssued({ issued, adopted }: InvoiceFacts): boolean {
  return issued !== undefined || adopted !== undefined;
}

function isOwed(facts: InvoiceFacts): boolean {
  const { content, issued } = facts;
  return content !== undefined && isIssued(facts) && !issued?.isVoid && decimal(content.totals.payable).gt(0);
}

/** One that names several invoices is left to a person where its lines do not say how much is for which. */
async function postCreditNote(sellerId: string, note: Invoice, at: string): Promise<void> {
  const [only, ...others] = note.precedingInvoices ?? [];
  if (!only) return listAll(sellerId, [note]);
  if (others.length === 0) return allocateCreditNote(sellerId, note.number, [{ number: only.number, amount: note.totals.payable }], at);
  const named = await Promise.all((note.precedingInvoices ?? []).map(({ number }) => getFact(sellerId, number, 'content')));
  const shares = creditShares(
    note,
    named.filter((it) => it !== undefined),
  );
  if (!shares) return listAll(sellerId, [note]);
  await allocateCreditNote(sellerId, note.number, shares, at);
}

async function postedOf(sellerId: string, { counter }: Counter): Promise<Posted> {
  const found = await table().get(postedKey(sellerId, counter));
  return found ? posted.parse(found.body) : { upTo: 0, waiting: [] };
}

function postedChange(sellerId: string, { counter }: Counter, { upTo, waiting }: Posted): Change {
  return { put: { ...postedKey(sellerId, counter), body: { schema: 1, upTo, waiting } } };
}

const postedKey = (sellerId: string, counter: string): Key => ({ pk: `${sellerId}|receivables-posted`, sk: counter });
