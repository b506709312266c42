import { moneyFigure } from '../figures.ts';
import { decimal } from '../money.ts';
import type { OpenItem } from '../receivables/open-item.ts';
import type { Evidence } from './match.ts';

/** An invoice that a transaction may be for, and why, in words. */
export interface Proposal {
  readonly number: string;
  readonly customerId: string;
  readonly customer: string;
  readonly open: string;
  readonly currency: string;
  readonly reasons: readonly string[];
}

/** How much each reason weighs: a name in the text outweighs all others together but for amount and account. */
const WEIGHT = { named: 4, amount: 3, account: 3, ordered: 2, name: 2 } as const;
const MOST = 5;

/**
 * Invoices that a payment may be for: those with the most reasons first, and of two alike the one that is due earlier. None
 * for money that went back: what it may be of is paid, and not open.
 */
export function proposalsFor({ transaction, left, named, payers, open }: Evidence): Proposal[] {
  if (left.lte(0)) return [];
  const payer = wordsOf(transaction.counterparty.name ?? '');
  const scored = [...open]
    .filter((it) => decimal(it.open).gt(0))
    .map((item) => {
      const reasons = reasonsFor(item, payer);
      return { item, reasons, weight: reasons.reduce((total, [reason]) => total + WEIGHT[reason], 0) };
    });
  return scored
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || compare(a.item.dueDate, b.item.dueDate) || compare(a.item.number, b.item.number))
    .slice(0, MOST)
    .map(({ item: { number, customerId, customer, open: amount, currency }, reasons }) => ({
      ...{ number, customerId, customer, open: amount, currency },
      reasons: reasons.map(([, words]) => words),
    }));

  function reasonsFor(item: OpenItem, payerWords: readonly string[]): [keyof typeof WEIGHT, string][] {
    const found: [keyof typeof WEIGHT, string][] = [];
    const { instructed, currency } = transaction;
    if (named.some(({ number }) => number === item.number)) found.push(['named', 'it is named']);
    if (item.currency === currency && decimal(item.open).eq(left)) found.push(['amount', 'the amount is what is open']);
    if (payers.has(item.customerId)) found.push(['account', 'the account has paid for this customer before']);
    if (instructed?.currency === item.currency && decimal(item.open).eq(decimal(instructed.amount)))
      found.push(['ordered', `${moneyFigure(instructed.amount, instructed.currency)} were ordered, which is what is open`]);
    if (isAlike(payerWords, wordsOf(item.customer))) found.push(['name', 'the payer is called as the customer is']);
    return found;
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The words of a name in capitals, without accents; those of legal forms and single letters tell nothing. */
function wordsOf(name: string): string[] {
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1 && !LEGAL_FORMS.has(word));
}

const LEGAL_FORMS = new Set('GMBH UG AG KG OHG GBR SE MBH CO SARL SAS SA SRL SPA LTD LLC INC LIMITED PLC BV NV UND AND ET'.split(' '));

/** Whether all words of the shorter name are in the other. */
function isAlike(one: readonly string[], other: readonly string[]): boolean {
  const [few, many] = one.length <= other.length ? [one, other] : [other, one];
  return few.length > 0 && few.every((word) => many.includes(word));
}
