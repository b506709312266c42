import { digitsFault } from '../catalog.ts';
import { moneyFigure } from '../figures.ts';
import { amountText, decimal } from '../money.ts';
import type { Decimal } from '../money.ts';

/** A part of what came or went that is to count for an invoice. */
export interface Share {
  readonly number: string;
  /** In the currency of the invoice, with the sign of what came or went. */
  readonly amount: string;
  /** What it takes of the source, where that is in another currency. */
  readonly used?: string;
  /** Difference that is left of the invoice, and that the seller bears; below zero one that it keeps. */
  readonly writeOff?: string;
}

/** An invoice that a share is to count for. */
export interface Receiving {
  readonly number: string;
  readonly currency: string;
  readonly open: string;
  /** What came for it by the bank, less what went back. */
  readonly received: string;
}

/**
 * Why shares can't be allocated, in a sentence; undefined if they can.
 *
 * What came is never more than its shares, and no share is more than what is open of its invoice, so that none is paid
 * twice. What went back is never more than what came for the invoice.
 *
 * @param left of what came or went
 * @param currency of what came or went
 */
export function sharesFault(
  shares: readonly Share[],
  { left, currency }: { readonly left: Decimal; readonly currency: string },
  invoiceOf: (number: string) => Receiving,
): string | undefined {
  if (new Set(shares.map(({ number }) => number)).size < shares.length) return 'An invoice is named twice.';
  let rest = left;
  for (const share of shares) {
    const invoice = invoiceOf(share.number);
    const fault = shareFault(share, invoice, currency, left);
    if (fault !== undefined) return fault;
    rest = rest.minus(decimal(share.used ?? share.amount));
  }
  if (rest.isZero() || rest.gt(0) === left.gt(0)) return undefined;
  return `Only ${moneyFigure(amountText(left, currency), currency)} is left of it.`;
}

function shareFault(
  { number, amount, used, writeOff = '0' }: Share,
  invoice: Receiving,
  currency: string,
  left: Decimal,
): string | undefined {
  const isOther = invoice.currency !== currency;
  if (isOther && used === undefined)
    return `${number} is in ${invoice.currency}, and what came is in ${currency}: say what of each, such as ${number}=100.00:92.10.`;
  if (!isOther && used !== undefined && used !== amount) return `${number} is in ${currency} too: one amount is enough.`;
  const digits = digitsFault(amount, invoice.currency) ?? digitsFault(writeOff, invoice.currency) ?? digitsFault(used ?? amount, currency);
  if (digits !== undefined) return `${number}: ${digits}.`;
  const [value, taken] = [decimal(amount), decimal(used ?? amount)];
  if (value.isZero() || taken.isZero() || value.gt(0) !== left.gt(0) || taken.gt(0) !== left.gt(0))
    return left.isZero() ? 'Nothing is left of it.' : `${number}: the amount has to be ${left.gt(0) ? 'above' : 'below'} zero.`;
  if (value.gt(0) && value.plus(decimal(writeOff)).gt(decimal(invoice.open)))
    return `${number} is open with ${moneyFigure(invoice.open, invoice.currency)}; ${moneyFigure(amount, invoice.currency)} would be more.`;
  if (value.lt(0) && value.negated().gt(decimal(invoice.received)))
    return `${moneyFigure(invoice.received, invoice.currency)} came for ${number}; ${moneyFigure(amount.slice(1), invoice.currency)} can't have gone back.`;
  return undefined;
}
