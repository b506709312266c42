/** Published cases of credit notes. */
import { z } from 'zod';
import { creditNoteOf } from '../../services/invoicing/credit-note.ts';
import type { CreditedNote, CreditWanted } from '../../shared/credit-note.ts';
import { DecisionRefusedError } from '../../shared/errors.ts';
import type { Invoice, Totals } from '../../shared/invoice.ts';
import { decimal, quantityText, sum } from '../../shared/money.ts';
import { on } from './case-shape.ts';
import type { PriceCase } from './price-case.ts';
import { sampleInvoice } from './sample-invoice.ts';

const text = z.string();
const NOTHING: Totals = { net: '0', tax: '0', gross: '0', payable: '0' };

export const creditCases: Readonly<Record<string, (it: PriceCase) => string | undefined>> = {
  credit_note: on(
    z.union([
      z.strictObject({
        invoiceNet: text,
        unusedDays: z.number().int(),
        periodDays: z.number().int(),
        taxRatePercent: text,
        currency: text,
        field: z.enum(['net', 'tax', 'total']).default('total'),
      }),
      z.strictObject({ creditNotes: z.array(text).min(1), invoiceTotal: text, currency: text }),
    ]),
    (asked) => {
      if ('creditNotes' in asked) {
        const invoice = invoiceOf(asked.invoiceTotal, '0', asked.currency);
        const parts = asked.creditNotes.slice(0, -1).map((amount): CreditWanted => ({ amount }));
        return quantityText(sum(credited(invoice, [...parts, 'rest']).map(({ gross }) => decimal(gross))));
      }
      const { invoiceNet, unusedDays: days, periodDays: of, taxRatePercent, currency, field } = asked;
      const wanted: CreditWanted = { lines: [{ line: 1, share: { parts: days, of } }] };
      const [totals = NOTHING] = credited(invoiceOf(invoiceNet, taxRatePercent, currency), [wanted]);
      return { net: totals.net, tax: totals.tax, total: totals.gross }[field];
    },
  ),

  // We refuse what is more than is left; what can be credited at most is the rest.
  credit_cap: on(
    z.strictObject({ potentialCredit: text, originalAmountPaid: text, previousCredits: text }),
    ({ potentialCredit, originalAmountPaid, previousCredits }) => {
      const invoice = invoiceOf(originalAmountPaid, '0', 'EUR');
      const earlier = decimal(previousCredits).isZero() ? [] : [{ amount: previousCredits }];
      if (decimal(potentialCredit).isZero()) return '0';
      return (last(invoice, [...earlier, { amount: potentialCredit }]) ?? last(invoice, [...earlier, 'rest']) ?? NOTHING).net;
    },
  ),
};

function invoiceOf(net: string, rate: string, currency: string): Invoice {
  return sampleInvoice([{ taxRate: rate, parts: [{ quantity: '1', unitPrice: net }] }], { currency });
}

/** Totals of credit notes, one after the other. */
function credited(invoice: Invoice, wanted: readonly CreditWanted[]): Totals[] {
  const before: CreditedNote[] = [];
  return wanted.map((what, i) => {
    const { draft, credited: of } = creditNoteOf(invoice, before, what, 'Case');
    before.push({ id: `n${i}`, at: '2026-11-05T00:00:00Z', by: 'case', reason: 'Case', wanted: what, ...of });
    return draft.totals;
  });
}

/** Totals of the last one, or undefined if it is refused. */
function last(invoice: Invoice, wanted: readonly CreditWanted[]): Totals | undefined {
  try {
    return credited(invoice, wanted).at(-1);
  } catch (error) {
    if (error instanceof DecisionRefusedError) return undefined;
    throw error;
  }
}
