import { expect, it } from '@jest/globals';
import type { ChargeLine } from '../../shared/invoice.ts';
import { meter } from '../../shared/meter.ts';
import { monthIn } from '../../shared/period.ts';
import { planVersion } from '../../shared/plan.ts';
import { wholePeriod } from '../../test/support/measuring.ts';
import { annexOf, MOST_ANNEX_BYTES } from './annexed-usage.ts';
import type { MeasuredPart } from './rated-claim.ts';

const PERIOD = monthIn('2026-10', 'UTC');
const METER = meter.parse({
  id: 'calls',
  eventType: 'used',
  aggregation: 'sum',
  valueProperty: 'calls',
  unit: { en: 'calls', de: 'Aufrufe' },
});
const PLAN = planVersion.parse({
  id: 'p',
  version: 1,
  name: 'P',
  currency: 'EUR',
  prices: [{ id: 'calls', name: 'Calls', model: 'standard', meter: 'calls', unitPrice: '0.1' }],
});
const TRACE = { plan: 'p', planVersion: 1, price: 'calls', meter: 'calls', events: 1, fingerprint: 'f' };

function part(subscriptionId: string, days: (string | null)[] | undefined, events = 1): MeasuredPart {
  const counted = [{ meter: 'calls', events, fingerprint: 'f', ...(days ? { days } : {}) }];
  const quantities = [{ meter: 'calls', quantity: events === 0 ? '0' : '5', events, fingerprint: 'f' }];
  const about = { subscriptionId, plan: 'p', planVersion: 1, servicePeriod: wholePeriod(PERIOD), sequence: 0, billedBy: [], compared: 0 };
  return { part: { ...about, counted, quantities }, plan: PLAN };
}

function line(subscription: string, trace: Partial<ChargeLine['trace']> = {}): ChargeLine {
  const parts = [{ quantity: '5', unitPrice: '0.1', flatFee: '0', amount: '0.5' }];
  return {
    group: 'P',
    period: PERIOD,
    description: 'Calls',
    quantity: '5',
    parts,
    net: '0.50',
    trace: { subscription, ...TRACE, ...trace },
  };
}

const annex = (
  days: (string | null)[] | undefined,
  { events = 1, trace = {} }: { events?: number; trace?: Partial<ChargeLine['trace']> } = {},
) => annexOf([{ parts: [part('s', days, events)], lines: [line('s', trace)] }], new Map([['calls', METER]]), 'de');

it('has the meter as it is called in the language of the customer', () => {
  expect(annex(['5'])).toEqual([
    {
      ...{ subscription: 's', meter: 'calls', aggregation: 'sum', property: 'calls', unit: 'Aufrufe' },
      ...{ period: PERIOD, quantity: '5', events: 1, fingerprint: 'f', days: ['5'] },
    },
  ]);
});

it.each([
  { why: 'a snapshot without days', given: annex(undefined) },
  { why: 'a meter that found nothing', given: annex(['0'], { events: 0 }) },
  { why: 'a line that is taken back', given: annex(['5'], { trace: { events: 0, fingerprint: undefined } }) },
])('is empty for $why', ({ given }) => {
  expect(given).toEqual([]);
});

it('of more than a record takes is refused, with what would help', () => {
  const subscriptions = Array.from({ length: 400 }, (_, i) => `s${i}`);
  const billed = subscriptions.map((id) => ({
    parts: [
      part(
        id,
        Array.from({ length: 31 }, () => '123456.789'),
      ),
    ],
    lines: [line(id)],
  }));
  const of = (count: number) => () => annexOf(billed.slice(0, count), new Map([['calls', METER]]), 'en');
  expect(of(200)).not.toThrow();
  expect(JSON.stringify(of(200)()).length).toBeLessThan(MOST_ANNEX_BYTES);
  expect(of(400)).toThrow('say usageAnnex: false for this customer');
});
