import { turnedLine, turnedSubtotal, turnedText, turnedTotals } from '../../shared/credit-sign.ts';
import type { PrecedingInvoice } from '../../shared/document-terms.ts';
import { NegativeDraftError } from '../../shared/errors.ts';
import type { DraftContent } from '../../shared/invoice.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import { decimal } from '../../shared/money.ts';

/** Whether a draft comes to less than nothing, tax included. */
export function isBelowZero({ totals }: DraftContent): boolean {
  return decimal(totals.gross).isNegative();
}

/**
 * The credit note of a draft below zero: every amount and quantity turned, and the invoices named that its lines correct.
 * What is billed for the first time beside them is taken off it, as a line below zero. It has no annex of daily
 * quantities and collects nothing, as no credit note does.
 *
 * @param corrected in the order of their numbers
 * @throws {NegativeDraftError} if it corrects no invoice: then there is nothing that a credit note could name
 * @see docs/sources.md#credit-notes
 */
export function turnedDraft(draft: DraftContent, corrected: readonly PrecedingInvoice[]): DraftContent {
  const { accountingTax, usageAnnex: _, paymentMeans: __, ...rest } = draft;
  if (corrected.length === 0)
    throw new NegativeDraftError(
      `The draft comes to ${draft.totals.payable} ${draft.currency} and corrects no invoice that a credit note could name: it waits for a bill that comes to more.`,
    );
  return {
    ...rest,
    kind: 'credit-note',
    lines: draft.lines.map(turnedLine),
    tax: draft.tax.map(turnedSubtotal),
    totals: turnedTotals(draft.totals),
    ...(accountingTax ? { accountingTax: { ...accountingTax, tax: turnedText(accountingTax.tax) } } : {}),
    precedingInvoices: [...corrected],
    reason: LANGUAGES[draft.language].document.creditNote.ratedAgain,
  };
}
