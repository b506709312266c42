import { now } from '../../shared/clock.ts';
import { available } from '../../shared/orders/stock.ts';
import type { Stock, StockMovement } from '../../shared/orders/stock.ts';
import { movementsOf, stocksOf } from '../../shared/orders/stock.store.ts';
import { compareInstants } from '../../shared/period.ts';
import type { Home } from '../home.ts';
import { CommandError } from './errors.ts';
import { invokeStep } from './invoke-step.ts';
import { alignedTable } from './report.ts';

/** What came, came back, or was counted, as it is typed. */
export interface MovementAsked extends Pick<StockMovement, 'id' | 'kind' | 'by' | 'order' | 'reason'> {
  readonly item: string;
  readonly quantity: string;
}

/** Moves the stock of an item, once under the name of the movement. */
export async function moveStock(
  home: Home,
  sellerId: string,
  { quantity, ...asked }: MovementAsked,
): Promise<{ onHand: number; isNew: boolean }> {
  if (!/^\d{1,9}$/.test(quantity)) throw new CommandError(`"${quantity}" is no number of pieces: write a whole number such as 12.`);
  const wanted = { sellerId, ...asked, quantity: Number(quantity), at: now().toISOString() };
  return (await invokeStep(home.invoke, 'orders/move-stock', wanted)) as { onHand: number; isNew: boolean };
}

export function listStock(sellerId: string): Promise<Stock[]> {
  return stocksOf(sellerId);
}

export function stockLines(stocks: readonly Stock[]): string[] {
  if (stocks.length === 0) return ['Nothing has come in yet.'];
  const rows = stocks.map((it) => [it.item, String(it.onHand), String(it.reserved), String(available(it)), it.outSince ?? '']);
  return alignedTable(['Item', 'On hand', 'Kept for orders', 'Available', 'Out since'], rows);
}

/** What came of an item, came back and was counted, the latest last. */
export async function stockMovements(sellerId: string, item: string): Promise<StockMovement[]> {
  return (await movementsOf(sellerId, item)).sort((a, b) => compareInstants(a.at, b.at));
}

export function movementLines(item: string, movements: readonly StockMovement[]): string[] {
  if (movements.length === 0) return [`Nothing of ${item} has come in yet.`];
  const rows = movements.map((it) => [it.at, it.kind, String(it.quantity), it.id, it.order ?? '', it.by, it.reason ?? '']);
  return alignedTable(['When', 'What', 'Pieces', 'Id', 'Order', 'By', 'Why'], rows);
}
