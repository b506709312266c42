import { id } from '../catalog.ts';
import { table } from '../ports.ts';
import { allItems } from '../table.ts';
import type { Change, Key } from '../table.ts';
import { moved, stock, stockMovement } from './stock.ts';
import type { Stock, StockChange, StockMovement } from './stock.ts';

/** What there is of each item, by its id. Each change is on the version that was read, so no piece is promised twice. */
export async function stocksOf(sellerId: string): Promise<Stock[]> {
  return (await allItems(table(), { pk: stockPartition(sellerId) })).map(({ body }) => stock.parse(body));
}

/** What there is of some items, as it was read, and the changes that move them on exactly that. */
export interface ReadStocks {
  /** One of which nothing ever came is not among them. */
  readonly stocks: ReadonlyMap<string, Stock>;
  /**
   * The changes by item, for the transaction of whatever moves them.
   *
   * @throws {RangeError} if there is not so much
   */
  readonly moving: (changes: ReadonlyMap<string, StockChange>, at: string) => Change[];
}

export async function readStocks(sellerId: string, items: readonly string[]): Promise<ReadStocks> {
  const found = await Promise.all(items.map((item) => table().get(stockKey(sellerId, item))));
  const versions = new Map(found.flatMap((it) => (it ? [[it.sk, it.version] as const] : [])));
  const stocks = new Map(found.flatMap((it) => (it ? [[it.sk, stock.parse(it.body)] as const] : [])));
  return {
    stocks,
    moving: (changes, at) =>
      [...changes].map(([item, change]): Change => {
        const before = stocks.get(item) ?? { schema: 1, item, onHand: 0, reserved: 0 };
        return { put: { ...stockKey(sellerId, item), body: moved(before, change, at) }, if: versions.get(item) ?? 'absent' };
      }),
  };
}

/** What there is of some items; one of which nothing ever came is not among them. */
export async function stocksBy(sellerId: string, items: readonly string[]): Promise<ReadonlyMap<string, Stock>> {
  return (await readStocks(sellerId, items)).stocks;
}

/** A movement of an item, by its name, or undefined. */
export async function getMovement(sellerId: string, item: string, name: string): Promise<StockMovement | undefined> {
  const found = await table().get(movementKey(sellerId, item, name));
  return found && stockMovement.parse(found.body);
}

/** The change that writes a movement down, once. */
export function movementChange(sellerId: string, item: string, movement: StockMovement): Change {
  return { put: { ...movementKey(sellerId, item, movement.id), body: movement }, if: 'absent' };
}

/** What came of an item and what was counted, by the names of the movements. */
export async function movementsOf(sellerId: string, item: string): Promise<StockMovement[]> {
  return (await allItems(table(), { pk: movementKey(sellerId, item, '').pk })).map(({ body }) => stockMovement.parse(body));
}

const stockPartition = (sellerId: string): string => `${id.parse(sellerId)}|stock`;
const stockKey = (sellerId: string, item: string): Key => ({ pk: stockPartition(sellerId), sk: item });
const movementKey = (sellerId: string, item: string, name: string): Key => ({ pk: `${stockPartition(sellerId)}|${item}`, sk: name });
