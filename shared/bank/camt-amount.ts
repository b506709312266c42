import { InvalidInputError } from '../errors.ts';
import { amountText, currencyCode, decimal } from '../money.ts';
import type { Decimal } from '../money.ts';
import { plainDate } from '../period.ts';
import { first, textAt } from './xml-tree.ts';
import type { Element } from './xml-tree.ts';

/**
 * The amount of an element by its `Amt` and `CdtDbtInd`, above zero where it is to the seller's credit.
 *
 * @param currency that it has to be in
 */
export function signedAmount(element: Element, currency: string): Decimal {
  const amount = amountOf(first(element, 'Amt') ?? fault(element, 'has no amount'), currency);
  const side = textAt(element, 'CdtDbtInd');
  if (side !== 'CRDT' && side !== 'DBIT') fault(element, `says neither CRDT nor DBIT (CdtDbtInd) but "${side ?? ''}"`);
  return side === 'DBIT' ? amount.negated() : amount;
}

/** At most 18 digits, 5 of them behind the point, as the message's schema has it. */
const AMOUNT = /^(?=(?:\.?\d){1,18}$)\d+(\.\d{1,5})?$/;

/** The amount that an element says, without its side. */
export function amountOf(element: Element, currency: string): Decimal {
  const { text, attributes } = element;
  const said = attributes['Ccy'];
  if (said !== currency) fault(element, `is in ${said ?? 'no currency'}, and the account is in ${currency}`);
  if (!currencyCode.safeParse(currency).success) fault(element, `is in "${currency}", which is no currency of ISO 4217`);
  if (!AMOUNT.test(text)) fault(element, `says "${text}". An amount has at most 18 digits, 5 of them behind the point`);
  const amount = decimal(text);
  try {
    amountText(amount, currency);
  } catch {
    fault(element, `says ${text} ${currency}, which is no whole number of minor units`);
  }
  return amount;
}

/** A day by `Dt` or `DtTm`, as the bank's clock showed it. */
export function dayAt(element: Element, path: string): string {
  const text = textAt(element, `${path}/Dt`) ?? textAt(element, `${path}/DtTm`)?.slice(0, 10);
  const day = plainDate.safeParse(text);
  return day.success ? day.data : fault(element, `has no day of booking (${path})`);
}

/** @throws {InvalidInputError} always */
export function fault({ name, line }: Element, what: string): never {
  throw new InvalidInputError(`line ${line}: <${name}> ${what}.`);
}
