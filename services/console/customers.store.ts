import { customersPage, getCustomer, requireCustomer, requirePlanVersion, subscriptionsOf } from '../../shared/catalog.store.ts';
import type { Customer } from '../../shared/catalog.ts';
import { invoiceFacts, numbersOfCustomer } from '../../shared/invoice.store.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import { shardPlace } from '../../shared/shard-page.store.ts';
import type { Subscription } from '../../shared/subscription.ts';
import { cursorIn, cursorText } from './cursor.ts';
import { listedInvoice, type ListedInvoice } from './listed-invoice.ts';

const PAGE = 50;
/** Invoices on the page of a customer; the others are in the list. */
const LATEST = 12;

export interface CustomersPage {
  readonly customers: readonly Customer[];
  readonly next?: string;
}

/**
 * Customers of a seller, or the one of an id.
 *
 * @throws {RequestError} 400 if the page is none of ours
 */
export async function customerList(sellerId: string, search: string, after: string | undefined, limit = PAGE): Promise<CustomersPage> {
  if (search !== '') {
    const found = await getCustomer(sellerId, search);
    return { customers: found ? [found] : [] };
  }
  const { customers, next } = await customersPage(sellerId, cursorIn(shardPlace, after) ?? { shard: 0 }, limit);
  return { customers, ...(next ? { next: cursorText(next) } : {}) };
}

/** A customer with what it has. */
export interface CustomerView {
  readonly customer: Customer;
  readonly subscriptions: readonly { readonly subscription: Subscription; readonly plan: PlanVersion }[];
  /** The latest first. */
  readonly invoices: readonly ListedInvoice[];
}

/** @throws {NotFoundError} if there is no such customer */
export async function customerView(sellerId: string, customerId: string): Promise<CustomerView> {
  const customer = await requireCustomer(sellerId, customerId);
  const [subscriptions, { numbers }] = await Promise.all([
    subscriptionsOf(sellerId, customerId),
    numbersOfCustomer(sellerId, customerId, { limit: LATEST }),
  ]);
  const plans = subscriptions.map(async (subscription) => ({
    subscription,
    plan: await requirePlanVersion(sellerId, subscription.plan, subscription.version),
  }));
  const invoices = numbers.map(async (number) => listedInvoice(number, await invoiceFacts(sellerId, number)));
  return {
    customer,
    subscriptions: await Promise.all(plans),
    invoices: (await Promise.all(invoices)).filter((it) => it !== undefined),
  };
}
