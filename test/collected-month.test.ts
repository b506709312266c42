/** A month on the real state machines, each step delivered twice, one after the other or at once: one charge for each debt, and a ledger that is whole. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

import { verifyLedger } from '../local/commands/verify-ledger.ts';
import { paymentsOf } from '../shared/payments/payment.store.ts';
import { openItems } from '../shared/receivables/open-items.store.ts';
import { postIssued } from '../shared/receivables/posted.store.ts';
import { SELLER } from './support/catalog.ts';
import { collectedMonth, paidOnPage, tellOfStripe } from './support/collected-month.ts';
import { openOneProcess } from './support/one-process.ts';

it.each([true, 'at once'] as const)(
  'collects once what each customer owes by its own means, delivered twice: %s',
  async (isTwice) => {
    const folder = mkdtempSync(join(tmpdir(), 'stepbill-collected-'));
    const process = openOneProcess(join(folder, 'data'), '2026-08-30T05:00:00Z', { watch: { guard: () => {}, isTwice } });
    try {
      const stripe = await collectedMonth(process);
      const numbers = Array.from({ length: 5 }, (_, i) => `RE-2026-00000${i + 1}`);
      const [debited, charged, declined, confirming, transferred] = numbers as [string, string, string, string, string];
      const outcomes = async (): Promise<unknown[]> =>
        (await Promise.all(numbers.map((number) => paymentsOf(SELLER, number)))).map((it) => it.map(({ outcome }) => outcome?.state));
      const open = async (): Promise<string[]> => {
        await postIssued(SELLER, '2026-11-02T06:00:00Z');
        return (await openItems(SELLER, '2026-11-02')).map((it) => `${it.number}: ${it.open}`);
      };

      expect(await outcomes()).toEqual([['pending'], ['paid'], ['declined'], ['action-required'], []]);
      expect(await open()).toEqual([debited, declined, confirming, transferred].map((number) => `${number}: 12.00`));
      expect(stripe.intents.filter(({ status }) => status === 'succeeded')).toMatchObject([
        { amount: 1200, metadata: { invoice: charged } },
      ]);
      expect(stripe.pages).toHaveLength(1);
      expect(readdirSync(join(folder, 'data', 'outbox')).filter((name) => name.includes('-confirm-'))).toHaveLength(1);

      expect(await tellOfStripe(process, 'payment_intent.succeeded', paidOnPage(`${confirming}-1`))).toBe(200);
      const dispute = {
        id: 'dp_1',
        payment_intent: stripe.intents.find(({ metadata }) => metadata['invoice'] === charged)!.id,
        reason: 'fraudulent',
      };
      expect(await tellOfStripe(process, 'charge.dispute.funds_withdrawn', dispute)).toBe(200);
      expect(await outcomes()).toEqual([['pending'], ['returned'], ['declined'], ['paid'], []]);
      expect(await open()).toEqual([debited, charged, declined, transferred].map((number) => `${number}: 12.00`));
      expect(await verifyLedger(SELLER)).toEqual({ count: 4, problems: [] });
      stripe.close();
    } finally {
      await process.close();
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);
