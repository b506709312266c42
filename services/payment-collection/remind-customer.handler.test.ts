import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';

import { customerLink } from '../../shared/customer-link.store.ts';
import { getCase, openNextCase } from '../../shared/dunning/dunning-case.store.ts';
import { dunningPlan } from '../../shared/dunning/dunning-plan.ts';
import { decimal, sum } from '../../shared/money.ts';
import { getInvoiceLedger } from '../../shared/receivables/ledger.store.ts';
import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { failingOnce, openEmbedded, retried, type Embedded } from '../../test/support/embedded.ts';
import { issue } from '../../test/support/issued-invoices.ts';
import { invoiceFor } from '../../test/support/runs.ts';
import { handler } from './remind-customer.handler.ts';

const plan = dunningPlan.parse({
  version: 1,
  lateInterest: { rates: [{ from: '2026-01-01', percentPerYear: '10', source: '§ 456 UGB' }] },
  steps: [
    { do: 'remind', after: 3, letter: 'dunning-notice', fee: { EUR: '5.00' }, withInterest: true },
    { do: 'escalate', after: 7 },
  ],
});
const NUMBER = 'RE-2026-000001';
const CASE = { sellerId: SELLER, number: NUMBER, case: 1 };
const INPUT = { ...CASE, step: 1, enteredAt: '2026-11-19T07:00:00Z' };

describe('RemindCustomer', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
    // Due on 16 November.
    await issue({ payable: '365.00' });
    const opening = { number: NUMBER, customerId: 'adler', opened: 'overdue' as const, openedAt: '2026-11-17T05:10:00Z', by: 'stepbill' };
    await openNextCase(SELLER, { ...opening, since: '2026-11-16', plan }, []);
  });
  afterEach(() => world.close());

  const mails = (): string[] => Object.keys(world.picture().mails);
  const charged = async (): Promise<string> =>
    sum((await getInvoiceLedger(SELLER, NUMBER))!.entries.map(({ amount }) => decimal(amount))).toFixed(2);

  it('charges and writes once, however often it runs', async () => {
    await handler(INPUT);
    // 5.00, and 3 days of 365.00 at 10 %.
    expect(await charged()).toBe('-5.30');
    const before = world.picture();
    await handler(INPUT);
    await handler({ ...INPUT, enteredAt: '2026-11-25T07:00:00Z' });
    expect(world.picture()).toEqual(before);
    expect(mails()).toHaveLength(1);
  });

  it.each([
    { who: 'who pays by card', changes: { paymentMeans: { by: 'card', lastDigits: '4242' } }, says: /The invoice is attached\.[^]*You can pay by card here: (\S+)/, attached: 1 }, // prettier-ignore
    {
      who: 'who gets links',
      changes: { delivery: { by: 'link' } },
      says: /take no notice of this letter\. The invoice is here: (\S+)/,
      attached: 0,
    },
  ] as const)('leads $who to the page of the invoice, the same when it runs again', async ({ changes, says, attached }) => {
    process.env['STEPBILL_CUSTOMER_URL'] = 'https://pay.kranich.example';
    const { delivery, ...more } = { delivery: undefined, ...changes };
    const party = invoiceFor('adler', 'RE-1').customer;
    const [number] = await issue({ payable: '365.00', changes: { ...more, ...(delivery && { customer: { ...party, delivery } }) } });
    const opening = { number: number!, customerId: 'adler', opened: 'overdue' as const, openedAt: '2026-11-17T05:10:00Z', by: 'stepbill' };
    await openNextCase(SELLER, { ...opening, since: '2026-11-16', plan }, []);
    for (let i = 0; i < 2; i++) await handler({ ...INPUT, number });
    const [name, ...others] = readdirSync(join(world.folder, 'outbox')).filter((it) => it.endsWith('.eml'));
    const { text = '', attachments } = await PostalMime.parse(readFileSync(join(world.folder, 'outbox', name!)));
    expect(others).toEqual([]);
    expect(says.exec(text)?.[1]).toBe(await customerLink(SELLER, number!));
    expect(attachments).toHaveLength(attached);
    delete process.env['STEPBILL_CUSTOMER_URL'];
  });

  it('charges and writes once when it runs twice at once', async () => {
    await Promise.all([retried(() => handler(INPUT)), retried(() => handler(INPUT))]);
    expect(mails()).toHaveLength(1);
    expect(await charged()).toBe('-5.30');
  });

  it.each(
    [1, 2, 3, 4].flatMap((nth) => [
      { nth, failure: 'before the write' as const },
      { nth, failure: 'after the write' as const },
    ]),
  )('charges and writes once when the connection breaks at write $nth, $failure', async ({ nth, failure }) => {
    world.connectWith((table) => failingOnce(table, failure, nth));
    await expect(handler(INPUT)).rejects.toMatchObject({ name: 'TransientError' });
    await retried(() => handler({ ...INPUT, enteredAt: '2026-11-19T07:05:00Z' }));
    expect(mails()).toHaveLength(1);
    expect(await charged()).toBe('-5.30');
    expect((await getCase(SELLER, NUMBER))!.done).toMatchObject([{ step: 1, asked: '370.30', sent: { to: 'pay@adler.example' } }]);
  });

  it('writes nothing on a day that is not the step’s, or where another step is next', async () => {
    const before = world.picture();
    await handler({ ...INPUT, enteredAt: '2026-11-18T07:00:00Z' });
    await handler({ ...INPUT, step: 2 });
    expect(world.picture()).toEqual(before);
  });
});
