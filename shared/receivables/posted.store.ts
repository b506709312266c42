import { z } from 'zod';
import { getFact, invoiceFacts } from '../invoice.store.ts';
import type { InvoiceFacts } from '../invoice.store.ts';
import { decimal } from '../money.ts';
import { numbersAt } from '../number-list.store.ts';
import { counters } from '../number.store.ts';
import type { Counter } from '../number.store.ts';
import { table } from '../ports.ts';
import type { Key } from '../table.ts';
import { allocateCreditNote } from './allocate.store.ts';
import { listOpen } from './open-item.store.ts';

/** How far the numbers of a counter are posted: all up to there. */
const posted = z.object({ schema: z.literal(1), upTo: z.number().int().min(0) });

const PAGE = 50;

/**
 * Posts what was issued since the last time: an invoice is listed as open, and a credit note that names one invoice
 * counts for it. A month costs nothing for it, and whoever asks for the first time pays for what is there.
 *
 * Twice is once. A number whose document is not made yet is looked at again the next time, with all behind it.
 */
export async function postIssued(sellerId: string, at: string): Promise<void> {
  // Invoices first: what a credit note names is listed before it counts for it.
  const notes: string[] = [];
  const moved: { key: Key; upTo: number }[] = [];
  for (const counter of await counters(sellerId)) {
    const key: Key = { pk: `${sellerId}|posted`, sk: counter.counter };
    const before = await table().get(key);
    const from = before ? posted.parse(before.body).upTo : 0;
    const { upTo, creditNotes } = await postCounter(sellerId, counter, from);
    notes.push(...creditNotes);
    if (upTo > from) moved.push({ key, upTo });
  }
  for (const number of notes) await postCreditNote(sellerId, number, at);
  for (const { key, upTo } of moved) await table().write([{ put: { ...key, body: { schema: 1, upTo } } }]);
}

/** @returns up to where all is posted, and the credit notes that are to be */
async function postCounter(sellerId: string, counter: Counter, from: number): Promise<{ upTo: number; creditNotes: string[] }> {
  const creditNotes: string[] = [];
  let upTo = from;
  let isWhole = true;
  for (let first = from + 1; first <= counter.last; first += PAGE) {
    const last = Math.min(first + PAGE - 1, counter.last);
    const positions = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const places = await numbersAt(sellerId, counter.counter, positions);
    const facts = await Promise.all(places.map(async ({ draft }) => (draft ? await invoiceFacts(sellerId, draft.number) : {})));
    const owed = facts.filter(isOwed).map(({ content }) => content!.number);
    await listOpen(sellerId, owed);
    creditNotes.push(...facts.filter((it) => isIssued(it) && it.content?.kind === 'credit-note').map(({ content }) => content!.number));
    const done = facts.findIndex((it) => !isIssued(it) && !it.void);
    if (isWhole) upTo = done < 0 ? last : first + done - 1;
    isWhole &&= done < 0;
  }
  return { upTo, creditNotes };
}

/** Issued, or found after a restore with its document alone. */
function isIssued({ issued, adopted }: InvoiceFacts): boolean {
  return issued !== undefined || adopted !== undefined;
}

function isOwed(facts: InvoiceFacts): boolean {
  const { content, issued } = facts;
  return (
    content !== undefined && isIssued(facts) && !issued?.isVoid && content.kind !== 'credit-note' && decimal(content.totals.payable).gt(0)
  );
}

/** One that names several invoices is left to a person: which of them it pays nobody has said. */
async function postCreditNote(sellerId: string, number: string, at: string): Promise<void> {
  const note = await getFact(sellerId, number, 'content');
  const [only, ...others] = note?.precedingInvoices ?? [];
  if (!note || !decimal(note.totals.payable).gt(0)) return;
  if (!only || others.length > 0) return listOpen(sellerId, [number]);
  await allocateCreditNote(sellerId, number, only.number, at);
}
