import { z } from 'zod';
import { requireCustomer } from '../../shared/catalog.store.ts';
import type { Customer } from '../../shared/catalog.ts';
import { addDays, isWithin, midnight, utcDaysAround, type Period } from '../../shared/period.ts';
import { eventsPage, type LyingEvent } from '../../shared/usage.store.ts';
import { cursorIn, cursorText } from './cursor.ts';

const PAGE = 100;
const place = z.object({ day: z.string().max(10), after: z.string().max(2_000).optional() });

/** Events of a customer on a day of its zone, as they were stored. */
export interface DayEvents {
  readonly customer: Customer;
  readonly day: string;
  readonly events: readonly LyingEvent[];
  readonly next?: string;
}

/**
 * A page of the events of a day, in the order in which they are stored: by UTC day, and in it by id.
 *
 * @param day calendar day of the customer
 * @throws {NotFoundError} if there is no such customer
 * @throws {RequestError} 400 if the page is none of ours
 */
export async function dayEvents(sellerId: string, customerId: string, day: string, after: string | undefined): Promise<DayEvents> {
  const customer = await requireCustomer(sellerId, customerId);
  const { zone } = customer;
  const period: Period = { start: midnight(day, zone), end: midnight(addDays(day, 1), zone), zone };
  // Without the neighbours: the one or two UTC days that the day touches.
  const days = utcDaysAround(period).slice(1, -1);
  let from = cursorIn(place, after) ?? { day: days[0]! };
  const events: LyingEvent[] = [];
  for (let i = Math.max(0, days.indexOf(from.day)); i < days.length;) {
    const page = await eventsPage(sellerId, customerId, days[i]!, { after: from.after, limit: PAGE });
    events.push(...page.events.filter(({ event }) => isWithin(event.time, period)));
    if (page.next === undefined) i++;
    from = { day: days[i] ?? '', ...(page.next === undefined ? {} : { after: page.next }) };
    if (events.length >= PAGE) break;
  }
  return { customer, day, events, ...(from.day === '' ? {} : { next: cursorText(from) }) };
}
