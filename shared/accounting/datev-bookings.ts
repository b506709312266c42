import type { Invoice, TaxSubtotal } from '../invoice.ts';
import { decimal, roundToMinor, sum, ZERO } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { DatevSettings, RevenueAccount } from './datev-settings.ts';
import { documentGuid } from './document-guid.ts';
import type { IssuedDocument } from './issued-document.ts';

/** One line of a batch: a gross amount between the account of a customer and one of revenue. */
export interface Booking {
  /** Above zero, with two digits. */
  readonly amount: string;
  /** S (debit) or H (credit), of the debtor's account. */
  readonly side: 'S' | 'H';
  readonly currency: string;
  readonly debtorAccount: string;
  readonly revenueAccount: string;
  readonly taxKey: string | undefined;
  readonly number: string;
  readonly issueDate: string;
  readonly dueDate: string;
  /** Last day of service. */
  readonly serviceDate: string;
  readonly text: string;
  readonly guid: string;
  /** Of a customer in another country who owes the tax: what a recapitulative statement lists. */
  readonly vatId: string | undefined;
}

/** Bookings of a document; or what is missing in the catalog to book it; or why a batch can't hold it. */
export interface Booked {
  readonly bookings: readonly Booking[];
  readonly missing: readonly string[];
  readonly refused?: string;
}

/** Categories under which the customer owes the tax. */
const OWED_BY_CUSTOMER: readonly string[] = ['AE', 'K'];
/** Digits of an amount in the format. */
const DIGITS = 2;

/**
 * Bookings of an invoice or credit note: one for each tax category and rate, and for each account its lines go to, and
 * one of what its amount is rounded by. They come to the gross of the document with its rounding, digit for digit; what
 * was prepaid, or pays it later, is not revenue.
 * What is taken off or put on the whole document goes to the account of the category. Amounts of zero are left out, as the format has none.
 *
 * @param debtorAccount the customer's own, else that of the settings
 * @see docs/sources.md#datev
 */
export function bookingsOf(
  { number, issueDate, hash, content }: IssuedDocument & { readonly content: Invoice },
  settings: DatevSettings,
  debtorAccount = settings.debtorAccount,
): Booked {
  const { currency, customer, kind } = content;
  if (currency !== settings.currency) return refused(`it is in ${currency}, and the books are in ${settings.currency}`);
  const booked = [...content.tax.map((subtotal) => shares(content, subtotal, settings)), rounding(content, settings)];
  const missing = booked.flatMap((it) => it.missing);
  if (debtorAccount === undefined) missing.push(`a debtorAccount, of customer "${customer.id}" or for all`);
  else if (debtorAccount.length > settings.accountLength + 1)
    missing.push(
      `a debtorAccount of customer "${customer.id}" with at most ${settings.accountLength + 1} digits; ${debtorAccount} has more`,
    );
  if (debtorAccount === undefined || missing.length > 0) return { bookings: [], missing };

  const parts = booked.flatMap((it) => it.parts).filter(({ gross }) => !gross.isZero());
  if (parts.some(({ gross }) => gross.decimalPlaces() > DIGITS)) return refused(`${currency} has more digits than the format`);
  return {
    missing,
    bookings: parts.map(({ gross, rule, category }) => ({
      amount: gross.abs().toFixed(DIGITS),
      side: gross.gt(ZERO) === (kind === 'credit-note') ? 'H' : 'S',
      currency,
      debtorAccount,
      revenueAccount: rule.account,
      taxKey: rule.taxKey,
      number,
      issueDate,
      dueDate: content.dueDate,
      serviceDate: content.period.last,
      text: textOf(content),
      guid: documentGuid(hash),
      vatId: category !== undefined && OWED_BY_CUSTOMER.includes(category) && isAbroad(content) ? customer.vatId : undefined,
    })),
  };
}

interface Part {
  readonly rule: Pick<RevenueAccount, 'account' | 'taxKey'>;
  /** Absent of what no tax is on. */
  readonly category?: string;
  readonly gross: Decimal;
}

/** What the amount is rounded by, which is neither revenue nor taxed. */
function rounding({ totals, currency }: Invoice, { roundingAccount: account }: DatevSettings): { parts: Part[]; missing: string[] } {
  if (totals.rounding === undefined) return { parts: [], missing: [] };
  if (account === undefined) return { parts: [], missing: [`a roundingAccount, for amounts in ${currency} that are rounded`] };
  return { parts: [{ rule: { account }, gross: decimal(totals.rounding) }], missing: [] };
}

/**
 * What a tax category and rate comes to, by account. The tax is that of the breakdown: where several accounts share it,
 * each takes the rounded tax of all up to it, less that of those before.
 */
function shares(invoice: Invoice, subtotal: TaxSubtotal, settings: DatevSettings): { parts: Part[]; missing: string[] } {
  const { category, basis, tax } = subtotal;
  const missing = new Set<string>();
  const nets = new Map<string, { rule: RevenueAccount; net: Decimal }>();
  for (const { net, of } of pieces(invoice, subtotal)) {
    const rule = settings.revenueAccounts.find((it) => fits(it, subtotal, of));
    const key = `${rule?.account} ${rule?.taxKey}`;
    if (rule) nets.set(key, { rule, net: net.plus(nets.get(key)?.net ?? ZERO) });
    else missing.add(accountMissing(subtotal, of));
  }
  let [netSoFar, taxSoFar] = [ZERO, ZERO];
  const parts = [...nets.values()].map(({ rule, net }, i) => {
    netSoFar = netSoFar.plus(net);
    const taxUpTo = i === nets.size - 1 ? decimal(tax) : shareOf(decimal(tax), netSoFar, decimal(basis), invoice.currency);
    const gross = net.plus(taxUpTo).minus(taxSoFar);
    taxSoFar = taxUpTo;
    return { rule, category, gross };
  });
  return { parts, missing: [...missing] };
}

/** Where a net amount comes from; neither for what is taken off or put on the whole document. */
interface Origin {
  readonly plan?: string;
  readonly price?: string;
}

/** Net amounts that the basis of a tax category and rate is the sum of. */
function pieces({ lines }: Invoice, { category, rate, basis }: TaxSubtotal): { net: Decimal; of: Origin }[] {
  const own = lines.filter((line) => line.taxCategory === category && decimal(line.taxRate).eq(decimal(rate)));
  const ofLines = own.map(({ net, trace }) => ({ net: decimal(net), of: trace }));
  const rest = decimal(basis).minus(sum(ofLines.map(({ net }) => net)));
  return rest.isZero() ? ofLines : [...ofLines, { net: rest, of: {} }];
}

function fits(rule: RevenueAccount, { category, rate }: TaxSubtotal, { plan, price }: Origin): boolean {
  return (
    rule.category === category &&
    (rule.rate === undefined || decimal(rule.rate).eq(decimal(rate))) &&
    (rule.plan === undefined || rule.plan === plan) &&
    (rule.price === undefined || rule.price === price)
  );
}

/** Nothing of what was taxed on nothing. */
function shareOf(tax: Decimal, net: Decimal, basis: Decimal, currency: string): Decimal {
  return basis.isZero() ? ZERO : roundToMinor(tax.times(net).div(basis), currency);
}

function accountMissing({ category, rate }: TaxSubtotal, { plan, price }: Origin): string {
  const of = plan === undefined ? 'of what is taken off or put on a document' : `of plan "${plan}", price "${price}"`;
  return `a revenue account for category ${category} at ${rate} %, ${of}`;
}

function refused(why: string): Booked {
  return { bookings: [], missing: [], refused: why };
}

/** Whom it is from, and of a document that corrects another, which. */
function textOf({ customer, precedingInvoices: [corrected, ...others] = [] }: Invoice): string {
  return corrected ? `Korrektur zu ${corrected.number}${others.length > 0 ? ' u. a.' : ''}, ${customer.name}` : customer.name;
}

function isAbroad({ seller, customer }: Invoice): boolean {
  return seller.address.country !== customer.address.country;
}
