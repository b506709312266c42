import '../../test/support/quiet-log.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { requireOrder } from '../../shared/orders/order.store.ts';
import { getMovement } from '../../shared/orders/stock.store.ts';
import { connect } from '../../shared/ports.ts';
import { SELLER } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, retried, type Embedded, type Failure, type Picture } from '../../test/support/embedded.ts';
import { interleaved } from '../../test/support/interleaved.ts';
import { bringTo, mugs, openShop, placeMugs, PLACED_AT } from '../../test/support/shop.ts';
import { handler as decideOrder } from './decide-order.handler.ts';
import { handler as informCustomer } from './inform-customer.handler.ts';
import { handler as moveStock } from './move-stock.handler.ts';
import { handler as releaseStock } from './release-stock.handler.ts';
import { handler as saveOrder } from './save-order.handler.ts';

const stepOf = (orderId: string, enteredAt = PLACED_AT): object => ({ sellerId: SELLER, orderId, version: 1, enteredAt });
const decide = (orderId: string, kind: 'ship' | 'cancel'): Promise<unknown> =>
  decideOrder({ sellerId: SELLER, orderId, kind, by: 'ops', at: PLACED_AT });
const move = (id: string, kind: string, quantity: number, more: object = {}): Promise<unknown> =>
  moveStock({ sellerId: SELLER, id, item: 'mug', kind, quantity, by: 'ops', at: PLACED_AT, ...more });

describe('in one shop', () => {
  let world: Embedded;
  beforeEach(() => {
    world = openEmbedded();
  });
  afterEach(() => world.close());

  it.each([1, 20, 300])('of a hundred orders at once for ten pieces exactly ten get one, each asked twice (seed %s)', async (seed) => {
    await openShop(10);
    const orders = Array.from({ length: 100 }, (_, i) => `o-${i}`);
    for (const order of orders) await placeMugs(order, 1);
    connect({ ...world.ports, table: interleaved(world.ports.table, seed) });
    const answers = await Promise.all([...orders, ...orders].map((order) => retried(() => saveOrder(stepOf(order)))));
    const [first, again] = [answers.slice(0, 100), answers.slice(100)];
    expect(first.filter((answer) => answer.isSaved)).toHaveLength(10);
    expect(again).toEqual(first);
    expect(await mugs()).toEqual({ onHand: 10, reserved: 10 });
  });

  it('what is kept for an order that nobody went on with is there again once its time is over, and not before', async () => {
    await openShop(1);
    await placeMugs('first', 1);
    await placeMugs('second', 1);
    await saveOrder(stepOf('first'));
    expect(await saveOrder(stepOf('second', '2026-11-04T08:59:59Z'))).toEqual({ isSaved: false });
    expect(await saveOrder(stepOf('second', '2026-11-04T09:00:00Z'))).toEqual({ isSaved: true });
    expect((await requireOrder(SELLER, 'first')).order).toMatchObject({ state: 'declined', ended: { as: 'expired' } });
    expect(await mugs()).toEqual({ onHand: 1, reserved: 1 });
    await expect(saveOrder(stepOf('first', '2026-11-04T09:00:01Z'))).rejects.toThrow('Order "first" is declined: expired.');
  });

  it('an execution of a version that does not count any more releases nothing of the one that does', async () => {
    await openShop(5);
    await placeMugs('o', 2);
    await placeMugs('o', 3);
    expect(await saveOrder({ ...stepOf('o'), version: 2 })).toEqual({ isSaved: true });
    await expect(saveOrder(stepOf('o'))).rejects.toThrow('Version 2 of order "o" counts now, not 1.');
    expect(await releaseStock(stepOf('o'))).toMatchObject({ isSuperseded: true });
    expect(await mugs()).toEqual({ onHand: 5, reserved: 3 });
  });

  it('no fewer are counted than are kept for orders, and a movement has its name for good', async () => {
    await openShop(5);
    await placeMugs('o', 3);
    await saveOrder(stepOf('o'));
    await expect(move('count-1', 'count', 2)).rejects.toThrow('3 of "mug" are kept for orders, and 2 were counted');
    expect(await move('count-1', 'count', 4)).toEqual({ onHand: 4, isNew: true });
    expect(await move('count-1', 'count', 4)).toEqual({ onHand: 4, isNew: false });
    await expect(move('count-1', 'receive', 4)).rejects.toThrow('"count-1" is another movement of "mug": count of 4.');
    await expect(move('none', 'receive', 0)).rejects.toThrow('expected a whole number of pieces, at least 1');
  });
});

it('of any orders at once, each asked twice, on hand is what came, less what was shipped, with what came back; kept is what orders hold', async () => {
  const act = fc.tuple(
    fc.constantFrom('save', 'ship', 'cancel', 'release', 'return', 'receive', 'count'),
    fc.nat(4),
    fc.integer({ min: 1, max: 4 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 40 }), fc.integer({ min: 1, max: 1_000_000 }), async (acts, seed) => {
      const world = openEmbedded();
      try {
        await openShop(6);
        for (let i = 0; i < 5; i++) await placeMugs(`o-${i}`, piecesOf(i));
        connect({ ...world.ports, table: interleaved(world.ports.table, seed) });
        const came: number[] = [6];
        const named = acts.map((it, n) => [...it, `m-${n}`] as const);
        // Three at once, and each of them twice.
        for (let from = 0; from < named.length; from += 3) await Promise.all(named.slice(from, from + 3).map((it) => done(it, came)));
        const { onHand, reserved } = await mugs();
        const orders = await Promise.all([0, 1, 2, 3, 4].map(async (i) => (await requireOrder(SELLER, `o-${i}`)).order.state));
        const inState = (...states: string[]): number =>
          orders.reduce((sum, state, i) => sum + (states.includes(state) ? piecesOf(i) : 0), 0);
        expect(onHand).toBe(came.reduce((sum, it) => sum + it, 0) - inState('shipped'));
        expect(reserved).toBe(inState('reserved', 'confirmed'));
        expect(reserved).toBeLessThanOrEqual(onHand);
      } finally {
        world.close();
      }
    }),
    { numRuns: 15, seed: 20 },
  );
}, 60_000);

const piecesOf = (order: number): number => 1 + (order % 3);

/** Does an act twice at once; of what comes in by it each is told once. */
async function done([kind, i, quantity, id]: readonly [string, number, number, string], came: number[]): Promise<void> {
  const order = `o-${i}`;
  const act = async (): Promise<unknown> => {
    if (kind === 'receive' || kind === 'count') return move(id, kind, quantity);
    if (kind === 'return') return move(id, kind, quantity, { order });
    if (kind === 'save') return (await saveOrder(stepOf(order)), bringConfirmed(order));
    return kind === 'release' ? releaseStock(stepOf(order)) : decide(order, kind as 'ship' | 'cancel');
  };
  const tried = await Promise.all([act, act].map((it) => retried(it).catch(() => undefined)));
  const news = (tried as ({ isNew?: boolean } | undefined)[]).filter((answer) => answer?.isNew === true);
  expect(news.length).toBeLessThanOrEqual(1);
  if (news.length === 0) return;
  if (kind === 'receive' || kind === 'return') came.push(quantity);
  if (kind === 'count') came.push((await getMovement(SELLER, 'mug', id))!.difference!);
}

async function bringConfirmed(order: string): Promise<void> {
  const { state } = (await requireOrder(SELLER, order)).order;
  // Whoever was faster has brought it on.
  if (state === 'reserved') await bringTo(order, { state: 'confirmed' }).catch(() => undefined);
}

const STEPS = {
  'save-order': { before: () => placeMugs('o', 2), step: () => saveOrder(stepOf('o')) },
  'save-order of too many': { before: () => placeMugs('o', 7), step: () => saveOrder(stepOf('o')) },
  'release-stock': { before: () => kept('reserved'), step: () => releaseStock(stepOf('o')) },
  'inform-customer of what is not there': { before: () => placeMugs('o', 7), step: () => informCustomer(stepOf('o')) },
  'a shipment': { before: () => kept('confirmed'), step: () => decide('o', 'ship') },
  'a cancellation': { before: () => kept('reserved'), step: () => decide('o', 'cancel') },
  'a delivery': { before: () => Promise.resolve(), step: () => move('d', 'receive', 3) },
} as const;

async function kept(state: 'reserved' | 'confirmed'): Promise<void> {
  await placeMugs('o', 2);
  await saveOrder(stepOf('o'));
  await bringTo('o', { state });
}

describe.each(Object.entries(STEPS))('%s', (_, { before, step }) => {
  it('changes nothing when it is done twice, or twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => (await openShop(5), await before(), step));
    expect(again).toEqual(once);
    // Of two that send a mail at once one claims it anew.
    const claimed = ({ records, ...rest }: Picture): object => ({
      ...rest,
      records: records.map((it) => ({ ...it, ...(it.pk.endsWith('|MAIL') && { version: 0 }) })),
    });
    expect(claimed(atOnce)).toEqual(claimed(once));
  });

  it.each<Failure>(['before the write', 'after the write'])('leaves the same when it dies %s', async (failure) => {
    const pictureOf = async (isFailing: boolean): Promise<unknown> => {
      const world = openEmbedded();
      try {
        await openShop(5);
        await before();
        if (isFailing) world.connectWith((table) => failingOnce(table, failure));
        await retried(step);
        return world.picture();
      } finally {
        world.close();
      }
    };
    expect(await pictureOf(true)).toEqual(await pictureOf(false));
  });
});
