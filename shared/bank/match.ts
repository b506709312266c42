import { turnedText } from '../credit-sign.ts';
import { moneyFigure } from '../figures.ts';
import { amountText, decimal, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { OpenItem } from '../receivables/open-item.ts';
import type { Share } from '../receivables/share.ts';
import type { BankTransaction } from './bank-transaction.ts';

/** How the seller has payments matched. */
export interface MatchingTerms {
  /** What a payment may differ and still settle an invoice, by currency. */
  readonly tolerance?: Readonly<Record<string, string>> | undefined;
  /** Whether what banks have kept is the seller's loss. */
  readonly bearsBankCharges?: boolean | undefined;
}

/** All that is known of a transaction of the bank. */
export interface Evidence {
  readonly transaction: BankTransaction;
  /** What is not allocated of it yet; it has the sign of its amount. */
  readonly left: Decimal;
  /** Documents that its texts name, open or not. */
  readonly named: readonly OpenItem[];
  /** Customers whose payments came from this account before. */
  readonly payers: ReadonlySet<string>;
  /** All that is open. */
  readonly open: Iterable<OpenItem>;
  readonly terms: MatchingTerms;
}

/** What it is certainly for, or why that is not certain. */
export type Match =
  | { readonly isCertain: true; readonly shares: readonly Share[]; readonly reason: string }
  | { readonly isCertain: false; readonly reason: string };

/**
 * What a transaction of the bank is for. Certain is what names its invoices and does not contradict what is known of the
 * payer, and what comes from a known account and is exactly what is open; currencies are never exchanged. A person decides
 * all else.
 */
export function matched(evidence: Evidence): Match {
  const { left, named } = evidence;
  if (left.isZero()) return { isCertain: false, reason: 'all of it is allocated' };
  const found = left.lt(0) ? returned(evidence) : named.length > 0 ? byName(evidence) : byAmount(evidence);
  return 'shares' in found ? { isCertain: true, ...found } : { isCertain: false, ...found };
}

type Found = { readonly shares: readonly Share[]; readonly reason: string } | { readonly reason: string };

/** Money that went back: for the one invoice it names, if so much came for that. */
function returned({ transaction, left, named }: Evidence): Found {
  const [only, ...others] = named;
  const amount = amountText(left, transaction.currency);
  if (!only) return { reason: 'money went back, and no invoice is named' };
  if (others.length > 0) return { reason: 'money went back, and several invoices are named' };
  if (only.currency !== transaction.currency) return { reason: `${only.number} is in ${only.currency}` };
  if (decimal(only.received).lt(left.negated()))
    return { reason: `only ${moneyFigure(only.received, only.currency)} came for ${only.number}` };
  // Where all of it went back, a difference that was written off with it is owed again.
  const isAll = decimal(only.received).eq(left.negated()) && /[1-9]/.test(only.writtenOff);
  const share = { number: only.number, amount, ...(isAll ? { writeOff: turnedText(only.writtenOff) } : {}) };
  return { shares: [share], reason: `${only.number} is named, and the money went back` };
}

function byName({ transaction, left, named, payers, terms }: Evidence): Found {
  const { currency } = transaction;
  const names = named.map(({ number }) => number).join(', ');
  const foreign = named.find((it) => it.currency !== currency);
  if (foreign) return { reason: `${foreign.number} is in ${foreign.currency}, and ${currency} came` };
  if (payers.size > 0 && !named.some(({ customerId }) => payers.has(customerId)))
    return { reason: `${names} is named, and the account has paid for ${[...payers].join(', ')} before` };

  const open = named.filter((it) => decimal(it.open).gt(0));
  const total = sum(open.map((it) => decimal(it.open)));
  const difference = left.minus(total);
  if (open.length === 0) return { reason: `${names} is settled already` };
  if (open.length < named.length && !difference.isZero())
    return { reason: `of ${names} some is settled already, and the amount is another` };
  const whole = open.map(({ number, open: amount }): Share => ({ number, amount }));
  if (difference.isZero()) return { shares: whole, reason: `${names} is named, and the amount is what is open` };

  const borne = differenceBorne(difference, transaction, terms);
  if (borne !== undefined) return { shares: withDifference(whole, difference, currency), reason: `${names} is named, and ${borne}` };
  if (difference.gt(0)) return { shares: whole, reason: `${names} is named, and more came than is open` };
  if (whole.length > 1) return { reason: `${names} are named, and less came than is open: which of them is paid is not said` };
  return { shares: [{ number: whole[0]!.number, amount: amountText(left, currency) }], reason: `${names} is named, and a part of it came` };
}

/** Why a difference is the seller's to bear or to keep, in words; undefined if it is not. */
function differenceBorne(difference: Decimal, { currency, charges }: BankTransaction, terms: MatchingTerms): string | undefined {
  const tolerance = decimal(terms.tolerance?.[currency] ?? '0');
  if (difference.abs().lte(tolerance))
    return `the amount differs by ${moneyFigure(amountText(difference, currency), currency)}, within the tolerance`;
  if (terms.bearsBankCharges && charges !== undefined && difference.negated().eq(decimal(charges)))
    return `what is missing is what banks have kept, ${moneyFigure(charges, currency)}`;
  return undefined;
}

/** The largest of them takes the difference: all that came for it, and what the seller bears or keeps of it. */
function withDifference(whole: readonly Share[], difference: Decimal, currency: string): Share[] {
  const largest = whole.reduce((one, other) => (decimal(other.amount).gt(decimal(one.amount)) ? other : one));
  const amount = amountText(decimal(largest.amount).plus(difference), currency);
  return whole.map((it) => (it === largest ? { ...it, amount, writeOff: turnedText(amountText(difference, currency)) } : it));
}

/** Nothing is named: from a known account it is certain where the amount is one invoice that is open, or all of them. */
function byAmount({ transaction, left, payers, open }: Evidence): Found {
  if (payers.size === 0) return { reason: 'no invoice is named, and the account has not paid before' };
  const theirs = [...open].filter((it) => payers.has(it.customerId) && it.currency === transaction.currency && decimal(it.open).gt(0));
  const equal = theirs.filter((it) => decimal(it.open).eq(left));
  if (equal.length > 1) return { reason: `no invoice is named, and ${equal.length} of the customer's have this amount open` };
  const whole = equal.length === 1 ? equal : sum(theirs.map((it) => decimal(it.open))).eq(left) ? theirs : [];
  if (whole.length === 0) return { reason: 'no invoice is named, and the amount is another' };
  const what = equal.length === 1 ? 'what is open of one invoice' : 'all that is open';
  return {
    shares: whole.map(({ number, open: amount }) => ({ number, amount })),
    reason: `the account has paid for the customer before, and the amount is ${what}`,
  };
}
