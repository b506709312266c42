import type { CreditedNote, CreditWanted } from '../../shared/credit-note.ts';
import { DecisionRefusedError } from '../../shared/errors.ts';
import { moneyFigure } from '../../shared/figures.ts';
import type { InvoiceFacts } from '../../shared/invoice.store.ts';
import type { DraftContent, Invoice, InvoiceLine, TaxSubtotal } from '../../shared/invoice.ts';
import { allocate, amountText, decimal, quantityText, roundedTo, roundToMinor, sum, whole, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import { chargePeriod } from './charge-period.ts';

/** Digits behind the point that a share of a line keeps before it is rounded. */
const SHARE_DIGITS = 18;

/** The document, and what the record of the invoice is to say of it. */
export interface CreditNote {
  readonly draft: DraftContent;
  readonly credited: Pick<CreditedNote, 'lines' | 'tax'>;
}

/** What is credited of a line, not rounded. */
interface Credit {
  readonly number: number;
  readonly exact: Decimal;
}

/**
 * The invoice that is to be credited.
 *
 * @throws {DecisionRefusedError} if nothing was issued under the number, or no invoice
 */
export function requireCreditable(number: string, { content, issued }: Pick<InvoiceFacts, 'content' | 'issued'>): Invoice {
  if (!content || !issued || issued.isVoid) throw new DecisionRefusedError(`There is no issued invoice ${number}.`);
  if (content.kind !== 'invoice') throw new DecisionRefusedError(`${number} is a credit note; only an invoice can be credited.`);
  return content;
}

/**
 * The credit note of an invoice: a document of type 381, whose amounts are above zero where they lower what is owed.
 *
 * What credit notes come to is worked out from all of them together: the net of a line is the rounded sum of what was
 * credited of it so far, less the nets before; the tax of a category and rate that of the unrounded sum, less the tax
 * before. So the first one has its tax from the unrounded net, and when everything is credited, the credit notes come to
 * the invoice to the last minor unit.
 *
 * @param before credit notes of the invoice so far
 * @param reason in the language of the invoice; the document says it
 * @throws {DecisionRefusedError} if there is no such line, or less is left than is to be credited
 * @see docs/sources.md#credit-notes
 */
export function creditNoteOf(issued: Invoice, before: readonly CreditedNote[], wanted: CreditWanted, reason: string): CreditNote {
  const invoice = withChargesAsLines(issued);
  const { currency, number, issueDate } = invoice;
  const credits = creditsOf(invoice, before, wanted);
  const lines = credits.map((credit) => creditedLine(invoice, before, credit));
  const tax = invoice.tax.flatMap((subtotal) => {
    const own = lines.filter((line) => groupOf(line) === groupOf({ taxCategory: subtotal.category, taxRate: subtotal.rate }));
    return own.length > 0 ? [creditedTax(invoice, before, subtotal, own)] : [];
  });
  const [net, taxed] = [sum(lines.map((line) => decimal(line.net))), sum(tax.map((it) => decimal(it.tax)))];
  const gross = amountText(net.plus(taxed), currency);
  if (!decimal(gross).gt(ZERO))
    throw new DecisionRefusedError(`These lines of ${number} come to ${gross} ${currency}: there is nothing to credit.`);
  const { number: _, issueDate: __, dueDate: ___, usageAnnex: ____, paymentMeans: _____, ...same } = invoice;
  const draft: DraftContent = {
    ...same,
    kind: 'credit-note',
    precedingInvoices: [{ number, issueDate }],
    reason,
    period: chargePeriod(lines),
    lines,
    tax,
    totals: { net: amountText(net, currency), tax: amountText(taxed, currency), gross, payable: gross },
  };
  return {
    draft,
    credited: {
      lines: Object.fromEntries(lines.map(({ net: of, trace }) => [trace.credited!.line, { exact: trace.credited!.exact, net: of }])),
      tax: Object.fromEntries(tax.map(({ category, rate, tax: of }) => [`${category} ${rate}`, of])),
    },
  };
}

/** What was put on the document, such as shipping, is credited as a line behind its own, on the service period of the first. */
function withChargesAsLines({ charges = [], ...invoice }: Invoice): Invoice {
  const [first] = invoice.lines;
  const added = charges.map(({ description, amount, taxCategory, taxRate }): InvoiceLine => {
    const { group, period, supply, trace } = first!;
    const { subscription, plan, planVersion, order } = trace;
    const why = { subscription, plan, planVersion, price: 'charge', ...(order === undefined ? {} : { order }) };
    const priced = { quantity: '1', unitPrice: amount, flatFee: '0', amount };
    const line = { group, period, description, quantity: '1', parts: [priced], net: amount, trace: why, taxCategory, taxRate };
    return { ...line, ...(supply && { supply }) };
  });
  return { ...invoice, lines: [...invoice.lines, ...added] };
}

function creditsOf(invoice: Invoice, before: readonly CreditedNote[], wanted: CreditWanted): Credit[] {
  const left = invoice.lines.map((line, i) => decimal(line.net).minus(exactBefore(before, i + 1)));
  if (wanted === 'rest') {
    const rest = left.flatMap((exact, i) => (exact.isZero() ? [] : [{ number: i + 1, exact }]));
    if (rest.length === 0) throw new DecisionRefusedError(`All of ${invoice.number} is credited.`);
    return rest;
  }
  if ('amount' in wanted) {
    const most = left.map((exact) => roundToMinor(exact.gt(ZERO) ? exact : ZERO, invoice.currency));
    const amount = requireRounded(wanted.amount, invoice.currency);
    if (amount.gt(sum(most))) throw tooMuch(sum(most), invoice, 'on this invoice');
    const shares = allocate(amount, most, invoice.currency);
    return shares.flatMap((share, i) => (share.isZero() ? [] : [{ number: i + 1, exact: wholeRest(share, left[i]!, invoice.currency) }]));
  }
  const numbers = wanted.lines.map(({ line }) => line);
  const twice = numbers.find((number, i) => numbers.indexOf(number) < i);
  if (twice !== undefined) throw new DecisionRefusedError(`Line ${twice} is named twice.`);
  return wanted.lines.map((asked) => {
    const { line: number } = asked;
    const [rest, line] = [left[number - 1], invoice.lines[number - 1]];
    if (!rest || !line) throw new DecisionRefusedError(`${invoice.number} has no line ${number}; it has ${left.length}.`);
    if (rest.isZero()) throw new DecisionRefusedError(`Line ${number} of ${invoice.number} is credited.`);
    const exact =
      'amount' in asked
        ? wholeRest(requireRounded(asked.amount, invoice.currency), rest, invoice.currency)
        : 'share' in asked
          ? shareOf(line, asked.share)
          : rest;
    if (exact !== rest && rest.lt(ZERO))
      throw new DecisionRefusedError(`Line ${number} of ${invoice.number} is a credit itself: it can only be taken back whole.`);
    if (exact.abs().gt(rest.abs())) throw tooMuch(roundToMinor(rest, invoice.currency), invoice, `on line ${number}`);
    return { number, exact };
  });
}

/** An amount that is all of a rounded rest is all of it, with what rounding left. */
function wholeRest(amount: Decimal, rest: Decimal, currency: string): Decimal {
  return amount.eq(roundToMinor(rest, currency)) ? rest : amount;
}

function shareOf({ net }: InvoiceLine, { parts, of }: { parts: number; of: number }): Decimal {
  if (parts > of) throw new DecisionRefusedError(`${parts}/${of} is more than the whole line.`);
  return roundedTo(decimal(net).times(whole(parts)).div(whole(of)), SHARE_DIGITS, 'half');
}

function requireRounded(amount: string, currency: string): Decimal {
  const exact = decimal(amount);
  if (roundToMinor(exact, currency).eq(exact)) return exact;
  throw new DecisionRefusedError(`${amount} has more digits than ${currency} has.`);
}

function tooMuch(most: Decimal, { currency }: Invoice, where: string): DecisionRefusedError {
  return new DecisionRefusedError(`At most ${moneyFigure(amountText(most, currency), currency)} net is left ${where}.`);
}

/** A line as it is where all of it is credited at once, else one piece at the amount. */
function creditedLine({ lines, currency }: Invoice, before: readonly CreditedNote[], { number, exact }: Credit): InvoiceLine {
  const { discounts, ...line } = lines[number - 1]!;
  const { meter: _, events: __, fingerprint: ___, measured: ____, peaks: _____, ...trace } = line.trace;
  const credited = { line: number, exact: quantityText(exact) };
  if (exact.eq(decimal(line.net)) && !before.some((note) => number in note.lines))
    return { ...line, ...(discounts && { discounts }), trace: { ...trace, credited } };
  const net = roundToMinor(exactBefore(before, number).plus(exact), currency).minus(netBefore(before, number));
  const { unit: ______, ...plain } = line;
  const { proration: _______, spend: ________, correction: _________, ...why } = trace;
  const amount = amountText(net, currency);
  return {
    ...plain,
    quantity: '1',
    parts: [{ quantity: '1', unitPrice: amount, flatFee: '0', amount }],
    net: amount,
    trace: { ...why, credited },
  };
}

function creditedTax(
  { lines: all, currency }: Invoice,
  before: readonly CreditedNote[],
  subtotal: TaxSubtotal,
  lines: readonly InvoiceLine[],
): TaxSubtotal {
  const group = `${subtotal.category} ${subtotal.rate}`;
  const earlier = all.flatMap((line, i) => (groupOf(line) === group ? [exactBefore(before, i + 1)] : []));
  const exact = sum([...earlier, ...lines.map(({ trace }) => decimal(trace.credited!.exact))]);
  const tax = roundToMinor(exact.times(decimal(subtotal.rate)).div(whole(100)), currency);
  const taxBefore = sum(before.map((note) => decimal(note.tax[group] ?? '0')));
  const basis = sum(lines.map(({ net }) => decimal(net)));
  return { ...subtotal, basis: amountText(basis, currency), tax: amountText(tax.minus(taxBefore), currency) };
}

function groupOf({ taxCategory, taxRate }: Pick<InvoiceLine, 'taxCategory' | 'taxRate'>): string {
  return `${taxCategory} ${taxRate}`;
}

function exactBefore(before: readonly CreditedNote[], line: number): Decimal {
  return sum(before.flatMap(({ lines }) => (lines[line] ? [decimal(lines[line].exact)] : [])));
}

function netBefore(before: readonly CreditedNote[], line: number): Decimal {
  return sum(before.flatMap(({ lines }) => (lines[line] ? [decimal(lines[line].net)] : [])));
}
