import type { Allowance, PaymentMeans } from '../document-terms.ts';
import type { CustomerParty, Invoice, InvoiceLine, SellerParty } from '../invoice.ts';
import { decimal, roundToMinor, whole } from '../money.ts';
import type { Decimal } from '../money.ts';
import { datesOf } from '../period.ts';
import type { DateSpan, Period } from '../period.ts';
import type { AllowanceOrCharge, ElectronicInvoice, ElectronicLine, ElectronicParty, LineTax, Payment } from './electronic-invoice.ts';
import { itemPrice } from './item-price.ts';

const TYPE_CODES = { invoice: '380', 'credit-note': '381', correction: '384' } as const;

/**
 * An invoice as EN 16931 sees it, made of the invoice and nothing else: the same invoice gives the same, always.
 *
 * @see docs/sources.md#en-16931
 */
export function electronicInvoiceOf(invoice: Invoice): ElectronicInvoice {
  const { seller, customer, totals, currency } = invoice;
  // Where nothing is subject to VAT no party may be named by its VAT id (BR-O-02 to BR-O-04).
  const isOutsideVat = invoice.tax.some(({ category }) => category === 'O');
  const isIntraCommunity = invoice.tax.some(({ category }) => category === 'K');
  const spanOf = spansOnce();
  return {
    number: invoice.number,
    issueDate: invoice.issueDate,
    typeCode: TYPE_CODES[invoice.kind],
    note: invoice.reason,
    currency,
    dueDate: invoice.dueDate,
    buyerReference: customer.buyerReference,
    contract: customer.contract,
    purchaseOrder: customer.purchaseOrder,
    paymentTerms: invoice.paymentTerms,
    precedingInvoices: invoice.precedingInvoices ?? [],
    seller: sellerOf(seller, isOutsideVat),
    buyer: buyerOf(customer, isOutsideVat),
    deliverTo: invoice.deliverTo ?? (isIntraCommunity ? customer.address : undefined),
    period: invoice.period,
    payment: paymentOf(invoice),
    allowances: [
      ...(invoice.allowances ?? []).map((it) => ({ ...allowanceOf(it, false), ...lineTaxOf(it) })),
      ...(invoice.charges ?? []).map((it) => ({ ...allowanceOf(it, true), ...lineTaxOf(it) })),
    ],
    totals: { ...totals, lineNet: totals.lineNet ?? totals.net },
    accountingTax: invoice.accountingTax,
    tax: invoice.tax,
    lines: invoice.lines.map((line, index) => lineOf(line, index, currency, spanOf)),
  };
}

function sellerOf(seller: SellerParty, isOutsideVat: boolean): ElectronicParty {
  const { name, brand, address, email, phone, contact, registration, management, legalRegistration } = seller;
  const vatId = isOutsideVat ? undefined : seller.vatId;
  return {
    name,
    tradingName: brand === name ? undefined : brand,
    // Something has to tell who it is (BR-CO-26).
    identifier: vatId === undefined && legalRegistration === undefined ? seller.id : undefined,
    legalRegistration,
    vatId,
    taxNumber: seller.taxNumber ?? (isOutsideVat ? seller.vatId : undefined),
    legalInformation: [...registration, ...management].join(', ') || undefined,
    electronicAddress: seller.electronicAddress ?? { scheme: 'EM', id: email },
    address,
    contact: { name: contact?.name ?? name, phone: contact?.phone ?? phone, email: contact?.email ?? email },
  };
}

function buyerOf(customer: CustomerParty, isOutsideVat: boolean): ElectronicParty {
  const { name, attention, address, email, legalRegistration } = customer;
  return {
    name,
    legalRegistration,
    vatId: isOutsideVat ? undefined : customer.vatId,
    electronicAddress: customer.electronicAddress ?? { scheme: 'EM', id: email },
    address,
    contact: { name: attention.join(', ') || undefined, email },
  };
}

function paymentOf({ number, currency, seller, paymentMeans }: Invoice): Payment {
  const reference = number;
  const means: PaymentMeans = paymentMeans ?? { by: 'transfer' };
  if (means.by === 'direct-debit') return { code: '59', reference, directDebit: means };
  if (means.by === 'card') return { code: '54', reference, card: means };
  const { iban, bic, holder } = seller.bank;
  return { code: currency === 'EUR' && isSepa(iban) ? '58' : '30', reference, account: { iban, holder, bic } };
}

/** Countries whose accounts SEPA transfers reach, by the IBAN. */
const SEPA = new Set(
  `AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO SE SI SK
   SM VA`.split(/\s+/),
);

/** @see docs/sources.md#sepa-countries */
function isSepa(iban: string): boolean {
  return SEPA.has(iban.slice(0, 2));
}

function lineOf(line: InvoiceLine, index: number, currency: string, spanOf: (period: Period) => DateSpan): ElectronicLine {
  const { discounts = [], charges = [], description, group, net } = line;
  let left = decimal(net);
  for (const { amount } of discounts) left = left.plus(decimal(amount));
  for (const { amount } of charges) left = left.minus(decimal(amount));
  const allowances = discounts.map((it) => {
    const allowance = allowanceOf(it, false, { of: left, currency });
    left = left.minus(decimal(it.amount));
    return allowance;
  });
  return {
    id: String(index + 1),
    note: noteOf(line),
    name: description,
    description: group === description ? undefined : group,
    price: itemPrice(line, currency),
    net,
    period: spanOf(line.period),
    allowances: [...allowances, ...charges.map((it) => allowanceOf(it, true))],
    tax: lineTaxOf(line),
  };
}

function lineTaxOf({ taxCategory: category, taxRate }: { readonly taxCategory: LineTax['category']; readonly taxRate: string }): LineTax {
  return { category, rate: category === 'O' ? undefined : taxRate };
}

const HUNDRED = whole(100);
/** What the rules allow an amount to be off the percentage of its base (PEPPOL-EN16931-R040). */
const SLACK = decimal('0.02');

/**
 * An allowance that states no base is a percentage of what it was taken from, as far as that is so: of several lines
 * one may bear a cent more, and in a correction it is a difference. Where it is not, the percentage is left out, since
 * it stands nowhere without its base.
 */
function allowanceOf(said: Allowance, isCharge: boolean, from?: { readonly of: Decimal; readonly currency: string }): AllowanceOrCharge {
  const { amount, description: reason, reasonCode, percent, base } = said;
  if (percent === undefined || base !== undefined || !from) return { isCharge, amount, reason, reasonCode, percent, base };
  const share = roundToMinor(from.of.times(decimal(percent)).div(HUNDRED), from.currency);
  if (share.minus(decimal(amount)).abs().gt(SLACK)) return { isCharge, amount, reason, reasonCode };
  return { isCharge, amount, reason, reasonCode, percent, base: from.of.toFixed() };
}

/** The steps of a price that one price does not explain, such as 100 × 0.1 + 900 × 0.05. */
function noteOf({ parts, trace }: InvoiceLine): string | undefined {
  const [only, ...others] = parts;
  if (only && others.length === 0 && trace.proration === undefined && decimal(only.flatFee).isZero()) return undefined;
  const steps = parts.flatMap(({ quantity, unitPrice, flatFee }) => [
    ...(decimal(quantity).isZero() || decimal(unitPrice).isZero() ? [] : [`${quantity} × ${unitPrice}`]),
    ...(decimal(flatFee).isZero() ? [] : [flatFee]),
  ]);
  if (steps.length === 0) return undefined;
  const sum = steps.join(' + ');
  if (trace.proration === undefined) return sum;
  const { proration } = trace;
  const share = 'days' in proration ? proration.days : proration.seconds;
  return `${steps.length > 1 ? `(${sum})` : sum} × ${share} ÷ ${proration.of}`;
}

/** The days of each period once: most lines share theirs, and time zones are slow to look into. */
function spansOnce(): (period: Period) => DateSpan {
  const spans = new Map<string, DateSpan>();
  return (period) => {
    const key = `${period.start} ${period.end} ${period.zone}`;
    let span = spans.get(key);
    if (span === undefined) spans.set(key, (span = datesOf(period)));
    return span;
  };
}
