import { metersOf, plansFor, requireCustomer, requirePlanVersion, requireSeller, subscriptionsOf } from '../../shared/catalog.store.ts';
import type { Customer } from '../../shared/catalog.ts';
import { creditsLeft, type CreditsLeft } from '../../shared/credits-left.store.ts';
import { numbersOfCustomer } from '../../shared/invoice.store.ts';
import type { Meter } from '../../shared/meter.ts';
import { dateIn } from '../../shared/period.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import { documentWithEntries } from '../../shared/receivables/document.store.ts';
import type { Subscription } from '../../shared/subscription.ts';
import { listedInvoice, type ListedInvoice } from './listed-invoice.ts';
import { termsOn, type TermsOn } from './terms-on.ts';

/** Invoices on the page of a customer; the others are in the list. */
const LATEST = 12;

/** A subscription with what it is on. */
export interface SubscriptionView {
  readonly subscription: Subscription;
  readonly terms: TermsOn;
  readonly plan: PlanVersion;
}

/** A customer with what it has. */
export interface CustomerView {
  readonly customer: Customer;
  readonly meters: readonly Meter[];
  readonly subscriptions: readonly SubscriptionView[];
  /** The latest first. */
  readonly invoices: readonly ListedInvoice[];
  readonly credits: CreditsLeft;
}

/**
 * @param at instant at which it is looked at
 * @throws {NotFoundError} if there is no such customer
 */
export async function customerView(sellerId: string, customerId: string, at: string): Promise<CustomerView> {
  const customer = await requireCustomer(sellerId, customerId);
  const [meters, subscriptions, { numbers }, credits] = await Promise.all([
    metersOf(sellerId),
    subscriptionsOf(sellerId, customerId),
    numbersOfCustomer(sellerId, customerId, { limit: LATEST }),
    creditsLeft(sellerId, customer, at),
  ]);
  const plans = subscriptions.map(async (subscription): Promise<SubscriptionView> => {
    const versions = await plansFor(sellerId, subscription);
    const terms = termsOn(subscription, versions, dateIn(at, customer.zone));
    return { subscription, terms, plan: await requirePlanVersion(sellerId, terms.plan, terms.version) };
  });
  const today = dateIn(at, (await requireSeller(sellerId)).zone);
  const invoices = numbers.map(async (number) => {
    const { facts, entries } = await documentWithEntries(sellerId, number);
    return listedInvoice(number, facts, entries, today);
  });
  return {
    customer,
    meters,
    subscriptions: await Promise.all(plans),
    invoices: (await Promise.all(invoices)).filter((it) => it !== undefined),
    credits,
  };
}
