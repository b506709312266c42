import { describe, expect, it } from '@jest/globals';

import { type Language } from '../../shared/catalog.ts';
import { meter, type Meter } from '../../shared/meter.ts';
import { planVersion } from '../../shared/plan.ts';
import type { ChargeLine } from '../../shared/invoice.ts';
import { monthIn, type ServicePeriod } from '../../shared/period.ts';
import { chargeLines } from './charge-lines.ts';
import { sharedSupply } from '../../shared/line-supply.ts';
import type { Measured } from './measuring.ts';
import { servicePeriodsEnded } from '../../test/support/service-periods.ts';

const MONTH = monthIn('2026-10', 'UTC');
const WHOLE: ServicePeriod = { whole: MONTH, part: MONTH, partDays: 31, wholeDays: 31 };
const METERS = new Map<string, Meter>([
  ['calls', meter.parse({ id: 'calls', eventType: 'c', aggregation: 'count', unit: { de: 'Aufrufe', en: 'calls' } })],
  ['bytes', meter.parse({ id: 'bytes', eventType: 'b', aggregation: 'count' })],
]);

interface LineSettings {
  readonly currency?: string;
  readonly servicePeriod?: ServicePeriod;
  readonly language?: Language;
}

function linesOf(
  prices: readonly object[],
  used: Record<string, string>,
  { currency = 'EUR', servicePeriod = WHOLE, language = 'en' }: LineSettings = {},
): ChargeLine[] {
  const plan = planVersion.parse({ id: 'basic', version: 3, name: { de: 'Basis', en: 'Basic' }, currency, prices });
  const quantities = new Map(
    Object.entries(used).map(([name, quantity]): [string, Measured] => [name, { meter: name, quantity, events: 1, fingerprint: 'ff' }]),
  );
  return chargeLines({ subscriptionId: 'adler.basic', servicePeriod, plan, meters: METERS, quantities }, language);
}

const calls = { id: 'calls', name: { de: 'Aufrufe', en: 'Calls' }, model: 'standard', meter: 'calls', unitPrice: '0.005' };
const base = { id: 'base', name: 'Base fee', model: 'flat', amount: '49.00', unit: 'month' };

describe('what decides the tax of a line', () => {
  it('is nothing where its price is a service at the standard rate', () => {
    for (const price of [base, { ...base, kind: 'service' }]) expect(linesOf([price], {})[0]).not.toHaveProperty('supply');
  });

  it.each([
    { why: 'goods', price: { kind: 'goods' }, supply: { kind: 'goods' } },
    { why: 'a rate by its name', price: { tax: { rate: 'reduced' } }, supply: { rate: 'reduced' } },
    {
      why: 'an exemption in the language of the document',
      price: { kind: 'goods', tax: { category: 'E', reason: { de: 'Schule', en: 'School' }, code: 'VATEX-EU-132-1I' } },
      supply: { kind: 'goods', exempt: { category: 'E', reason: 'Schule', code: 'VATEX-EU-132-1I' } },
    },
    { why: 'a rate of zero', price: { tax: { category: 'Z' } }, supply: { exempt: { category: 'Z' } } },
  ])('is $why', ({ price, supply }) => {
    expect(linesOf([{ ...base, ...price }], {}, { language: 'de' })[0]?.supply).toEqual(supply);
  });

  it('is carried to the line of a plan’s minimum where all prices share it', () => {
    const prices = (...taxes: object[]) =>
      planVersion.parse({ id: 'p', name: 'P', currency: 'EUR', prices: taxes.map((tax, i) => ({ ...base, id: `b${i}`, ...tax })) }).prices;
    expect(sharedSupply(prices({ kind: 'goods' }, { kind: 'goods' }), 'en')).toEqual({ kind: 'goods' });
    expect(sharedSupply(prices({ kind: 'goods' }, {}), 'en')).toBeUndefined();
    expect(sharedSupply(prices({}, {}), 'en')).toBeUndefined();
  });
});

describe('a line', () => {
  it('says everything that a document and an explanation need', () => {
    expect(linesOf([calls], { calls: '300' })).toEqual([
      {
        group: 'Basic',
        period: MONTH,
        description: 'Calls',
        quantity: '300',
        unit: 'calls',
        parts: [{ quantity: '300', unitPrice: '0.005', flatFee: '0', amount: '1.5' }],
        net: '1.50',
        trace: { subscription: 'adler.basic', plan: 'basic', planVersion: 3, price: 'calls', meter: 'calls', events: 1, fingerprint: 'ff' },
      },
    ]);
  });

  it('is in the language of the customer', () => {
    expect(linesOf([calls], { calls: '300' }, { language: 'de' })).toMatchObject([
      { group: 'Basis', description: 'Aufrufe', unit: 'Aufrufe' },
    ]);
  });

  it.each([
    { quantity: '1', currency: 'EUR', net: '0.01' },
    { quantity: '-1', currency: 'EUR', net: '-0.01' },
    { quantity: '0.9', currency: 'EUR', net: '0.00' },
    { quantity: '300', currency: 'JPY', net: '2' },
    { quantity: '299', currency: 'JPY', net: '1' },
    { quantity: '0.1', currency: 'KWD', net: '0.001' },
  ])('of $quantity at 0.005 $currency comes to $net', ({ quantity, currency, net }) => {
    expect(linesOf([calls], { calls: quantity }, { currency })).toMatchObject([{ net }]);
  });

  it('is rounded once over its tiers: 0.004 + 0.004 is 0.01', () => {
    const price = {
      id: 'calls',
      name: 'Calls',
      model: 'graduated',
      meter: 'calls',
      tiers: [{ upTo: '1', unitPrice: '0.004' }, { unitPrice: '0.004' }],
    };
    expect(linesOf([price], { calls: '2' })).toMatchObject([{ net: '0.01', parts: [{ amount: '0.004' }, { amount: '0.004' }] }]);
  });

  it('of a flat fee in a part of the period says which days of how many', () => {
    const [period] = servicePeriodsEnded({ start: '2026-10-16', anchorDay: 1, zone: 'UTC' }, MONTH.end);
    // 49.00 × 16 / 31 = 25.2903…
    expect(linesOf([base], {}, { servicePeriod: period ?? WHOLE })).toMatchObject([
      { quantity: '1', unit: 'month', net: '25.29', trace: { proration: { days: 16, of: 31 } } },
    ]);
    expect(linesOf([base], {})[0]?.trace.proration).toBeUndefined();
  });

  it('of usage is not prorated in a part of the period', () => {
    const [period] = servicePeriodsEnded({ start: '2026-10-16', anchorDay: 1, zone: 'UTC' }, MONTH.end);
    expect(linesOf([calls], { calls: '300' }, { servicePeriod: period ?? WHOLE })[0]).toMatchObject({
      net: '1.50',
      trace: { price: 'calls' },
    });
    expect(linesOf([calls], { calls: '300' }, { servicePeriod: period ?? WHOLE })[0]?.trace.proration).toBeUndefined();
  });
});

describe('a line of a price with more around it', () => {
  const lineOf = (fields: object, quantity: string, settings: LineSettings = {}): ChargeLine | undefined =>
    linesOf([{ ...calls, ...fields }], { calls: quantity }, settings)[0];

  it('counts what is priced, and says what was measured', () => {
    const perThousand = { conversion: { divideBy: '1000', unit: 'thousand calls' }, rounding: { to: 'up' }, unitPrice: '2' };
    expect(lineOf(perThousand, '1400')).toMatchObject({
      quantity: '2',
      unit: 'thousand calls',
      net: '4.00',
      trace: { meter: 'calls', measured: '1400' },
    });
  });

  it('counts units, not their packages', () => {
    const inTens = { id: 'calls', name: 'Calls', model: 'package', meter: 'calls', size: '10', packagePrice: '1' };
    const [line] = linesOf([inTens], { calls: '11' });
    expect(line).toMatchObject({ quantity: '11', unit: 'calls', net: '2.00' });
    expect(line?.trace.measured).toBeUndefined();
  });

  it('has an own unit where the price names one', () => {
    expect(lineOf({ unit: 'requests' }, '1')?.unit).toBe('requests');
  });

  // 30,000 × 0.005 = 150.
  it('costs its maximum at most: the rest is a discount', () => {
    expect(lineOf({ maximumSpend: '100' }, '30000')).toMatchObject({
      parts: [{ amount: '150' }],
      discounts: [{ kind: 'maximum-spend', amount: '50.00' }],
      net: '100.00',
    });
    expect(lineOf({ maximumSpend: '150' }, '30000')?.discounts).toBeUndefined();
  });

  it('costs its minimum at least, by days, also where nothing was used', () => {
    expect(lineOf({ minimumSpend: '31' }, '0')).toMatchObject({ quantity: '0', net: '31.00', parts: [{}, { kind: 'minimum-spend' }] });
    expect(lineOf({ minimumSpend: '31' }, '0', { servicePeriod: { ...WHOLE, partDays: 7 } })).toMatchObject({ net: '7.00' });
  });

  it('of several meters says what each of them measured', () => {
    const size = {
      id: 'size',
      name: 'Size',
      model: 'capacity',
      tiers: [{ limits: { calls: '10', bytes: '5' }, amount: '1' }, { amount: '2' }],
    };
    expect(linesOf([size], { calls: '10', bytes: '6' })).toMatchObject([
      {
        quantity: '1',
        net: '2.00',
        trace: {
          peaks: [
            { meter: 'bytes', measured: '6' },
            { meter: 'calls', measured: '10' },
          ],
        },
      },
    ]);
  });
});

describe('lines', () => {
  it('come in the order of the plan', () => {
    expect(linesOf([calls, base], { calls: '300' }).map(({ description }) => description)).toEqual(['Calls', 'Base fee']);
  });

  it('are left out where a meter measured nothing and nothing is due', () => {
    expect(linesOf([calls, base], { calls: '0' }).map(({ description }) => description)).toEqual(['Base fee']);
  });

  it('stay where nothing was used and a flat fee is due', () => {
    const price = { id: 'calls', name: 'Calls', model: 'graduated', meter: 'calls', tiers: [{ unitPrice: '1', flatFee: '5' }] };
    expect(linesOf([price], { calls: '0' })).toMatchObject([{ quantity: '0', net: '5.00' }]);
    expect(linesOf([{ ...price, flatOnZeroUsage: false }], { calls: '0' })).toEqual([]);
  });

  it('stay where what was used is free', () => {
    expect(linesOf([{ ...calls, unitPrice: '0' }], { calls: '7' })).toMatchObject([{ quantity: '7', net: '0.00' }]);
  });

  it('are two where a meter is priced twice', () => {
    expect(linesOf([calls, { ...calls, id: 'extra', unitPrice: '0.01' }], { calls: '100' }).map(({ net }) => net)).toEqual([
      '0.50',
      '1.00',
    ]);
  });

  it('have no unit where the meter has none', () => {
    expect('unit' in (linesOf([{ ...calls, meter: 'bytes' }], { bytes: '1' })[0] ?? {})).toBe(false);
  });

  it.each([
    { why: 'a meter the catalog does not have', prices: [{ ...calls, meter: 'gone' }], used: { calls: '1' } },
    {
      why: 'tiers on a quantity below 0',
      prices: [{ id: 'calls', name: 'Calls', model: 'graduated', meter: 'calls', tiers: [{ unitPrice: '1' }] }],
      used: { calls: '-0.5' },
    },
  ])('are refused for $why: NotPriceableError', ({ prices, used }) => {
    expect(() => linesOf(prices, used)).toThrow(expect.objectContaining({ name: 'NotPriceableError' }));
  });
});
