import type { Customer } from '../../shared/catalog.ts';
import { turnedText } from '../../shared/credit-sign.ts';
import { amountText, decimal, roundToMinor, sum } from '../../shared/money.ts';
import type { Collection } from '../../shared/payments/collection.ts';
import type { Payment } from '../../shared/payments/payment.ts';
import { sepaText } from '../../shared/payments/sepa-text.ts';
import type { OpenItem } from '../../shared/receivables/open-item.ts';
import type { Booking } from './camt-file.ts';
import { pickFrom, randomFrom } from './random.ts';
import { SEED } from './sample-catalog.ts';
import { accountOf, ACCOUNTS_IN } from './sample-payments.ts';

/** What is owed when the bank is asked. */
export interface Owed {
  /** When the month was billed; what was issued later is of orders. */
  readonly billedOn: string;
  readonly open: readonly OpenItem[];
  readonly customers: ReadonlyMap<string, Customer>;
  readonly collections: readonly Pick<Collection, 'groups'>[];
  /** The debits in them. */
  readonly debits: readonly Payment[];
}

/** An invoice and whoever owes it. */
interface Owing {
  readonly item: OpenItem;
  readonly customer: Customer;
}

/** Days on which banks book. */
const DAYS = ['09', '10', '11', '12', '13', '16', '17', '18', '19'].map((day) => `2026-11-${day}`);
const LAST_DAY = DAYS.at(-1)!;

/** How a customer pays an invoice: with its number, right or with slips, with none or one that nobody has, or not at all. */
type Habit = 'number' | 'reference' | 'slips' | 'no-number' | 'no-such-number' | 'nothing';
/** Ways in which a number is written that is right and reads otherwise: separators, case, zeros left out, O for 0. */
const SLIPS: readonly ((number: string) => string)[] = [
  (number) => number.replaceAll('-', ' ').replace(/ 0+/, ' '),
  (number) => number.replaceAll('-', '').toLowerCase(),
  (number) => number.replace('2026', '2O26').replaceAll('-', '/'),
  (number) => `Rechn. ${number.replaceAll('0', 'O')} vom 2.11.`,
];
const TOO_MUCH = '50.00';
const FORGOTTEN = '19.00';
/** Euros that a bank gave for a dollar. */
const EUROS_A_DOLLAR = '0.86';

/**
 * What the bank books until the 19th: debits, of which one goes back, transfers, and what the account costs.
 *
 * One customer pays too much, one too little, and one pays two invoices at once. Of orders that wait for their money every
 * other one gets it.
 */
export function bookingsOf(owed: Owed): Booking[] {
  const bookings = [...debited(owed), ...transferred(owed), { day: LAST_DAY, amount: '-14.90', text: 'Kontoführung November 2026' }];
  return bookings.sort((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)));
}

function debited({ collections, debits, customers }: Owed): Booking[] {
  const groups = collections.flatMap((collection) => collection.groups);
  const [, , third] = debits;
  const back = third && { ...payer(customers.get(third.customerId)!), debit: { id: third.id, returned: 'AM04' } };
  return [
    ...groups.map(({ id, count, sum: amount, collectOn }): Booking => ({ day: collectOn, amount, order: { id, count } })),
    ...(back ? [{ day: LAST_DAY, amount: turnedText(third.amount), ...back }] : []),
  ];
}

function transferred({ open, customers, billedOn }: Owed): Booking[] {
  const owed = open.flatMap((item): Owing[] => {
    const customer = customers.get(item.customerId);
    return customer && !customer.payment && decimal(item.open).gt(0) ? [{ item, customer }] : [];
  });
  const inEuros = owed.filter(({ item }) => item.currency === 'EUR');
  const month = inEuros.filter(({ item }) => item.issueDate === billedOn);
  const goods = inEuros.filter((it) => !month.includes(it));
  const second = goods.find(({ customer }) => customer.orderTerms !== undefined && month.some((it) => it.customer === customer));
  const both = second ? [...month.filter(({ customer }) => customer === second.customer), second] : [];
  const single = month.filter((it) => !both.includes(it));
  const [over, under] = single.filter(
    ({ customer, item }) => customer.address.country === 'DE' && decimal(item.open).gt(decimal(FORGOTTEN)),
  );
  const awaited = goods.filter(({ customer }) => customer.orderTerms === undefined);
  return [
    ...(second ? [byNumber(both)] : []),
    ...(over ? [byNumber([over], TOO_MUCH)] : []),
    ...(under ? [byNumber([under], turnedText(FORGOTTEN))] : []),
    ...awaited.filter((_, place) => place % 2 === 0).map((it) => byNumber([it])),
    ...single.filter((it) => it !== over && it !== under).flatMap((it, place) => byHabit(it, habitOf(place))),
    ...owed.filter(({ item }) => item.currency === 'USD').slice(0, 1).map(inEurosInstead), // prettier-ignore
  ];
}

/** In turns of forty, so that each is there among few. */
function habitOf(place: number): Habit {
  const turn = place % 40;
  if ([3, 16, 27].includes(turn)) return 'nothing';
  if (turn === 6) return 'no-number';
  if (turn === 9) return 'no-such-number';
  return turn % 4 === 1 ? 'slips' : turn % 5 === 2 ? 'reference' : 'number';
}

function byHabit(it: Owing, habit: Habit): Booking[] {
  const { number } = it.item;
  switch (habit) {
    case 'nothing':
      return [];
    case 'reference':
      return [{ ...paying([it]), reference: number }];
    case 'number':
      return [byNumber([it])];
    case 'slips':
      return [{ ...paying([it]), text: pickFrom(randomFrom(`${SEED} slips ${number}`), SLIPS)(number) }];
    case 'no-number':
      return [{ ...paying([it]), text: 'Oktober' }];
    case 'no-such-number':
      return [{ ...paying([it]), text: number.replace('-000', '-009') }];
  }
}

/** Somebody who owes dollars, and whose bank has sent them as euros. */
function inEurosInstead(it: Owing): Booking {
  const { open } = it.item;
  const amount = amountText(roundToMinor(decimal(open).times(decimal(EUROS_A_DOLLAR)), 'EUR'), 'EUR');
  return { ...byNumber([it]), amount, instructed: { amount: open, currency: 'USD' } };
}

function byNumber(owing: readonly Owing[], more?: string): Booking {
  return { ...paying(owing, more), text: owing.map(({ item }) => item.number).join(', ') };
}

/** @param more than what is open of them, below zero where it is less */
function paying(owing: readonly Owing[], more = '0'): Booking {
  const { customer, item } = owing.at(-1)!;
  const day = pickFrom(randomFrom(`${SEED} pays on ${customer.id}`), DAYS.filter((it) => it > item.issueDate)); // prettier-ignore
  return { day, amount: amountText(sum([...owing.map((it) => it.item.open), more].map(decimal)), 'EUR'), ...payer(customer) };
}

/** As banks write a name, in capitals. */
function payer({ id, name, address }: Customer): { readonly name: string; readonly iban?: string } {
  const known = ACCOUNTS_IN.includes(address.country) ? { iban: accountOf(SEED, id) } : {};
  return { name: sepaText(name, 70).toUpperCase(), ...known };
}
