/**
 * Every way an order may end, as what the world around it does. Whatever is done again changes nothing, so whoever opens the
 * folder of a process that died does all of it once more.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decideOrder, placeOrder } from '../../local/commands/orders.ts';
import { importCatalog } from '../../local/commands/import-catalog.ts';
import { fixClock } from '../../shared/clock.ts';
import { getFact } from '../../shared/invoice.store.ts';
import type { WantedOrder } from '../../shared/orders/order.ts';
import { SELLER } from './catalog.ts';
import type { OneProcess } from './one-process.ts';
import { ORDER_CATALOG } from './ordered-throughout.ts';

const PLACED = '2026-11-02T09:00:00Z';
const LATER = '2026-11-03T09:00:00Z';
const TOO_LATE = '2026-11-04T09:00:01Z';

/** A shop of ten mugs. */
export async function fillShop({ workspace }: OneProcess, folder: string, catalog = ORDER_CATALOG): Promise<void> {
  writeFileSync(join(folder, 'shop.yml'), catalog);
  await importCatalog([join(folder, 'shop.yml')], 'ops');
  await workspace.runner();
  const delivery = {
    sellerId: SELLER,
    id: 'delivery-1',
    item: 'mug',
    kind: 'receive',
    quantity: 10,
    by: 'ops',
    at: '2026-11-02T08:00:00Z',
  };
  await workspace.invoke('orders/move-stock', JSON.stringify(delivery), { timeoutMilliseconds: 20_000 });
}

const mugs = (customer: string, quantity: number): WantedOrder => ({
  id: 'o-1',
  customer,
  currency: 'EUR',
  lines: [{ item: 'mug', quantity }],
});

/** Places an order as a person does; one that is another version by now stays that. */
async function place(home: OneProcess, customer: string, quantity = 2): Promise<void> {
  const { workspace } = home;
  itIs(home, PLACED);
  try {
    await placeOrder(workspace, SELLER, mugs(customer, quantity), 'shop', false);
  } catch (error) {
    if (!(error as Error).message.includes('is there with other content')) throw error;
    await passed(home, PLACED);
  }
}

/** Moves the clock on to a moment; who opens the folder of a process that died does not do so before it died. */
function itIs({ workspace }: OneProcess, moment: string): void {
  const file = `${workspace.data}.moment`;
  const before = existsSync(file) ? readFileSync(file, 'utf8') : moment;
  const latest = before > moment ? before : moment;
  writeFileSync(file, latest);
  fixClock(new Date(latest));
}

async function decide(home: OneProcess, kind: 'ship' | 'cancel', moment: string): Promise<void> {
  itIs(home, moment);
  await decideOrder(home.workspace, SELLER, 'o-1', kind, { by: 'ops', reason: 'Ordered twice' });
}

async function passed(home: OneProcess, moment: string): Promise<void> {
  itIs(home, moment);
  const runner = await home.workspace.runner();
  await runner.resume();
  runner.wake();
  await runner.settle();
}

/** What is done for an order to end so; and what of its steps goes other than it would by itself. */
export interface Exit {
  readonly acts: (home: OneProcess) => Promise<void>;
  /** Called with the answer of a step, before it is given. */
  readonly onStep?: (home: OneProcess, step: string, input: Readonly<Record<string, unknown>>) => Promise<void>;
}

export const EXITS = {
  'confirmed, prepaid by card': { acts: (home) => place(home, 'bussard') },
  'confirmed on account, and shipped': {
    acts: async (home) => {
      await place(home, 'adler');
      await decide(home, 'ship', LATER);
    },
  },
  'not available': { acts: (home) => place(home, 'habicht', 11) },
  'payment failed': {
    acts: async (home) => {
      await place(home, 'falke');
      await passed(home, TOO_LATE);
    },
  },
  'cancelled while it waits': {
    acts: async (home) => {
      await place(home, 'habicht');
      await decide(home, 'cancel', LATER);
    },
  },
  'cancelled once it is confirmed': {
    acts: async (home) => {
      await place(home, 'adler');
      await decide(home, 'cancel', LATER);
    },
  },
  'changed between SaveOrder and DraftOrder': {
    acts: (home) => place(home, 'adler'),
    async onStep({ workspace }, step, { version }) {
      if (step !== 'orders/save-order' || version !== 1) return;
      const change = { sellerId: SELLER, order: mugs('adler', 3), isChange: true, by: 'shop', at: PLACED };
      await workspace.invoke('orders/place-order', JSON.stringify(change), { timeoutMilliseconds: 20_000 });
    },
  },
  'the invoice can not be made': {
    acts: (home) => place(home, 'habicht'),
    async onStep(_, step, { number }) {
      if (step === 'invoicing/create-invoice' && !(await getFact(SELLER, String(number), 'void'))) throw new Error('no disk');
    },
  },
} as const satisfies Record<string, Exit>;
export type ExitName = keyof typeof EXITS;

/** October is billed while eight orders are placed, on account and by card. */
const BESIDE_A_MONTH: Exit = {
  async acts(home) {
    itIs(home, PLACED);
    const orders = Array.from({ length: 8 }, (_, i) => ({ ...mugs(i % 2 === 0 ? 'adler' : 'bussard', 1), id: `o-${i}` }));
    await Promise.all([home.run('2026-10', PLACED), ...orders.map((it) => placeOrder(home.workspace, SELLER, it, 'shop', false))]);
  },
};
/** All that a process may be killed at. */
export const WORKS = { ...EXITS, 'beside a month': BESIDE_A_MONTH } as const;
export type WorkName = keyof typeof WORKS;

/** Has the steps of a process go as an exit needs it. @param around called with each step that a state machine or a person calls */
export function arrange(home: OneProcess, name: WorkName, around: (step: string, work: () => Promise<string>) => Promise<string>): Exit {
  const exit: Exit = WORKS[name];
  const { invoke } = home.workspace;
  const arranged: typeof invoke = (step, payload, options) =>
    around(step, async () => {
      const done = invoke(step, payload, options);
      // A step that was superseded fails, and the change comes all the same.
      await done.catch(() => undefined);
      await exit.onStep?.(home, step, JSON.parse(payload) as Record<string, unknown>);
      return done;
    });
  Object.assign(home.workspace, { invoke: arranged });
  return exit;
}
