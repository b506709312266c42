/** Orders and their stock are proven: whole as they came out of the state machines, and each record that was damaged is named. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { proofOf, proofReport } from '../local/commands/verify-report.ts';
import { verifySeller } from '../local/commands/verify-seller.ts';
import { embeddedPorts } from '../local/embedded-ports.ts';
import { connect } from '../shared/ports.ts';
import { SELLER } from './support/catalog.ts';
import { Damage } from './support/damage.ts';
import { openOneProcess } from './support/one-process.ts';
import { orderedThroughout } from './support/ordered-throughout.ts';

const folder = mkdtempSync(join(tmpdir(), 'stepbill-verify-orders-'));
const whole = join(folder, 'data');
let copies = 0;

beforeAll(async () => {
  const home = openOneProcess(whole, '2026-11-02T08:00:00Z');
  await orderedThroughout(home, folder);
  const count = { sellerId: SELLER, id: 'count-1', item: 'mug', kind: 'count', quantity: 19, by: 'ops', at: '2026-11-06T08:00:00Z' };
  await home.workspace.invoke('orders/move-stock', JSON.stringify(count), { timeoutMilliseconds: 20_000 });
  await home.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What verification says of a copy that was damaged. */
async function report(damage: (it: Damage) => void = () => {}): Promise<string[]> {
  const data = join(folder, `copy-${++copies}`);
  cpSync(whole, data, { recursive: true });
  damage(new Damage(data));
  const ports = embeddedPorts(data);
  connect(ports);
  try {
    return proofReport(proofOf([await verifySeller(SELLER)], []));
  } finally {
    connect(undefined);
    ports.close();
  }
}
const order = (id: string): [pk: string, sk: string] => [`${SELLER}|orders|${id}`, 'order'];
const STOCK: [pk: string, sk: string] = [`${SELLER}|stock`, 'mug'];

it('is whole after orders that were declined, changed, expired, void, cancelled, paid and shipped', async () => {
  const lines = await report();
  expect(lines.filter((line) => !line.includes(': whole.'))).toEqual([expect.stringMatching(/^Days: /)]);
  expect(lines).toContain(
    'Orders: whole. 10 orders, each with its invoice and what is kept for it; 1 item in stock, as came and was sent.',
  );
});

describe('names', () => {
  it.each<{ why: string; damage: (it: Damage) => void; named: string[] }>([
    {
      why: 'pieces on hand that nothing brought, and some that are kept for nobody',
      damage: (it) => it.change(...STOCK, { onHand: 25, reserved: 4 }),
      named: [
        'Stock of mug: 25 are on hand. Right: 19, as came and was sent.',
        'Stock of mug: 4 are kept for orders. Right: 3, which orders hold.',
      ],
    },
    {
      why: 'a movement that is gone',
      damage: (it) => it.remove(`${SELLER}|stock|mug`, 'delivery-1'),
      named: ['Stock of mug: 19 are on hand. Right: -1, as came and was sent.'],
    },
    {
      why: 'a return that its order knows nothing of',
      damage: (it) => it.change(...order('of-adler'), { returned: {} }),
      named: ['Order of-adler: 0 of mug came back of it. Right: 1, as was moved.'],
    },
    {
      why: 'stock that is gone, of which an order holds a piece',
      damage: (it) => it.remove(...STOCK),
      named: [
        'Stock of mug: 0 are on hand. Right: 19, as came and was sent.',
        'Stock of mug: 0 are kept for orders. Right: 3, which orders hold.',
      ],
    },
    {
      why: 'a reservation that nobody owns',
      damage: (it) => it.put(`${SELLER}|reservations`, '2026-11-04T09:00:00Z|lost', { schema: 1 }),
      named: ["Reservations: one of order lost until 2026-11-04T09:00:00Z is nobody's. Right: an order that waits to be gone on with."],
    },
    {
      why: 'goods that are kept and never free again',
      damage: (it) => it.change(...order('of-bussard'), { state: 'reserved', number: undefined }),
      named: [
        'Order of-bussard: its goods are kept, and never free again. Right: a reservation of of-bussard until 2026-11-04T09:00:00Z.',
        'RE-2026-000004: is an invoice of order of-bussard, which names none. Right: an order that names it.',
      ],
    },
    {
      why: 'an invoice whose order is gone',
      damage: (it) => it.remove(...order('of-bussard')),
      named: [
        'Order of-bussard: is listed, and Seller "kranich" has no order "of-bussard". Right: its record and what was ordered.',
        'Stock of mug: 3 are kept for orders. Right: 2, which orders hold.',
        'RE-2026-000004: is of order of-bussard, which is not there. Right: an order that names it.',
      ],
    },
    {
      why: 'an order that lost its number',
      damage: (it) => it.change(...order('of-bussard'), { number: undefined }),
      named: [
        'Order of-bussard: is confirmed and names no invoice. Right: the number of its invoice.',
        'RE-2026-000004: is an invoice of order of-bussard, which names none. Right: an order that names it.',
      ],
    },
    {
      why: 'an order with the invoice of another',
      damage: (it) => it.change(...order('of-bussard'), { number: 'RE-2026-000003' }),
      named: [
        'Order of-bussard: names invoice RE-2026-000003, which is not issued of it. Right: RE-2026-000004.',
        'RE-2026-000004: is an invoice of order of-bussard, which names RE-2026-000003. Right: an order that names it.',
      ],
    },
    {
      why: 'an order that has ended and is still billed',
      damage: (it) => it.remove(`${SELLER}|invoice|RE-2026-000005`, 'credited'),
      named: [
        'Order of-falke: is cancelled, and RE-2026-000005 is not credited. Right: a credit note of all of it: credit RE-2026-000005 --all.',
      ],
    },
  ])('$why', async ({ damage, named }) => {
    const lines = await report(damage);
    const problems = lines.slice(lines.findIndex((line) => line.startsWith('Orders: NOT WHOLE')) + 1, -1).map((line) => line.trim());
    expect(problems).toEqual(named);
  });
});
