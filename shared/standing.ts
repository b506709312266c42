import type { InvoiceFacts } from './invoice.store.ts';
import { amountText, decimal, sum, ZERO } from './money.ts';
import type { Decimal } from './money.ts';

/**
 * How an invoice stands with who has to pay it. What is still to be paid, and so what paid and overdue mean, is decided
 * in `openAmount` alone.
 */
export const STANDINGS = ['created', 'issued', 'sent', 'overdue', 'paid', 'credited', 'void'] as const;
export type Standing = (typeof STANDINGS)[number];

type Facts = Pick<InvoiceFacts, 'content' | 'issued' | 'sent' | 'void' | 'credited'>;

/**
 * @param today date of the seller; without it nothing is overdue
 */
export function standingOf(facts: Facts, today?: string): Standing {
  const { content, issued, sent, void: decided } = facts;
  if (issued?.isVoid || decided) return 'void';
  if (!content || !issued) return 'created';
  if (content.kind === 'invoice') {
    if (isCredited(facts)) return 'credited';
    if (openAmount(facts).isZero()) return 'paid';
    if (today !== undefined && content.dueDate < today) return 'overdue';
  }
  return sent ? 'sent' : 'issued';
}

/** What is still to be paid of an invoice, never below zero; of a credit note or a void number nothing. */
export function openAmount({ content, issued, void: decided, credited = [] }: Facts): Decimal {
  if (content?.kind !== 'invoice' || issued?.isVoid || decided) return ZERO;
  const open = decimal(content.totals.payable).minus(creditedGross(credited));
  return open.gt(ZERO) ? open : ZERO;
}

/** What credit notes of an invoice come to with their tax, rounded. */
export function creditedAmount({ content, credited = [] }: Facts): string | undefined {
  return content && credited.length > 0 ? amountText(creditedGross(credited), content.currency) : undefined;
}

function isCredited({ content, credited = [] }: Facts): boolean {
  return content !== undefined && credited.length > 0 && creditedGross(credited).gte(decimal(content.totals.gross));
}

function creditedGross(notes: NonNullable<Facts['credited']>): Decimal {
  return sum(notes.flatMap(({ lines, tax }) => [...Object.values(lines).map(({ net }) => net), ...Object.values(tax)]).map(decimal));
}
