/** A shop on the real state machines, in this process, at ten mugs: orders are placed, decided on, and followed until they wait or end. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importCatalog } from '../../local/commands/import-catalog.ts';
import { fixClock } from '../../shared/clock.ts';
import type { InvoiceFacts } from '../../shared/invoice.store.ts';
import { invoiceFacts } from '../../shared/invoice.store.ts';
import { requireOrder } from '../../shared/orders/order.store.ts';
import { executionOfOrder, orderPlacing } from '../../shared/orders/order.ts';
import type { Order } from '../../shared/orders/order.ts';
import { stocksBy } from '../../shared/orders/stock.store.ts';
import { SELLER } from './catalog.ts';
import type { OneProcess, OneProcessOptions } from './one-process.ts';
import { openOneProcess } from './one-process.ts';
import { ORDER_CATALOG } from './ordered-throughout.ts';

/** When orders are placed, if nothing is said. */
export const ORDERED_AT = '2026-11-02T09:00:00Z';

/** An order as it is placed; mugs, if nothing is said. */
export interface Ordered {
  readonly lines?: readonly object[];
  readonly quantity?: number;
  readonly isChange?: boolean;
  readonly shipTo?: object;
  readonly at?: string;
}

export interface OpenShop {
  readonly home: OneProcess;
  readonly folder: string;
  /** Calls a step of orders. */
  step(name: string, input: object): Promise<unknown>;
  /** Until every order waits or has ended, at a moment, or at that of before. */
  settled(moment?: string): Promise<void>;
  place(id: string, by: string, ordered?: Ordered): Promise<Order>;
  decide(orderId: string, kind: string, at?: string): Promise<unknown>;
  order(id: string): Promise<Order>;
  /** How the execution of a version stands. */
  execution(id: string, version?: number): Promise<string | undefined>;
  stock(item?: string): Promise<string>;
  facts(number: string): Promise<InvoiceFacts>;
  /** Mails in which a text is. */
  mails(text?: string): string[];
  close(): Promise<void>;
}

export async function openShopOf(catalog = ORDER_CATALOG, options: OneProcessOptions = {}): Promise<OpenShop> {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-shop-'));
  const home = openOneProcess(join(folder, 'data'), '2026-11-02T08:00:00Z', options);
  writeFileSync(join(folder, 'shop.yml'), catalog);
  await importCatalog([join(folder, 'shop.yml')], 'ops');
  await home.workspace.runner();
  const step: OpenShop['step'] = async (name, input) => {
    const payload = JSON.stringify({ sellerId: SELLER, ...input });
    return JSON.parse(await home.workspace.invoke(`orders/${name}`, payload, { timeoutMilliseconds: 20_000 })) as unknown;
  };
  const settled: OpenShop['settled'] = async (moment) => {
    if (moment !== undefined) fixClock(new Date(moment));
    const runner = await home.workspace.runner();
    await runner.resume();
    runner.wake();
    await runner.settle();
  };
  const order = async (id: string): Promise<Order> => (await requireOrder(SELLER, id)).order;
  await step('move-stock', { id: 'delivery-1', item: 'mug', kind: 'receive', quantity: 10, by: 'ops', at: '2026-11-02T08:00:00Z' });
  return {
    home,
    folder,
    step,
    settled,
    order,
    async place(id, by, { quantity = 2, lines = [{ item: 'mug', quantity }], isChange = false, shipTo, at = ORDERED_AT } = {}) {
      const wanted = { id, customer: by, currency: 'EUR', lines, ...(shipTo && { shipTo }) };
      fixClock(new Date(at));
      const answer = orderPlacing.parse(await step('place-order', { order: wanted, isChange, by: 'shop', at }));
      if ('faults' in answer) throw new Error(answer.faults.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
      await settled();
      return order(id);
    },
    decide: (orderId, kind, at = '2026-11-02T10:00:00Z') => step('decide-order', { orderId, kind, by: 'ops', at }),
    async execution(id, version = 1) {
      const runner = await home.workspace.runner();
      return (await runner.describe('order', executionOfOrder(SELLER, { id, version })))?.status;
    },
    async stock(item = 'mug') {
      const { onHand, reserved } = (await stocksBy(SELLER, [item])).get(item)!;
      return `${onHand} on hand, ${reserved} kept`;
    },
    facts: (number) => invoiceFacts(SELLER, number),
    mails(text = '') {
      const outbox = join(folder, 'data/outbox');
      const names = readdirSync(outbox).filter((name) => name.endsWith('.eml'));
      return names.sort().map((name) => readFileSync(join(outbox, name), 'utf8')).filter((it) => it.includes(text)); // prettier-ignore
    },
    async close() {
      await home.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
