import { requireBankLedger } from '../bank/bank.store.ts';
import { requireCustomer, requireSeller } from '../catalog.store.ts';
import { turnedText } from '../credit-sign.ts';
import { InvalidInputError } from '../errors.ts';
import { numbersOfCustomer } from '../invoice.store.ts';
import { customerParty, sellerParty } from '../invoice.ts';
import { dateIn } from '../period.ts';
import { readOnce } from '../read-once.ts';
import type { Allocation } from './allocation.ts';
import { documentWithEntries } from './document.store.ts';
import { openItems } from './open-items.store.ts';
import { accountOver } from './statement.ts';
import type { Movement, StatementOfAccount } from './statement.ts';

const PAGE = 50;

/** A movement, and the currency it is in. */
type Moved = Movement & { readonly currency: string };

/**
 * The statement of a customer's account over some days of the seller's zone, both included, and what is open now. A payment
 * counts on the day the bank booked it, all else on the day it was written.
 *
 * @param at instant of today
 * @throws {InvalidInputError} if the days are in the wrong order
 * @throws {NotFoundError} if there is no such customer
 */
export async function statementFor(
  sellerId: string,
  customerId: string,
  { from, to }: { readonly from: string; readonly to: string },
  at: string,
): Promise<StatementOfAccount> {
  if (from > to) throw new InvalidInputError(`The last day, ${to}, lies before the first one, ${from}.`);
  const [seller, customer] = [await requireSeller(sellerId), await requireCustomer(sellerId, customerId)];
  const day = dateIn(at, seller.zone);
  const movements = await movementsOf(sellerId, customerId, seller.zone);
  const open = await openItems(sellerId, day, customerId);
  const currencies = [...new Set([...movements, ...open].map(({ currency }) => currency))].sort();
  return {
    ...{ seller: sellerParty.parse(seller), customer: customerParty.parse(customer), language: customer.language, from, to, day },
    accounts: currencies.map((currency) => ({
      ...accountOver(
        movements.filter((it) => it.currency === currency).map(({ currency: _, ...it }) => it),
        currency,
        from,
        to,
      ),
      open: open
        .filter((it) => it.currency === currency)
        .map(({ number, issueDate, dueDate, payable, open: left, daysOverdue }) => ({
          ...{ number, issueDate, dueDate, payable, open: left, daysOverdue },
        })),
    })),
  };
}

async function movementsOf(sellerId: string, customerId: string, zone: string): Promise<Moved[]> {
  const bookedOn = readOnce(async (id: string) => (await requireBankLedger(sellerId, id)).transaction.bookedOn);
  const moved: Moved[] = [];
  let after: string | undefined;
  do {
    const { numbers, next } = await numbersOfCustomer(sellerId, customerId, { after, limit: PAGE });
    for (const of of await Promise.all(numbers.map((number) => movementsOfDocument(sellerId, number, zone, bookedOn)))) moved.push(...of);
    after = next;
  } while (after !== undefined);
  return moved;
}

async function movementsOfDocument(
  sellerId: string,
  number: string,
  zone: string,
  bookedOn: (id: string) => Promise<string>,
): Promise<Moved[]> {
  const { facts, entries, used } = await documentWithEntries(sellerId, number);
  const { content, issued } = facts;
  if (!content || !issued || issued.isVoid) return [];
  const { currency, issueDate: date, totals, kind } = content;
  const isCredit = kind === 'credit-note';
  const document: Moved = isCredit
    ? { currency, date, kind: 'credit-note', number, amount: turnedText(totals.payable) }
    : { currency, date, kind: 'invoice', number, amount: totals.payable };
  // What a credit note counts for moves nothing: it lowers what is owed on its own day. What is paid back of it does.
  const money = isCredit
    ? used.filter((it) => it.number.startsWith('refund-'))
    : entries.filter(({ source }) => source.kind !== 'credit-note');
  return [document, ...(await Promise.all(money.map((it) => movementBy(it, number, isCredit, zone, bookedOn))))];
}

async function movementBy(
  entry: Allocation,
  number: string,
  isCredit: boolean,
  zone: string,
  bookedOn: (id: string) => Promise<string>,
): Promise<Moved> {
  const { source, amount, currency, at, reverses } = entry;
  const isBooked = source.kind === 'bank' && reverses === undefined;
  const date = isBooked ? await bookedOn(source.transaction) : dateIn(at, zone);
  return {
    ...{ currency, date, kind: kindOf(entry, isCredit), number, amount: isCredit ? amount : turnedText(amount) },
    ...(reverses === undefined ? {} : { isReversal: true }),
  };
}

function kindOf({ source, amount, reverses }: Allocation, isCredit: boolean): Movement['kind'] {
  if (isCredit || source.kind === 'refund') return 'refund';
  if (source.kind === 'dunning') return 'charge';
  if (source.kind === 'write-off') return 'difference';
  if (source.kind === 'uncollectible') return 'uncollectible';
  return amount.startsWith('-') && reverses === undefined ? 'returned' : 'payment';
}
