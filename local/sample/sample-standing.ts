import { getPayment, everyPayment } from '../../shared/payments/payment.store.ts';
import type { Payment } from '../../shared/payments/payment.ts';
import type { OpenItem } from '../../shared/receivables/open-item.ts';
import { REFUND_PREFIX } from '../../shared/receivables/refund.ts';
import type { RefundSet } from '../../shared/receivables/refund.ts';
import { refundSets } from '../../shared/receivables/refund-set.store.ts';
import type { ListedTransaction } from '../../shared/bank/listed-transactions.store.ts';
import { dunningHere } from '../commands/dunning-here.ts';
import type { ShownCase } from '../commands/dunning.ts';
import { listOrders } from '../commands/orders.ts';
import type { ShownOrder } from '../commands/orders.ts';
import { paymentsHere } from '../commands/payments-here.ts';
import { personOf } from '../commands/person.ts';
import type { Workspace } from '../workspace.ts';
import { SELLER } from './sample-month.ts';

/** What has become of the money and the orders, as the records have it now. */
export interface SampleStanding {
  /** Date of the seller. */
  readonly day: string;
  /** The last try to collect each invoice, without those of orders. */
  readonly payments: readonly Payment[];
  readonly transactions: readonly ListedTransaction[];
  /** Transactions that something is left of. */
  readonly left: readonly ListedTransaction[];
  readonly refunds: readonly RefundSet[];
  readonly open: readonly OpenItem[];
  readonly cases: readonly ShownCase[];
  readonly orders: readonly ShownOrder[];
}

/** The invoices that a transaction counts for, and not the refund of what was too much. */
export function invoicesPaid({ allocations }: Pick<ListedTransaction, 'allocations'>): string[] {
  return [...new Set(allocations.map(({ number }) => number))].filter((number) => !number.startsWith(REFUND_PREFIX));
}

/** More than a person is likely to add. */
const MOST = 1_000;

export async function sampleStanding(workspace: Workspace): Promise<SampleStanding> {
  const by = personOf(undefined);
  const there = paymentsHere(workspace, SELLER, by);
  const orders = await listOrders(SELLER, MOST);
  const { day, items: open } = await there.receivables(false);
  return {
    day,
    payments: await lastPayments(new Set(orders.map(({ number }) => number))),
    transactions: await there.transactions(false),
    left: await there.transactions(true),
    refunds: await refundSets(SELLER, MOST),
    open,
    cases: await dunningHere(workspace, SELLER, by).cases(),
    orders,
  };
}

async function lastPayments(ofOrders: ReadonlySet<string | undefined>): Promise<Payment[]> {
  const last = new Map<string, Payment>();
  for await (const id of everyPayment(SELLER)) {
    const { payment } = (await getPayment(SELLER, id))!;
    const before = last.get(payment.number);
    if (!ofOrders.has(payment.number) && (!before || before.attempt < payment.attempt)) last.set(payment.number, payment);
  }
  return [...last.values()];
}
