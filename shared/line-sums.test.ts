import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { draftFor } from '../test/support/runs.ts';
import type { InvoiceLine } from './invoice.ts';
import { lineSums } from './line-sums.ts';
import { decimal, sum } from './money.ts';

const [SAMPLE] = draftFor('adler').lines as [InvoiceLine];
const SEPTEMBER = { start: '2026-08-31T22:00:00Z', end: '2026-09-30T22:00:00Z', zone: 'Europe/Vienna' };

/** A line of plan basic version 1 and meter calls, but for what is said; `meter: undefined` for a fixed fee. */
function line(net: string, quantity: string, changes: Partial<InvoiceLine['trace']> = {}, period = SAMPLE.period): InvoiceLine {
  const trace = { ...SAMPLE.trace, plan: 'basic', planVersion: 1, meter: 'calls', price: 'calls', ...changes };
  return { ...SAMPLE, net, quantity, period, trace };
}

describe('the sums of lines', () => {
  it('are kept by plan version and by meter, with the digits of the currency', () => {
    const lines = [
      line('49.00', '1', { meter: undefined, price: 'base' }),
      line('12.30', '1500.5'),
      line('0.70', '2', { meter: 'storage', price: 'storage' }),
      line('5.00', '10', { planVersion: 2 }),
      line('1.00', '4', { plan: 'addon', meter: 'storage', price: 'storage', subscription: 'adler.addon' }),
    ];
    expect(lineSums(lines, 'EUR')).toEqual({
      plans: [
        { plan: 'addon', version: 1, net: '1.00' },
        { plan: 'basic', version: 1, net: '62.00' },
        { plan: 'basic', version: 2, net: '5.00' },
      ],
      meters: [
        { meter: 'calls', quantity: '1510.5', net: '17.30' },
        { meter: 'storage', quantity: '6', net: '1.70' },
      ],
    });
  });

  it('take a correction of an earlier month with its sign, quantity and net', () => {
    const lines = [line('10.00', '100'), line('-1.25', '-12.5', {}, SEPTEMBER)];
    expect(lineSums(lines, 'EUR')).toEqual({
      plans: [{ plan: 'basic', version: 1, net: '8.75' }],
      meters: [{ meter: 'calls', quantity: '87.5', net: '8.75' }],
    });
  });

  it('count what was measured once where two prices share the meter, and the money of both', () => {
    const lines = [
      line('10.00', '100'),
      line('3.00', '100', { price: 'surcharge' }),
      line('-0.30', '-10', { price: 'surcharge' }, SEPTEMBER),
    ];
    expect(lineSums(lines, 'EUR').meters).toEqual([{ meter: 'calls', quantity: '90', net: '12.70' }]);
  });

  it('tell versions above nine in the order of their numbers', () => {
    const versions = lineSums([line('1', '1', { planVersion: 10 }), line('2', '1', { planVersion: 9 })], 'JPY').plans;
    expect(versions).toEqual([
      { plan: 'basic', version: 9, net: '2' },
      { plan: 'basic', version: 10, net: '1' },
    ]);
  });

  it('of all plan versions together are the net total, to the cent', () => {
    const cents = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((n) => `${n < 0 ? '-' : ''}${(Math.abs(n) / 100).toFixed(2)}`);
    const some = fc.record({ net: cents, plan: fc.constantFrom('a', 'b'), planVersion: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(fc.array(some), (lines) => {
        const { plans } = lineSums(
          lines.map(({ net, ...trace }) => line(net, '1', trace)),
          'EUR',
        );
        const total = sum(lines.map(({ net }) => decimal(net)));
        expect(sum(plans.map(({ net }) => decimal(net))).eq(total)).toBe(true);
      }),
    );
  });
});
