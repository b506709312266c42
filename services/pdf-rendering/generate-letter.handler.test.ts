import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { completeStep, openNextCase, stepChange } from '../../shared/dunning/dunning-case.store.ts';
import { dunningPlan } from '../../shared/dunning/dunning-plan.ts';
import type { DoneStep } from '../../shared/dunning/dunning-case.ts';
import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { NOW, openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { issue } from '../../test/support/issued-invoices.ts';
import { handler } from './generate-letter.handler.ts';

const NUMBER = 'RE-2026-000001';
const INPUT = { sellerId: SELLER, number: NUMBER, case: 1, step: 1 };
const NOTICE: DoneStep = {
  ...{ schema: 1, step: 1, do: 'remind', day: '2026-11-19', at: '2026-11-19T07:00:00Z', letter: 'dunning-notice', level: 1 },
  ...{ currency: 'EUR', open: '12.00', fee: '5.00', asked: '17.00', payBy: '2026-11-26' },
};

describe('GenerateLetter', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
    await issue({ payable: '12.00' });
    const plan = dunningPlan.parse({ version: 1, steps: [{ do: 'remind', after: 3, letter: 'dunning-notice', fee: { EUR: '5.00' } }] });
    const opening = { number: NUMBER, customerId: 'adler', opened: 'overdue' as const, openedAt: NOW, by: 'stepbill', since: '2026-11-16' };
    await openNextCase(SELLER, { ...opening, plan }, []);
  });
  afterEach(() => world.close());

  const written = (step: DoneStep): Promise<void> => world.ports.table.write([stepChange(SELLER, NUMBER, 1, step)]);
  const letters = (): [string, string][] => Object.entries(world.picture().archive).filter(([path]) => path.includes('dunning'));

  it('files the letter beside its invoice, once, however often and whenever it runs', async () => {
    await written(NOTICE);
    await handler(INPUT);
    const once = letters();
    expect(once.map(([path]) => path)).toEqual([`${SELLER}/2026/${NUMBER}-dunning-1-1.pdf`]);
    await Promise.all([handler(INPUT), handler(INPUT)]);
    // Steps behind it charge more, which this letter does not say.
    await written({ ...NOTICE, step: 2, fee: '9.00', level: 2 });
    await handler(INPUT);
    expect(letters()).toEqual(once);
  });

  it.each([
    { why: 'the step came to nothing', step: undefined },
    { why: 'it is a friendly reminder', step: { ...NOTICE, letter: 'reminder' as const } },
    { why: 'it is a payment that was tried', step: { schema: 1, step: 1, do: 'retry-payment', day: '2026-11-19', at: NOW, currency: 'EUR', open: '12.00' } as const }, // prettier-ignore
  ])('files none where $why', async ({ step }) => {
    if (step) await written(step);
    expect(await handler(INPUT)).toBeNull();
    expect(letters()).toEqual([]);
  });

  it('draws nothing that was sent before by mail alone', async () => {
    await written(NOTICE);
    await completeStep(SELLER, NUMBER, 1, { ...NOTICE, sent: { messageId: 'm', to: 'pay@adler.example' } });
    await handler(INPUT);
    expect(letters()).toEqual([]);
  });
});
