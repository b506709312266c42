import { z } from 'zod';
import { auditChanges } from '../../shared/audit.store.ts';
import { requireCustomer, requireSeller } from '../../shared/catalog.store.ts';
import { id } from '../../shared/catalog.ts';
import { cancelling } from '../../shared/cancelling.store.ts';
import { canonicalJson } from '../../shared/content-hash.ts';
import { creditWanted } from '../../shared/credit-note.ts';
import { creditedOf } from '../../shared/credited.store.ts';
import { keepDraft } from '../../shared/draft.store.ts';
import { DecisionRefusedError } from '../../shared/errors.ts';
import { invoiceFacts } from '../../shared/invoice.store.ts';
import { minorDigits } from '../../shared/money.ts';
import { creditNoteSeries } from '../../shared/number-series.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';
import { creditNoteOf, requireCreditable } from './credit-note.ts';
import { draftHash, draftHead } from './draft.ts';
import { checkInvariants } from './invariants.ts';

const input = z.object({
  sellerId: id,
  number: z.string().describe('Of the invoice.'),
  /** Names the credit note for good. */
  creditNote: id,
  wanted: creditWanted,
  reason: z.string().trim().min(1).max(300),
  isCancelled: z.literal(true).optional(),
  by: person,
  at: instant,
});

/**
 * Makes the draft of a credit note, once under its name: with what it takes of the invoice, and its entry in the audit
 * log, in one transaction. Its output is what the invoice workflow goes on with.
 */
export const handler = defineStep(input, async ({ sellerId, number, creditNote, by, at, ...asked }) => {
  const content = requireCreditable(number, await invoiceFacts(sellerId, number));
  const { notes, adding } = await creditedOf(sellerId, number);
  const place = notes.findIndex((note) => note.id === creditNote);
  const known = notes[place];
  const { wanted, reason, isCancelled } = known ?? asked;
  if (known && canonicalJson({ wanted, reason, isCancelled }) !== canonicalJson(asked))
    throw new DecisionRefusedError(`"${creditNote}" is another credit note of ${number}.`);
  const { draft, credited } = creditNoteOf(content, known ? notes.slice(0, place) : notes, wanted, reason);
  const customer = await requireCustomer(sellerId, content.customer.id);
  const series = creditNoteSeries(await requireSeller(sellerId), customer).prefix;
  const step = { sellerId, runId: creditNote, customerId: content.customer.id, attempt: 1 };
  if (!known) {
    checkInvariants(draft, minorDigits(draft.currency));
    const note = { id: creditNote, at, by, reason, wanted, ...credited, ...(isCancelled && { isCancelled }) };
    await keepDraft(step, draftHead(step, series, draft), draft, [
      adding(note),
      ...(isCancelled ? await cancelling(sellerId, number) : []),
      ...(await auditChanges(sellerId, 'seller', { at, by, action: 'credited', reason, numbers: [number] })),
    ]);
  }
  return { sellerId, runId: creditNote, draft: { customerId: step.customerId, attempt: 1, hash: draftHash(draft), series } };
});
