import { addUsage } from '../../shared/erased-usage.store.ts';
import type { UsageFate } from '../../shared/erased-usage.store.ts';
import { getSeller, knownCustomers, metersOf } from '../../shared/catalog.store.ts';
import { table } from '../../shared/ports.ts';
import type { Table } from '../../shared/table.ts';
import { quarantine } from '../../shared/quarantine.store.ts';
import { closedReason, CONFLICT } from '../../shared/quarantine.ts';
import { customersOf, judgeEvents } from './accept-event.ts';
import type { Judged } from './accept-event.ts';
import type { SentEvent } from './request-body.ts';
import type { TimeWindow } from './time-window.ts';

const REMEMBERED_MILLISECONDS = 60_000;
const MOST_REMEMBERED = 100_000;

/** What became of events: how each was judged, and the fates of those that could be counted, in the same order. */
export interface Intake {
  readonly judged: readonly Judged[];
  readonly stored: readonly UsageFate[];
}

/**
 * Stores events: each counted once, or in quarantine with the reason. Doing it again changes nothing.
 *
 * @param window within which they may lie; a backfill has none
 * @returns undefined if there is no such seller; nothing was stored
 */
export async function takeIn(
  sellerId: string,
  sent: readonly SentEvent[],
  storedAt: string,
  window: TimeWindow | undefined,
): Promise<Intake | undefined> {
  if (!(await getSeller(sellerId))) return undefined;
  const judged = await judgeSent(sellerId, sent, storedAt, window);
  const countable = judged.flatMap((it) => ('event' in it ? [it] : []));
  const stored = await addUsage(
    sellerId,
    countable.map(({ event }) => event),
    storedAt.slice(0, 10),
  );
  const refused = judged.flatMap((it) => ('reason' in it ? [it] : []));
  const uncounted = countable.flatMap(({ text, event }, i) => {
    if (stored[i] === 'conflict') return { text, reason: CONFLICT };
    return stored[i] === 'closed' ? { text, reason: closedReason(event.customer, event.time) } : [];
  });
  await quarantine(sellerId, [...refused, ...uncounted], storedAt);
  return { judged, stored };
}

/** Holds events against the catalog as it is now. */
export async function judgeSent(
  sellerId: string,
  sent: readonly SentEvent[],
  storedAt: string,
  window: TimeWindow | undefined,
): Promise<Judged[]> {
  const [meters, customers] = await Promise.all([metersOf(sellerId), customersAmong(sellerId, customersOf(sent), storedAt)]);
  return judgeEvents(sent, { meters, customers, storedAt, window });
}

/** Customers that were found within the last minute; who was not found is looked for again. */
const found = new WeakMap<Table, { since: number; names: Set<string> }>();

async function customersAmong(sellerId: string, ids: readonly string[], storedAt: string): Promise<ReadonlySet<string>> {
  const at = Date.parse(storedAt);
  let remembered = found.get(table());
  if (!remembered || Math.abs(at - remembered.since) > REMEMBERED_MILLISECONDS || remembered.names.size > MOST_REMEMBERED) {
    remembered = { since: at, names: new Set() };
    found.set(table(), remembered);
  }
  const { names } = remembered;
  const isKnown = (id: string): boolean => names.has(`${sellerId}|${id}`);
  for (const id of await knownCustomers(
    sellerId,
    ids.filter((it) => !isKnown(it)),
  ))
    names.add(`${sellerId}|${id}`);
  return new Set(ids.filter(isKnown));
}
