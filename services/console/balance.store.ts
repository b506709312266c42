import { creditedOf } from '../../shared/credited.store.ts';
import { getFact, numbersOfCustomer } from '../../shared/invoice.store.ts';
import { amountText, decimal, sum } from '../../shared/money.ts';

/** Invoices that are looked at, the latest: those of twenty years of months. */
const MOST_INVOICES = 240;
const PAGE = 60;

/** What is still to be paid of an invoice. */
export interface OpenAmount {
  readonly number: string;
  readonly currency: string;
  /** Above zero; major units. */
  readonly amount: string;
  readonly dueDate: string;
}

/** What a customer owes, the latest invoice first. */
export interface Balance {
  readonly open: readonly OpenAmount[];
  /** False where a customer has so many invoices that its earlier ones were not looked at. */
  readonly isWhole: boolean;
}

/**
 * What a customer owes by its receivables, less what people have credited of them. Payments will be taken off here, and
 * nowhere else.
 */
export async function balanceOf(sellerId: string, customerId: string): Promise<Balance> {
  const open: OpenAmount[] = [];
  let after: string | undefined;
  for (let looked = 0; looked < MOST_INVOICES; looked += PAGE) {
    const { numbers, next } = await numbersOfCustomer(sellerId, customerId, { after, limit: PAGE });
    const amounts = await Promise.all(numbers.map((number) => openAmount(sellerId, number)));
    open.push(...amounts.filter((it) => it !== undefined));
    if (next === undefined) return { open, isWhole: true };
    after = next;
  }
  return { open, isWhole: false };
}

async function openAmount(sellerId: string, number: string): Promise<OpenAmount | undefined> {
  const receivable = await getFact(sellerId, number, 'receivable');
  if (!receivable) return undefined;
  const { notes } = await creditedOf(sellerId, number);
  const credited = notes.flatMap(({ lines, tax }) => [...Object.values(lines).map(({ net }) => net), ...Object.values(tax)]);
  const { currency, dueDate } = receivable;
  const left = decimal(receivable.amount).minus(sum(credited.map(decimal)));
  return left.gt(0) ? { number, currency, amount: amountText(left, currency), dueDate } : undefined;
}
