import { DecisionRefusedError } from '../errors.ts';
import type { BankLedger } from './bank.store.ts';
import type { WantedShare } from './payment-decision.ts';
import { turnedText } from '../credit-sign.ts';
import { amountText, decimal, smaller } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { Allocation } from '../receivables/allocation.ts';
import type { OpenItem } from '../receivables/open-item.ts';
import type { Share } from '../receivables/share.ts';

const SHARE = /^([A-Za-z0-9._-]+)(?:=([\d.]+)(?::([\d.]+))?)?$/;
const AMOUNT = /^\d{1,15}(\.\d{1,4})?$/;

/**
 * RE-2026-000017, RE-2026-000017=50.00, or RE-2026-000017=100.00:92.10.
 *
 * @throws {DecisionRefusedError} if it is none of these
 */
export function shareTyped(text: string): WantedShare {
  const [, number, amount, used] = SHARE.exec(text) ?? [];
  if (number === undefined || ![amount, used].every((it) => it === undefined || AMOUNT.test(it)))
    throw new DecisionRefusedError(`"${text}": write a number, RE-2026-000017=50.00, or RE-2026-000017=100.00:92.10 across currencies.`);
  return { number, ...(amount === undefined ? {} : { amount }), ...(used === undefined ? {} : { used }) };
}

/** Whether a transaction counts for it already, as it is wanted. */
export function isThere({ number, amount }: WantedShare, entries: readonly Allocation[]): boolean {
  return entries.some((it) => it.number === number && (amount === undefined || decimal(amount).eq(decimal(it.amount).abs())));
}

/**
 * Shares with their amounts. Without one a share is all that is open of its invoice, or all that is left; of money that
 * went back, all that came for it.
 *
 * @param items the invoices, in the order of what is wanted
 * @param isSettling whether the difference to what is open is written off
 * @throws {DecisionRefusedError} if there is nothing to share
 */
export function sharesOf(
  wanted: readonly WantedShare[],
  items: readonly OpenItem[],
  { transaction, left: all }: Pick<BankLedger, 'transaction' | 'left'>,
  isSettling: boolean,
): Share[] {
  const isBack = all.lt(0);
  let left = all.abs();
  return wanted.map(({ number, ...said }, i) => {
    const { currency, open, received } = items[i]!;
    if (said.amount === undefined && currency !== transaction.currency)
      throw new DecisionRefusedError(
        `${number} is in ${currency}, and ${transaction.currency} came: say what of each, such as ${number}=100.00:92.10.`,
      );
    const whole = decimal(isBack ? received : open);
    const share = said.amount === undefined ? wholeShare(number, whole, left, isSettling) : decimal(said.amount);
    const amount = textIn(share, currency);
    left = left.minus(decimal(said.used ?? amount));
    const sign = (text: string): string => (isBack ? turnedText(text) : text);
    const difference = isSettling && !isBack ? whole.minus(share) : whole.minus(whole);
    return {
      number,
      amount: sign(amount),
      ...(said.used === undefined ? {} : { used: sign(said.used) }),
      ...(difference.isZero() ? {} : { writeOff: textIn(difference, currency) }),
    };
  });
}

/** All that is left settles the invoice, whatever is missing or too much, where that is wanted. */
function wholeShare(number: string, whole: Decimal, left: Decimal, isSettling: boolean): Decimal {
  if (left.lte(0)) throw new DecisionRefusedError(`Nothing is left of the transaction for ${number}.`);
  if (whole.lte(0)) throw new DecisionRefusedError(`Nothing is open of ${number}.`);
  return isSettling ? left : smaller(whole, left);
}

function textIn(amount: Decimal, currency: string): string {
  try {
    return amountText(amount, currency);
  } catch {
    throw new DecisionRefusedError(`${amount.toFixed()} ${currency} is no whole number of minor units.`);
  }
}
