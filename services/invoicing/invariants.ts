import type { AccountingTax } from '../../shared/document-terms.ts';
import { InvariantError } from '../../shared/errors.ts';
import type { DraftContent } from '../../shared/invoice.ts';
import { checkLine } from './line-invariants.ts';
import { add, isLarger, minus, multiply, NOTHING, plus, roundTo, scaled, signOf, written } from './scaled-number.ts';
import type { Scaled } from './scaled-number.ts';

/**
 * Recomputes a draft in whole numbers, with nothing of the code that made it, and refuses one whose figures do
 * not add up. The official rules of electronic invoices let a wrong amount pass; this check does not.
 *
 * - a line is what `checkLine` says
 * - what is taken off the document or put on it is rounded to the currency's minor unit
 * - the tax basis of a category and rate is the sum of its lines, less what is taken off, with what is put on; its tax
 *   the rate of it, rounded once
 * - a credit note comes to more than nothing; where it credits no lines of one invoice, its lines have the other sign
 *   than what they were rated at
 * - a credit note of an invoice has its tax from what is credited of its lines, not rounded; it and the net of a line are rounded
 *   together with the credit notes before, so they differ from that by a minor unit at most
 * - lines − allowances + charges = net; net + tax = gross; gross − prepaid + rounding = payable
 * - what is prepaid is above zero and no more than gross, or the other way round where gross is below zero
 * - tax in the currency of the books is the tax at the rate that is stated, rounded once
 *
 * @param minorDigits digits of the currency's minor unit
 * @throws {InvariantError} naming the figure, what it says and what it must be
 * @see docs/sources.md#en-16931-arithmetic
 */
export function checkInvariants(draft: DraftContent, minorDigits: number): void {
  const isTurned = draft.kind === 'credit-note' && !draft.lines.some(({ trace }) => trace.credited);
  for (const [i, line] of draft.lines.entries()) {
    checkLine(line, `lines[${i}]`, minorDigits, isTurned ? -1 : 1, { requireEqual, fail });
    const { credited } = line.trace;
    if (credited) requireWithinUnit(`lines[${i}].net`, line.net, scaled(credited.exact), minorDigits);
  }
  for (const list of ['allowances', 'charges'] as const)
    for (const [i, { amount }] of (draft[list] ?? []).entries())
      requireEqual(`${list}[${i}].amount`, amount, roundTo(minorDigits, scaled(amount)));

  checkTax(draft, minorDigits);
  checkTotals(draft);
  const { accountingTax } = draft;
  if (accountingTax) checkAccountingTax(accountingTax, draft.totals.tax);
}

function checkAccountingTax({ tax, rate, inverseRate }: AccountingTax, ofDocument: string): void {
  const inBooks = scaled(tax);
  if (rate !== undefined) requireEqual('accountingTax.tax', tax, roundTo(inBooks.digits, multiply(scaled(ofDocument), scaled(rate))));
  if (inverseRate === undefined) return;
  // Multiplied back it is off by what half a minor unit of it is worth at most.
  const twice = multiply(minus(multiply(inBooks, scaled(inverseRate)), scaled(ofDocument)), { value: 2n, digits: 0 });
  const unit = multiply(scaled(inverseRate), { value: 1n, digits: inBooks.digits });
  if (isLarger(twice, unit)) fail('accountingTax.tax', tax, `${ofDocument} ÷ ${inverseRate}`);
}

/** Categories whose rate is not zero by what they are. */
const WITH_TAX = ['S', 'L', 'M', 'B'];

function checkTax(draft: DraftContent, minorDigits: number): void {
  const { lines, allowances = [], charges = [] } = draft;
  const taxed = [
    ...lines.map((line) => ({ ...line, amount: scaled(line.net), credited: line.trace.credited?.exact })),
    ...allowances.map((it) => ({ ...it, amount: minus(NOTHING, scaled(it.amount)), credited: undefined })),
    ...charges.map((it) => ({ ...it, amount: scaled(it.amount), credited: undefined })),
  ];
  for (const [i, { category, rate, basis, tax }] of draft.tax.entries()) {
    const own = taxed.filter((it) => it.taxCategory === category && it.taxRate === rate);
    requireEqual(`tax[${i}].basis`, basis, own.map(({ amount }) => amount).reduce<Scaled>(plus, NOTHING));
    const taxedBasis = own
      .map(({ amount, credited }) => (credited === undefined ? amount : scaled(credited)))
      .reduce<Scaled>(plus, NOTHING);
    const exact = multiply(taxedBasis, scaled(rate));
    const right = { value: exact.value, digits: exact.digits + 2 };
    if (own.some(({ credited }) => credited !== undefined)) requireWithinUnit(`tax[${i}].tax`, tax, right, minorDigits);
    else requireEqual(`tax[${i}].tax`, tax, roundTo(minorDigits, right));
    if (!WITH_TAX.includes(category) && (signOf(scaled(rate)) !== 0 || signOf(scaled(tax)) !== 0))
      fail(`tax[${i}]`, tax, `0, for category ${category}`);
  }
  const groups = new Set(draft.tax.map(({ category, rate }) => `${category} ${rate}`));
  const missing = taxed.find((it) => !groups.has(`${it.taxCategory} ${it.taxRate}`));
  if (missing) fail('tax', 'nothing', `a breakdown of ${missing.taxCategory} ${missing.taxRate} %`);
  if (groups.size !== draft.tax.length) fail('tax', 'a category twice', 'each category and rate once');
}

function checkTotals({ kind, lines, allowances = [], charges = [], tax: breakdown, totals }: DraftContent): void {
  const { lineNet, allowances: taken = '0', charges: put = '0', net, tax, gross, prepaid = '0', rounding = '0', payable } = totals;
  const ofLines = add(lines.map((line) => line.net));
  if (lineNet !== undefined) requireEqual('totals.lineNet', lineNet, ofLines);
  requireEqual('totals.allowances', taken, add(allowances.map(({ amount }) => amount)));
  requireEqual('totals.charges', put, add(charges.map(({ amount }) => amount)));
  requireEqual('totals.net', net, plus(minus(ofLines, scaled(taken)), scaled(put)));
  requireEqual('totals.tax', tax, add(breakdown.map((subtotal) => subtotal.tax)));
  requireEqual('totals.gross', gross, add([net, tax]));
  requireEqual('totals.payable', payable, plus(minus(scaled(gross), scaled(prepaid)), scaled(rounding)));
  if (kind === 'credit-note' && signOf(scaled(gross)) <= 0) fail('totals.gross', gross, 'above 0, on a credit note');
  if (totals.prepaid === undefined) return;
  const sign = signOf(scaled(gross));
  const magnitude = { ...scaled(gross), value: scaled(gross).value * BigInt(sign) };
  if (signOf(scaled(prepaid)) === 0 || signOf(scaled(prepaid)) !== sign || isLarger(scaled(prepaid), magnitude))
    fail('totals.prepaid', prepaid, sign < 0 ? `below 0 and at least ${gross}` : `above 0 and at most ${gross}`);
}

function requireWithinUnit(place: string, stated: string, right: Scaled, minorDigits: number): void {
  requireEqual(place, stated, roundTo(minorDigits, scaled(stated)));
  if (isLarger(minus(scaled(stated), right), { value: 1n, digits: minorDigits })) fail(place, stated, `about ${written(right)}`);
}

function requireEqual(place: string, stated: string, right: Scaled): void {
  if (signOf(minus(scaled(stated), right)) !== 0) fail(place, stated, written(right));
}

function fail(place: string, stated: string, right: string): never {
  throw new InvariantError(`${place} is ${stated} and must be ${right}.`);
}
