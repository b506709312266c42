import { describe, expect, it } from '@jest/globals';
import { byCard, type Payable } from './paying-again.ts';
import type { Outcome, Payment } from './payment.ts';

const AT = '2026-11-04T09:00:00Z';
const CARD = { method: 'card', provider: 'fake', customer: 'cus_1', paymentMethod: 'pm', lastDigits: '4242' } as const;

const attempt = (outcome: Outcome | undefined, isOnPage = false): Payment => ({
  ...{ schema: 1, id: 'RE-1-1', number: 'RE-1', attempt: 1, trigger: 'settlement', customerId: 'adler', amount: '12.00', currency: 'EUR' },
  by: { method: 'card', provider: 'fake', customer: 'cus_1', paymentMethod: 'pm', ...(isOnPage && { isOnPage }) },
  startedAt: AT,
  ...(outcome && { outcome }),
});
const NO = { code: 'expired_card', message: 'Expired.' };
const DECLINED = attempt({ state: 'declined', ...NO });
const PAYABLE: Payable = {
  invoice: { paymentMeans: { by: 'card', lastDigits: '4242' } },
  open: '0.01',
  last: DECLINED,
  customer: { payment: CARD },
  order: undefined,
  at: AT,
};

describe('an invoice that is paid by card', () => {
  it.each([
    { why: 'the card was declined', last: DECLINED, may: 'begin' },
    { why: 'the money went back', last: attempt({ state: 'returned', ...NO }), may: 'begin' },
    { why: 'the attempt was cancelled', last: attempt({ state: 'cancelled', message: 'Settled.' }), may: 'begin' },
    { why: 'nobody has asked the card yet', last: undefined, may: 'announced' },
    { why: 'the customer has to confirm', last: attempt({ state: 'action-required' }), may: 'go-on' },
    { why: 'a page is begun and nothing of it is written down', last: attempt(undefined, true), may: 'go-on' },
    { why: 'it is not known whether a page is there', last: attempt({ state: 'unknown' }, true), may: 'go-on' },
    { why: 'an attempt is begun', last: attempt(undefined), may: 'unknown' },
    { why: 'no answer came of an attempt', last: attempt({ state: 'unknown' }), may: 'unknown' },
    { why: 'the provider has it', last: attempt({ state: 'pending' }), may: 'on-its-way' },
    { why: 'a fee was charged behind the payment', last: attempt({ state: 'paid' }), may: 'none' },
  ] as const)('$may where $why', ({ last, may }) => expect(byCard({ ...PAYABLE, last })).toBe(may));

  it.each<Partial<Payable> & { why: string }>([
    { why: 'nothing is open', open: '0.00' },
    { why: 'more was paid than was due', open: '-0.01' },
    { why: 'it is to be transferred', invoice: { paymentMeans: { by: 'transfer' } } },
    { why: 'it says nothing of how it is paid', invoice: {} },
    { why: 'the customer has no card any more', customer: {} },
    { why: 'the customer is not there', customer: undefined },
    { why: 'its order has ended', order: { state: 'declined', ended: { as: 'unpaid', at: AT } } },
    { why: 'the goods of its order are kept no longer', order: { state: 'invoiced', reservedUntil: AT } },
  ])('is not paid so where $why', ({ why: _, ...it }) => expect(byCard({ ...PAYABLE, ...it })).toBe('none'));

  it.each<Pick<Payable, 'order'> & { why: string }>([
    { why: 'its order waits for a second more', order: { state: 'invoiced', reservedUntil: '2026-11-04T09:00:01Z' } },
    { why: 'its order was confirmed on account', order: { state: 'confirmed', reservedUntil: AT } },
  ])('is paid so where $why', ({ order }) => expect(byCard({ ...PAYABLE, order })).toBe('begin'));
});
