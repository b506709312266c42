import { isTurned } from '../../shared/credit-sign.ts';
import { billedUnits } from '../../shared/invoice.ts';
import type { ChargePart, DraftContent, InvoiceLine } from '../../shared/invoice.ts';
import { amountText, type Decimal, decimal, roundToMinor, sum, whole } from '../../shared/money.ts';
import { datesOf, type Period } from '../../shared/period.ts';
import type { Formats } from '../../shared/formats.ts';
import { annexedBehind } from './annexed-lines.ts';
import type { Words } from '../../shared/languages/language-texts.ts';

/** A line of the invoice in the words and figures of the document. */
export interface TableEntry {
  readonly group: Group;
  readonly position: string;
  readonly description: string;
  readonly quantity?: string | undefined;
  readonly unit?: string | undefined;
  /** Absent where the steps of the price stand in `details`. */
  readonly price?: string | undefined;
  /** Absent where all lines have the same rate. */
  readonly rate?: string | undefined;
  readonly amount: string;
  /** The amount as decimal text, for carried sums. */
  readonly net: string;
  readonly details: readonly Detail[];
}

/** What shares a title and a service period; entries of one group share the object. */
export interface Group {
  readonly title: string;
  readonly span: string;
}

/** A grey line under an entry: where its amount comes from. */
export interface Detail {
  readonly text: string;
  readonly quantity?: string | undefined;
  readonly price?: string | undefined;
  /** Part of the entry's amount; the parts of an entry add up to it. */
  readonly amount?: string | undefined;
}

/**
 * The entries of an invoice or its draft, in its order.
 *
 * @throws {RangeError} if the parts of a line do not add up to its amount
 */
export function tableEntries(content: DraftContent, formats: Formats, words: Words): TableEntry[] {
  const hasSeveralRates = new Set(content.lines.map(({ taxCategory, taxRate }) => `${taxCategory} ${taxRate}`)).size > 1;
  const spanOf = spansOnce(formats);
  const sign: Sign = isTurned(content) ? -1 : 1;
  let group: Group | undefined;

  return content.lines.map((line, index) => {
    const next = { title: line.group, span: spanOf(line.period) };
    if (group?.title !== next.title || group.span !== next.span) group = next;
    return {
      group,
      position: String(index + 1),
      description: line.description,
      ...figuresOf(line, sign, content, formats, words),
      unit: line.unit,
      rate: hasSeveralRates ? formats.percent(line.taxRate) : undefined,
      amount: formats.amount(line.net),
      net: line.net,
    };
  });
}

/** By which figures of a line are those that its trace was rated at: a credit note of a run turns them. */
type Sign = 1 | -1;

/** Formats each period once: most lines share theirs, and time zones are slow to look into. */
function spansOnce(formats: Formats): (period: Period) => string {
  const spans = new Map<string, string>();
  return (period) => {
    const key = `${period.start} ${period.end} ${period.zone}`;
    let span = spans.get(key);
    if (span === undefined) spans.set(key, (span = formats.span(datesOf(period))));
    return span;
  };
}

function figuresOf(
  line: InvoiceLine,
  sign: Sign,
  content: DraftContent,
  formats: Formats,
  words: Words,
): Pick<TableEntry, 'quantity' | 'price' | 'details'> {
  const { currency } = content;
  const quantity = formats.number(line.quantity);
  const isAnnexed = annexedBehind(line, content).length > 0;
  const trace = traceOf(line, { sign, currency, isAnnexed }, formats, words);
  const single = singlePrice(line);
  const { proration, correction, spend, credited } = line.trace;
  const discounts = discountsOf(line, formats, words);
  if (single === undefined) return { quantity, details: [...trace, ...steps(line, sign, currency, formats, words), ...discounts] };
  const gross = discounts.length > 0 ? [{ text: words.beforeDiscount, amount: formats.amount(amountText(grossOf(line), currency)) }] : [];
  return {
    quantity,
    price: formats.price(single),
    details: [...(proration || correction || spend || credited || isAnnexed ? trace : []), ...gross, ...discounts],
  };
}

/** What is taken off the line, or given back where a correction finds it too much, and what is put on it. */
function discountsOf({ discounts = [], charges = [] }: InvoiceLine, formats: Formats, words: Words): Detail[] {
  const signed = [...discounts.map((it) => ({ ...it, amount: decimal(it.amount).neg().toFixed() })), ...charges];
  return signed.map(({ description, percent, amount }) => ({
    text: percent === undefined ? description : words.discount(description, formats.percent(percent)),
    amount: formats.amount(amount),
  }));
}

/** The amount of a line before its discounts and charges. */
function grossOf({ net, discounts = [], charges = [] }: InvoiceLine): Decimal {
  const put = sum(charges.map(({ amount }) => decimal(amount)));
  return sum([net, ...discounts.map(({ amount }) => amount)].map(decimal)).minus(put);
}

/** The unit price that alone explains the line, if there is one. */
function singlePrice({ parts, quantity }: InvoiceLine): string | undefined {
  const [part] = parts;
  if (!part || parts.length > 1 || part.kind || part.values || part.packageSize !== undefined) return undefined;
  if (decimal(part.flatFee).isZero()) return part.unitPrice;
  // A fixed charge: one piece at the price of its fee.
  return decimal(part.unitPrice).isZero() && decimal(quantity).eq(1) ? part.flatFee : undefined;
}

function traceOf(
  { trace, net }: InvoiceLine,
  { sign, currency, isAnnexed }: { sign: Sign; currency: string; isAnnexed: boolean },
  formats: Formats,
  words: Words,
): Detail[] {
  const details: Detail[] = [];
  if (trace.proration) {
    const { of } = trace.proration;
    const figures = [countText(billedUnits(trace.proration), formats), countText(of, formats)] as const;
    details.push({ text: 'days' in trace.proration ? words.prorated(...figures, of === 1) : words.proratedBySecond(...figures) });
  }
  if (trace.credited) details.push({ text: words.creditNote.line(trace.credited.line) });
  if (trace.spend) details.push({ text: words.missing(formats.amount(trace.spend.due), formats.amount(trace.spend.spent)) });
  if (trace.correction) {
    const rated = decimal(trace.correction.billedNet).plus(decimal(net).times(whole(sign)));
    details.push({ text: words.corrected(formats.amount(amountText(rated, currency)), formats.amount(trace.correction.billedNet)) });
  }
  const counted =
    trace.correction || trace.events === undefined ? [] : [words.events(countText(trace.events, formats), trace.events === 1)];
  const known = [...counted, ...(isAnnexed ? [words.annex.reference] : [])];
  return known.length === 0 ? details : [...details, { text: known.join(', ') }];
}

function countText(count: number, formats: Formats): string {
  return formats.number(whole(count).toFixed());
}

interface Step {
  readonly text: string;
  readonly quantity?: string;
  readonly price?: string;
  readonly exact: Decimal;
}

/** The tiers that were used, with their fees, each with its share of the rounded amount. */
function steps(line: InvoiceLine, sign: Sign, currency: string, formats: Formats, words: Words): Detail[] {
  const exactSteps = line.parts.flatMap((part, index) => stepsOf(part, line.parts[index - 1]?.upTo, formats, words));
  const exact = sum(exactSteps.map((step) => step.exact));
  // A correction goes on from what was billed.
  const { billedExact = '0', billedNet = '0', billedDiscount = '0' } = line.trace.correction ?? {};
  let before = decimal(billedExact);
  let billed = decimal(billedNet).plus(decimal(billedDiscount));
  const signed = (amount: Decimal): Decimal => amount.times(whole(sign));
  if (
    !roundToMinor(before.plus(signed(exact)), currency)
      .minus(billed)
      .eq(signed(grossOf(line)))
  ) {
    throw new RangeError(
      `The parts of “${line.description}” add up to ${exact.toFixed()} and not to ${amountText(grossOf(line), currency)} ${currency}.`,
    );
  }

  return exactSteps.map(({ text, quantity, price, exact: amount }) => {
    before = before.plus(signed(amount));
    const share = roundToMinor(before, currency).minus(billed);
    billed = billed.plus(share);
    return { text, quantity, price, amount: formats.amount(signed(share).toFixed()) };
  });
}

function stepsOf(part: ChargePart, lowerBound: string | undefined, formats: Formats, words: Words): Step[] {
  const amount = decimal(part.amount);
  const fee = decimal(part.flatFee);
  const isUsed = !decimal(part.quantity).isZero();
  const quantity = isUsed ? { quantity: formats.number(part.quantity) } : {};
  const price = part.kind === 'fixed-per-event' ? { price: formats.price(part.unitPrice) } : {};
  if (part.kind) return [{ text: words.partKinds[part.kind], ...quantity, ...price, exact: amount }];

  const name = nameOf(part, lowerBound, formats, words);
  const used: Step[] = isUsed
    ? [{ text: name ?? words.usage, ...quantity, price: formats.price(part.unitPrice), exact: amount.minus(fee) }]
    : [];
  if (!fee.isZero()) used.push({ text: name === undefined ? words.baseFee : `${words.baseFee} ${name}`, exact: fee });
  return used;
}

/** What tells a step from the others of its line: its tier, its values, the size of its packages. */
function nameOf(part: ChargePart, lowerBound: string | undefined, formats: Formats, words: Words): string | undefined {
  const packages = part.packageSize === undefined ? undefined : words.packages(formats.number(part.packageSize));
  const names = [rangeOf(part.upTo, lowerBound, formats, words), part.values?.join(', '), packages].filter((it) => it !== undefined);
  return names.length > 0 ? names.join(', ') : undefined;
}

function rangeOf(upTo: string | undefined, lowerBound: string | undefined, formats: Formats, words: Words): string | undefined {
  if (upTo !== undefined) return words.upTo(formats.number(upTo));
  return lowerBound === undefined ? undefined : words.above(formats.number(lowerBound));
}
