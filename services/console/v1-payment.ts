import { z } from 'zod';
import { bankTransaction } from '../../shared/bank/bank-transaction.ts';
import { id } from '../../shared/catalog.ts';
import { currencyCode, decimalText } from '../../shared/money.ts';
import { instant, plainDate } from '../../shared/period.ts';
import { allocation } from '../../shared/receivables/allocation.ts';
import { INVOICE_STATES } from '../../shared/receivables/balance.ts';
import { refund, refundSet, REFUND_STATES, refundState, type Refund } from '../../shared/receivables/refund.ts';
import { balanceAnswer } from './v1-invoice.ts';

/** An amount that counts for an invoice, or for a refund. */
const entryAnswer = allocation.omit({ schema: true }).meta({ id: 'LedgerEntry' });

/** A document of which something is open. */
export const openItemAnswer = balanceAnswer
  .extend({
    number: z.string(),
    customerId: id,
    customer: z.string(),
    issueDate: plainDate,
    dueDate: plainDate,
    currency: currencyCode,
    payable: decimalText,
    state: z.enum(INVOICE_STATES),
  })
  .meta({ id: 'OpenItem' });

export const ageingAnswer = z
  .object({
    currency: currencyCode,
    notDue: decimalText,
    days1To30: decimalText,
    days31To60: decimalText,
    days61To90: decimalText,
    over90: decimalText,
    overpaid: decimalText.describe('Below zero.'),
    total: decimalText,
  })
  .meta({ id: 'Ageing' });

/** A transaction of the bank with what it counts for. */
export const transactionAnswer = bankTransaction
  .omit({ schema: true })
  .extend({
    allocations: z.array(entryAnswer),
    left: decimalText.describe('What is not allocated; it has the sign of the amount.'),
    dismissed: z.string().optional().describe('Why it pays no invoice, as a person says.'),
    reason: z.string().optional().describe('Of what is left over: why it is not certain what it is for.'),
    proposals: z
      .array(
        z.object({
          number: z.string(),
          customerId: id,
          customer: z.string(),
          open: decimalText,
          currency: currencyCode,
          reasons: z.array(z.string()),
        }),
      )
      .optional()
      .describe('Invoices it may be for, the likeliest first.'),
  })
  .meta({ id: 'BankTransaction' });

export const refundAnswer = refund
  .omit({ schema: true })
  .extend({ state: z.enum(REFUND_STATES) })
  .meta({ id: 'Refund' });

export const refundFileAnswer = refundSet.omit({ schema: true }).meta({ id: 'RefundFile' });

/** What came of a decision. */
export const decidedAnswer = z.object({
  entries: z.array(entryAnswer).describe('Those that were written; none where all was so already.'),
  refund: refundAnswer.optional(),
  isNew: z.boolean().optional().describe('Of a dismissal, whether it was none before.'),
});

export const loggedStatementAnswer = z
  .object({
    name: z.string(),
    file: z.string().describe('SHA-256 of the file.'),
    at: instant,
    by: z.string(),
    refused: z.string().optional().describe('Why nothing of it was booked.'),
    count: z.number().int().optional().describe('Transactions it holds.'),
  })
  .meta({ id: 'Statement' });

/** A refund with how far it is. */
export function refundOf(it: Refund): z.input<typeof refundAnswer> {
  return { ...it, state: refundState(it) };
}
