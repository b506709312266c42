import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { creditedNote, creditWanted } from '../../shared/credit-note.ts';
import { invoice, invoiceLine } from '../../shared/invoice.ts';
import { meter } from '../../shared/meter.ts';
import { currencyCode, decimalText } from '../../shared/money.ts';
import { instant, month, plainDate } from '../../shared/period.ts';
import { invoiceBalance, STANDINGS, standingOf } from '../../shared/standing.ts';
import { usageEvent } from '../../shared/usage-event.ts';
import { voidDocument } from '../../shared/void-document.ts';
import type { InvoiceView } from './invoice-view.ts';

const state = z
  .enum(STANDINGS)
  .describe(
    'created: it is being made; issued: it was not sent yet; sent: a credit note that was; open, and what follows: how an invoice stands with who has to pay it; credited: in full.',
  );

/** An invoice at a glance. */
export const listedInvoiceAnswer = z
  .object({
    number: z.string(),
    isCreditNote: z.boolean().describe('What it comes to lowers what is owed.'),
    isCorrected: z.boolean().describe('Credit notes name it.'),
    issueDate: plainDate,
    dueDate: plainDate,
    customerId: id,
    customer: z.string().describe('Name, as the invoice has it.'),
    amount: z
      .object({ currency: currencyCode, payable: decimalText, prepaid: decimalText.optional() })
      .optional()
      .describe('Absent for a VOID of which no invoice was made.'),
    state,
    open: decimalText.optional().describe('What is still to be paid of it, while that is more than nothing.'),
    serviceMonth: month.optional().describe('In which its service period ends; absent as its amount is.'),
    corrects: z.string().optional().describe('Of a credit note, the invoices it corrects.'),
    document: z.string().nullable().describe('Its place in the archive; null while there is none.'),
  })
  .meta({ id: 'ListedInvoice' });

/** How an invoice stands by what counts for it. */
export const balanceAnswer = z.object({
  open: decimalText.describe('What is still to be paid; below zero it was overpaid.'),
  received: decimalText,
  credited: decimalText,
  writtenOff: decimalText.describe('Differences that the seller bears; below zero those it keeps.'),
  charged: decimalText.describe('Fees and late interest of its dunning, which are owed beside what is payable.'),
  uncollectible: decimalText,
  refunded: decimalText,
  daysOverdue: z.number().int(),
});

/** All that is known of an invoice. */
export const invoiceAnswer = z
  .object({
    number: z.string(),
    state,
    invoice: invoice.nullable().describe('All that its document says; null of a VOID of which no invoice was made.'),
    void: voidDocument.pick({ issueDate: true, customerId: true, reason: true, approvedBy: true, decidedAt: true }).optional(),
    runId: id.optional().describe('The run, or the single document, that it came of.'),
    released: z.object({ by: z.string(), at: instant, reason: z.string().optional() }).optional(),
    sent: z.object({ to: z.string(), sentAt: instant, messageId: z.string() }).optional(),
    receivable: z
      .object({
        means: z.enum(['transfer', 'direct-debit', 'card']),
        reference: z.string(),
        currency: currencyCode,
        amount: decimalText,
        dueDate: plainDate,
      })
      .optional(),
    balance: balanceAnswer.optional().describe('Of an issued invoice: the sum of what counts for it.'),
    documentHash: z.string().optional().describe('SHA-256 of the document in the archive; absent while there is none.'),
    links: z.object({ pdf: z.string().optional(), xml: z.string().optional() }).describe('Absent where there is none.'),
  })
  .meta({ id: 'InvoiceState' });

/**
 * @param base address of the invoice
 * @param today date of the seller
 */
export function invoiceOf(
  { number, facts, entries, numbered, released }: InvoiceView,
  base: string,
  today: string,
): z.input<typeof invoiceAnswer> {
  const { content, void: decided, issued, adopted, sent, receivable: owed } = facts;
  const document = issued ?? adopted;
  const balance = invoiceBalance(facts, entries, today);
  return {
    ...{ number, state: standingOf(facts, entries, today), ...(balance ? { balance } : {}), invoice: content ?? null },
    ...(decided ? { void: decided } : {}),
    ...(numbered ? { runId: numbered.runId } : {}),
    ...(released
      ? { released: { by: released.by, at: released.at, ...(released.reason === undefined ? {} : { reason: released.reason }) } }
      : {}),
    ...(sent ? { sent } : {}),
    ...(owed ? { receivable: owed } : {}),
    ...(document ? { documentHash: document.hash } : {}),
    links: { ...(document ? { pdf: `${base}/document.pdf` } : {}), ...(content ? { xml: `${base}/invoice.xml` } : {}) },
  };
}

/** Where a page of events goes on. */
export const eventPlace = z.object({ day: plainDate, skip: z.number().int().min(0) });

/** What pricing says of a line; see its step explain-line. */
export const explained = z.object({
  /** Absent of a draft. */
  number: z.string().optional(),
  customerId: id,
  runId: id,
  attempt: z.number().int(),
  currency: currencyCode,
  line: invoiceLine,
  evidence: z
    .object({
      meter: meter.nullable().describe('What was measured; null if the catalog has it no more.'),
      meters: z.array(id).describe('All that the price asks; several of a capacity.'),
      question: z
        .looseObject({ window: z.string().optional(), by: z.array(z.string()).optional(), amountProperty: z.string().optional() })
        .describe('What the price asked of the meter.'),
      quantity: z.string(),
      count: z.number().int().describe('Events that were counted.'),
      cellCount: z.number().int(),
      cells: z
        .array(
          z.object({
            window: z.string().optional(),
            values: z.array(z.string()).optional(),
            quantity: z.string(),
            events: z.number().int(),
            amount: z.string().optional(),
          }),
        )
        .describe('Quantities by window and group, where the price asks for them.'),
      levels: z
        .array(z.object({ properties: z.record(z.string(), z.string()), start: z.string(), end: z.string() }))
        .describe('Of a weighted sum.'),
      isWhole: z.boolean().describe('Whether all that was billed is still there as it was counted.'),
      events: z.array(usageEvent),
      erasedOn: plainDate.optional(),
      next: eventPlace.optional(),
    })
    .nullable(),
});

export const explanation = explained
  .extend({ number: z.string() })
  .extend({ evidence: explained.shape.evidence.unwrap().omit({ next: true }).nullable().describe('Null where nothing was measured.') })
  .extend({ next: z.string().optional().describe('Send it as `after` for the next events; absent after the last one.') })
  .meta({ id: 'Explanation' });

/** The same of a draft, which has no number. */
export const draftExplanation = explanation.omit({ number: true }).meta({ id: 'DraftExplanation' });

export const creditNoteAnswer = creditedNote
  .extend({ number: z.string().optional().describe('Absent while it is being made.') })
  .meta({ id: 'CreditNote' });

export const creditBody = z.strictObject({
  wanted: creditWanted.describe('All that is left of it, a net amount, or lines.'),
  reason: z.string().trim().min(1).max(300).describe('As the credit note says it.'),
  isCancelled: z.literal(true).optional().describe('The periods of the invoice count as not billed from then on.'),
});
