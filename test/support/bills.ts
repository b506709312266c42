import type { DraftHead } from '../../shared/billing-run.ts';

type Bill = Extract<DraftHead, { outcome: 'draft' }>;

/** A draft at a glance: so much net in EUR without tax, of no plan and no meter, but for what is said. */
export function billOf(customerId: string, net: string, changes: Partial<Bill> = {}): Bill {
  return {
    schema: 1,
    outcome: 'draft',
    customerId,
    attempt: 1,
    hash: `hash of ${customerId}`,
    series: 'RE',
    currency: 'EUR',
    net,
    payable: net,
    plans: [],
    meters: [],
    hasNegativeLine: false,
    ...changes,
  };
}
