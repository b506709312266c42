import { now } from '../../shared/clock.ts';
import type { StockMovement } from '../../shared/orders/stock.ts';
import type { StockedItem } from '../../shared/orders/stocked-item.store.ts';
import type { Home } from '../home.ts';
import { CommandError } from './errors.ts';
import { invokeStep } from './invoke-step.ts';
import { alignedTable, minute } from './report.ts';

/** What came, came back, or was counted, as it is typed. */
export interface MovementAsked extends Pick<StockMovement, 'id' | 'kind' | 'order' | 'reason'> {
  readonly item: string;
  readonly quantity: string;
}

/** What is on hand then, and whether it was written down just now. */
export interface Moved {
  readonly onHand: number;
  readonly isNew: boolean;
}

/** Pieces, as they are typed. @throws {CommandError} if it is no number of them */
export function piecesOf(typed: string): number {
  if (/^\d{1,9}$/.test(typed)) return Number(typed);
  throw new CommandError(`"${typed}" is no number of pieces: write a whole number such as 12.`);
}

/** Moves the stock of an item, once under the name of the movement. */
export async function moveStock(home: Home, sellerId: string, by: string, { quantity, ...asked }: MovementAsked): Promise<Moved> {
  const wanted = { sellerId, ...asked, quantity: piecesOf(quantity), by, at: now().toISOString() };
  return (await invokeStep(home.invoke, 'orders/move-stock', wanted)) as Moved;
}

export function stockLines(items: readonly StockedItem[]): string[] {
  if (items.length === 0) return ['The catalog has no items.'];
  const rows = items.map((it) => [
    it.item,
    String(it.onHand),
    String(it.reserved),
    String(it.free),
    it.outSince === undefined ? '' : minute(it.outSince),
  ]);
  return alignedTable(['Item', 'On hand', 'Kept for orders', 'Available', 'Out since (UTC)'], rows);
}

/** @param movements the latest first */
export function movementLines(item: string, movements: readonly Omit<StockMovement, 'schema'>[]): string[] {
  if (movements.length === 0) return [`Nothing of ${item} has come in yet.`];
  const rows = movements.map((it) => [minute(it.at), it.kind, String(it.quantity), it.id, it.order ?? '', it.by, it.reason ?? '']);
  return alignedTable(['When (UTC)', 'What', 'Pieces', 'Id', 'Order', 'By', 'Why'], rows);
}
