import type { Catalog } from '../shared/catalog.store.ts';
import { customer, seller } from '../shared/catalog.ts';
import { meter } from '../shared/meter.ts';
import { planVersion } from '../shared/plan.ts';
import { subscription } from '../shared/subscription.ts';

export const BENCH_SELLER = 'bench';
const METERS = 11;
const EVENTS_A_METER = 4;

/** A seller whose plan has a fee and eleven metered prices, half of them in tiers: twelve lines an invoice. */
export function benchCatalog(customers: number): Catalog {
  const meters = Array.from({ length: METERS }, (_, m) =>
    meter.parse({ id: `meter-${m}`, eventType: `usage.${m}`, aggregation: 'sum', valueProperty: 'amount', unit: 'units' }),
  );
  const metered = meters.map(({ id }, m) =>
    m % 2 === 0
      ? { id, name: `Metered service ${m}`, model: 'standard', meter: id, unitPrice: '0.00125' }
      : {
          id,
          name: `Metered service ${m}`,
          model: 'graduated',
          meter: id,
          tiers: [{ upTo: '100', unitPrice: '0.1' }, { unitPrice: '0.05' }],
        },
  );
  const address = { street: 'Hauptstraße 1', postalCode: '10115', city: 'Berlin', country: 'DE' };
  return {
    seller: seller.parse({
      id: BENCH_SELLER,
      name: 'Bench Systems GmbH',
      brand: 'Bench',
      address,
      zone: 'Europe/Berlin',
      email: 'billing@bench.example',
      vatId: 'DE318204771',
      bank: { holder: 'Bench Systems GmbH', bank: 'Sample Bank', iban: 'DE89 3704 0044 0532 0130 00', bic: 'COBADEFFXXX' },
      tax: { standardRate: '19', source: '§ 12 Abs. 1 UStG' },
      numberSeries: { prefix: 'RE' },
    }),
    meters,
    plans: [
      planVersion.parse({
        id: 'plan',
        name: 'Plan',
        currency: 'EUR',
        prices: [{ id: 'fee', name: 'Monthly fee', model: 'flat', amount: '49.00' }, ...metered],
      }),
    ],
    customers: Array.from({ length: customers }, (_, c) => {
      const id = `customer-${String(c).padStart(6, '0')}`;
      return {
        customer: customer.parse({
          id,
          name: `Customer ${c} GmbH`,
          address,
          zone: 'Europe/Berlin',
          language: 'de',
          email: `${id}@example.com`,
        }),
        subscriptions: [subscription.parse({ id: `${id}.plan`, plan: 'plan', version: 1, start: '2026-10-01' })],
      };
    }),
  };
}

/** Four events a meter and customer, spread over the month. */
export function* benchUsage({ customers }: Catalog, month: string): Generator<{ text: string }> {
  for (const [c, { customer: it }] of customers.entries()) {
    for (let m = 0; m < METERS; m++) {
      for (let e = 0; e < EVENTS_A_METER; e++) {
        const day = 1 + ((c + m * 3 + e * 7) % 31);
        yield {
          text: JSON.stringify({
            id: `${it.id}-${m}-${e}`,
            customer: it.id,
            type: `usage.${m}`,
            time: `${month}-${String(day).padStart(2, '0')}T10:00:00Z`,
            properties: { amount: 20 + ((c * 7 + m * 13 + e * 29) % 200) },
          }),
        };
      }
    }
  }
}
