import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { creditGrant } from './catalog.ts';
import type { CreditGrant } from './catalog.ts';
import { creditBalance, creditLedger, paidFrom } from './credit-ledger.ts';
import { decimal, sum } from './money.ts';
import type { Reservation } from './reservation.store.ts';

const DAY = '2026-10-31';
const credit = (id: string, amount: string, rest: object = {}): CreditGrant => creditGrant.parse({ id, amount, currency: 'EUR', ...rest });
const used = (runId: string, ...parts: readonly [string, string][]): Reservation => ({
  schema: 1,
  runId,
  attempt: 1,
  parts: parts.map(([id, amount]) => ({ id, amount })),
});

describe('what credits pay', () => {
  it.each([
    { why: 'all of an amount that one has', of: [credit('a', '20')], amount: '12.00', paid: ['a 12.00'] },
    { why: 'all that one has', of: [credit('a', '20')], amount: '20.01', paid: ['a 20.00'] },
    { why: 'the rest from the next', of: [credit('a', '5'), credit('b', '5')], amount: '7.00', paid: ['a 5.00', 'b 2.00'] },
    { why: 'nothing of nothing', of: [credit('a', '20')], amount: '0.00', paid: [] },
    { why: 'nothing of less', of: [credit('a', '20')], amount: '-3.00', paid: [] },
    { why: 'nothing in another currency', of: [credit('a', '20', { currency: 'USD' })], amount: '3.00', paid: [] },
    { why: 'nothing on the day it expires', of: [credit('a', '20', { expires: DAY })], amount: '3.00', paid: [] },
    { why: 'on the day before', of: [credit('a', '20', { expires: '2026-11-01' })], amount: '3.00', paid: ['a 3.00'] },
    { why: 'nothing that was taken back', of: [credit('a', '20', { voided: '2026-12-01' })], amount: '3.00', paid: [] },
  ])('is $why', ({ of, amount, paid }) => {
    expect(paidFrom(creditLedger(of, [], DAY), amount, 'EUR').map(({ id, amount: it }) => `${id} ${it}`)).toEqual(paid);
  });

  it('is what others left', () => {
    const ledger = creditLedger([credit('a', '20')], [used('r-1', ['a', '12.00']), used('r-2', ['a', '7.50'])], DAY);
    expect(paidFrom(ledger, '3.00', 'EUR')).toEqual([{ id: 'a', amount: '0.50' }]);
  });
});

describe('whatever is given, used, voided and expires', () => {
  const minor = fc.integer({ min: 1, max: 100_000 }).map((units) => decimal(String(units)).div(100).toFixed(2));
  const credits = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      amount: minor,
      priority: fc.integer({ min: 1, max: 3 }),
      expires: fc.option(fc.constantFrom('2026-10-15', '2026-10-31', '2026-11-01'), { nil: undefined }),
      voided: fc.option(fc.constant('2026-10-20'), { nil: undefined, freq: 4 }),
    }),
    { selector: ({ id }) => id },
  );

  it('the balance is the sum of the entries, payable is never below zero, and no credit pays more than it has', () => {
    fc.assert(
      fc.property(credits, fc.array(minor, { maxLength: 8 }), (written, amounts) => {
        const all = written.map(({ expires, voided, ...it }) =>
          creditGrant.parse({ ...it, currency: 'EUR', ...(expires ? { expires } : {}), ...(voided ? { voided } : {}) }),
        );
        const bills: Reservation[] = [];
        for (const [i, amount] of amounts.entries()) {
          const paid = paidFrom(creditLedger(all, bills, DAY), amount, 'EUR');
          expect(
            decimal(amount)
              .minus(sum(paid.map((it) => decimal(it.amount))))
              .gte(0),
          ).toBe(true);
          bills.push(used(`r-${i}`, ...paid.map((it): [string, string] => [it.id, it.amount])));
        }
        const ledger = creditLedger(all, bills, DAY);
        const balance = creditBalance(ledger, { currency: 'EUR' });
        expect(balance).toEqual(sum(ledger.map((it) => decimal(it.amount))));
        expect(balance).toEqual(sum(all.map(({ id }) => creditBalance(ledger, { credit: id }))));
        const took = (id: string) => sum(bills.flatMap(({ parts }) => parts.filter((it) => it.id === id)).map((it) => decimal(it.amount)));
        for (const { id, amount, expires, voided } of all) {
          const isOver = voided !== undefined || (expires !== undefined && expires <= DAY);
          expect(creditBalance(ledger, { credit: id })).toEqual(isOver ? decimal('0') : decimal(amount).minus(took(id)));
          expect(took(id).lte(isOver ? 0 : decimal(amount))).toBe(true);
        }
      }),
    );
  });
});
