import type { Command } from 'commander';
import type { OrderAct, Shop } from '../commands/shop.ts';
import type { MovementAsked } from '../commands/stock.ts';
import { addCommand, answer, asOption, type Common, jsonOption, sellerBehind, sellerOf, sellerOption, within } from './command.ts';

/** Orders of items, and their stock. */
export function addOrderCommands(program: Command): void {
  addCommand(program, 'order <file>', 'place the order that a file says, YAML or JSON, and follow it; the same again changes nothing', [
    'order order-4711.yml   # { id: "4711", customer: adler, currency: EUR, lines: [{ item: mug, quantity: 2 }] }',
  ])
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((file: string, options: Common) => place(file, options, false));

  const orders = addCommand(program, 'orders', 'orders of items: looked at, changed, shipped, cancelled', [
    'orders list',
    'orders show 4711',
    'orders ship 4711',
    'orders cancel 4711 --reason "Ordered twice"',
  ]).enablePositionalOptions();

  addCommand(orders, 'list', 'the latest orders and how they stand', ['orders list --limit 20'])
    .option('--limit <count>', 'how many', '50')
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common & { limit: string }) =>
      withShop(options, async (shop) => {
        const { ordersLines } = await import('../commands/orders.ts');
        const found = await shop.list(Math.min(1000, Math.max(1, Number(options.limit) || 50)));
        answer(options, found, ordersLines(found));
      }),
    );

  addCommand(orders, 'show <order>', 'an order: its lines, how it stands, and what was missing', ['orders show 4711'])
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((orderId: string, options: Common) =>
      withShop(options, async (shop) => {
        const { orderLines } = await import('../commands/orders.ts');
        const found = await shop.show(orderId);
        answer(options, found, orderLines(found));
      }),
    );

  addCommand(orders, 'change <file>', 'take another version of an order, until its invoice is begun', ['orders change order-4711.yml'])
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((file: string, options: Common) => place(file, options, true));

  addDeciding(orders, 'ship', 'the goods of a confirmed order were sent');
  addDeciding(orders, 'retry', 'try again to collect the payment that an order waits for');
  addDeciding(orders, 'cancel', 'cancel an order that was not shipped; its invoice is credited');
  addStockCommands(program);
}

function addStockCommands(program: Command): void {
  const stock = addCommand(program, 'stock', 'stock of items: on hand, kept for orders, what comes and what was counted', [
    'stock list',
    'stock receive mug 100 --id delivery-17',
  ]).enablePositionalOptions();

  addCommand(stock, 'list', 'what there is of each item', ['stock list --json'])
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common) =>
      withShop(options, async (shop) => {
        const { stockLines } = await import('../commands/stock.ts');
        const found = await shop.stock();
        answer(options, found, stockLines(found));
      }),
    );

  addCommand(stock, 'show <item>', 'what came of an item, came back and was counted', ['stock show mug'])
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((item: string, options: Common) =>
      withShop(options, async (shop) => {
        const { movementLines } = await import('../commands/stock.ts');
        const found = await shop.movements(item);
        answer(options, found, movementLines(item, found));
      }),
    );

  addMoving(stock, 'receive', 'pieces that came in', 'stock receive mug 100 --id delivery-17');
  addMoving(stock, 'count', 'how many pieces are on hand, as they were counted', 'stock count mug 98 --id count-2026 --reason "2 broken"');
  addMoving(stock, 'return', 'pieces that came back of an order', 'stock return mug 1 --id parcel-3 --order 4711');
}

type Moving = Common & Pick<MovementAsked, 'id' | 'order' | 'reason'>;

function addMoving(stock: Command, kind: MovementAsked['kind'], description: string, example: string): void {
  const command = addCommand(stock, `${kind} <item> <quantity>`, description, [example]).requiredOption(
    '--id <id>',
    'names the movement for good: typed again it changes nothing',
  );
  if (kind === 'return') command.requiredOption('--order <id>', 'the order they were sent with');
  command
    .option('--reason <text>', 'why; for the audit log')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((item: string, quantity: string, options: Moving) =>
      withShop(options, async (shop) => {
        const { id, order, reason } = options;
        const { onHand, isNew } = await shop.move({ id, kind, item, quantity, ...(order && { order }), ...(reason && { reason }) });
        answer(options, { onHand, isNew }, [
          isNew ? `${onHand} of ${item} are on hand.` : `It was written down already; ${onHand} are on hand.`,
        ]);
      }),
    );
}

function addDeciding(orders: Command, kind: OrderAct, description: string): void {
  const command = addCommand(orders, `${kind} <order>`, description, [`orders ${kind} 4711`]);
  if (kind === 'cancel') command.requiredOption('--reason <text>', 'why, in the language of the invoice; a credit note says it');
  command
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((orderId: string, options: Common & { reason?: string }) =>
      withShop(options, async (shop) => {
        const { orderLines } = await import('../commands/orders.ts');
        const found = await shop.decide(orderId, kind, options.reason);
        answer(options, found, orderLines(found));
      }),
    );
}

function place(file: string, options: Common, isChange: boolean): Promise<void> {
  return withShop(options, async (shop) => {
    const { orderLines, readOrder } = await import('../commands/orders.ts');
    const found = await shop.place(readOrder(file), isChange);
    answer(options, found, orderLines(found));
  });
}

/** Does the work of a command on orders and stock, wherever they are; behind an address the token says who does it. */
function withShop(options: Common, work: (shop: Shop) => Promise<void>): Promise<void> {
  return within(
    options,
    async (home) => {
      const { personOf } = await import('../commands/person.ts');
      const { shopIn } = await import('../commands/shop.ts');
      await work(shopIn(home, await sellerOf(options), () => personOf(options.as)));
    },
    {
      async overApi(api) {
        const { shopBehind } = await import('../remote/remote-shop.ts');
        await work(shopBehind(api, await sellerBehind(api, options)));
      },
    },
  );
}
