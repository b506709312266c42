import { z } from 'zod';
import type { IssuedDocument } from '../accounting/issued-document.ts';
import type { Invoice } from '../invoice.ts';
import { amountText, currencyCode, decimal, decimalText } from '../money.ts';
import type { Decimal } from '../money.ts';
import { datesOf, plainDate } from '../period.ts';

/**
 * What was billed, as reports read it: lines of documents that share day of issue, plan, meter and service period, added
 * up. There are as many as a seller has prices and kinds of periods, however many documents it has.
 */
export const billedSum = z.object({
  issueDate: plainDate,
  currency: currencyCode,
  /** Absent of what is taken off, or put on, a document as a whole. */
  plan: z.string().optional(),
  /** Absent where nothing was measured. */
  meter: z.string().optional(),
  /** First and last day of the service period, in its own zone. */
  first: plainDate,
  last: plainDate,
  /** Below zero where credit notes outweigh; without VAT. */
  net: decimalText,
  lines: z.number().int().min(0),
});
export type BilledSum = z.infer<typeof billedSum>;

/** The lines of documents, added up. What became void has none; those of credit notes are below zero. */
export function billedSumsOf(documents: Iterable<IssuedDocument>): BilledSum[] {
  const found: BilledSum[] = [];
  for (const { content } of documents) if (content.kind !== 'void') found.push(...sumsIn(content));
  return addedUp(found);
}

function sumsIn(content: Invoice): BilledSum[] {
  const { kind, issueDate, currency, lines, allowances = [], charges = [] } = content;
  const signed = (amount: Decimal): string => amountText(kind === 'credit-note' ? amount.negated() : amount, currency);
  const whole = { issueDate, currency, ...content.period, lines: 1 };
  return [
    ...lines.map(({ period, net, trace: { plan, meter } }) => ({
      ...{ issueDate, currency, plan, ...(meter === undefined ? {} : { meter }), ...datesOf(period) },
      ...{ net: signed(decimal(net)), lines: 1 },
    })),
    ...allowances.map(({ amount }) => ({ ...whole, net: signed(decimal(amount).negated()) })),
    ...charges.map(({ amount }) => ({ ...whole, net: signed(decimal(amount)) })),
  ];
}

/** Sums that share all but their amount, as one. */
export function addedUp(sums: Iterable<BilledSum>): BilledSum[] {
  const groups = new Map<string, { of: BilledSum; net: Decimal; lines: number }>();
  for (const of of sums) {
    const key = [of.issueDate, of.currency, of.plan ?? '', of.meter ?? '', of.first, of.last].join('|');
    const known = groups.get(key);
    groups.set(key, { of, net: (known?.net ?? decimal('0')).plus(decimal(of.net)), lines: (known?.lines ?? 0) + of.lines });
  }
  return [...groups.keys()].sort().map((key) => {
    const { of, net, lines } = groups.get(key)!;
    return { ...of, net: amountText(net, of.currency), lines };
  });
}
