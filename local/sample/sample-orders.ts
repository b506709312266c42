import type { Catalog } from '../../shared/catalog.store.ts';
import { wantedOrder } from '../../shared/orders/order.ts';
import type { WantedOrder } from '../../shared/orders/order.ts';
import { addDays, hoursAfter } from '../../shared/period.ts';
import { pickFrom, randomFrom, wholeFrom } from './random.ts';
import type { Random } from './random.ts';
import { SEED, TROUBLED } from './sample-catalog.ts';

/** An order of the sample, and when it is placed. */
export interface SampleOrder {
  readonly at: string;
  readonly wanted: WantedOrder;
  /** What the customer wanted first, where it changes its mind at once. */
  readonly first?: WantedOrder;
  /** Whether somebody cancels it in the evening. */
  readonly isCancelled: boolean;
  /** When its goods are kept no longer, if nobody pays for them. */
  readonly keptUntil: string;
}

/** What is on hand when the shop opens. There are more orders for antennas than antennas. */
export const STOCK: Readonly<Record<string, number>> = { gateway: 40, sensor: 600, antenna: 8, 'antenna-indoor': 30 };
/** A Monday; the orders of a day are placed from 08:00 on. */
const MONDAY = '2026-11-09';
export const SHOP_OPENS_AT = `${MONDAY}T07:00:00Z`;
/** As the catalog says. */
const HOURS_KEPT = 240;

/** Who orders: on account, prepaid by a card that pays or is declined, or prepaid by transfer. */
type Payer = 'account' | 'card' | 'declined' | 'transfer';
const WEEK: readonly (readonly Payer[])[] = [
  ['account', 'card', 'declined', 'account', 'card', 'declined'],
  ['account', 'card', 'account', 'card', 'account', 'card'],
  ['transfer', 'account', 'card', 'transfer', 'account', 'card'],
  ['transfer', 'card', 'declined', 'account', 'transfer', 'account'],
  ['card', 'transfer', 'account', 'transfer', 'card', 'account'],
];
/** By their places in the week, from 0. The last one wants more gateways than there are. */
const CHANGED = [1, 8, 15];
const CANCELLED = [10, 25];
const TOO_MANY = { place: 29, quantity: 60 };

/** Thirty orders of one week by the sample's customers, from its seed. */
export function sampleOrders(catalog: Catalog): SampleOrder[] {
  const payers = payersIn(catalog);
  return WEEK.flatMap((day, d) =>
    day.map((payer, o): SampleOrder => {
      const place = d * day.length + o;
      const random = randomFrom(`${SEED} order ${place}`);
      const order = {
        id: `shop-${1_001 + place}`,
        customer: pickFrom(random, payers[payer]),
        currency: 'EUR',
        lines: place === TOO_MANY.place ? [{ item: 'gateway', quantity: TOO_MANY.quantity }] : linesFrom(random),
      };
      const doubled = order.lines.map((line) => ({ ...line, quantity: 2 * line.quantity }));
      const at = `${addDays(MONDAY, d)}T${String(8 + o).padStart(2, '0')}:00:00Z`;
      return {
        at,
        keptUntil: hoursAfter(at, HOURS_KEPT),
        wanted: wantedOrder.parse(order),
        ...(CHANGED.includes(place) ? { first: wantedOrder.parse({ ...order, lines: doubled }) } : {}),
        isCancelled: CANCELLED.includes(place),
      };
    }),
  );
}

/** When what was confirmed on a day leaves the house, and somebody cancels: the evening. What Friday brings leaves on Monday. */
export function eveningOf({ at }: SampleOrder): { readonly moment: string; readonly isShippingDay: boolean } {
  const day = at.slice(0, 10);
  return { moment: `${day}T16:00:00Z`, isShippingDay: day !== addDays(MONDAY, WEEK.length - 1) };
}

/** One or two items, a few of each. */
function linesFrom(random: Random): { item: string; quantity: number }[] {
  const [first, most] = pickFrom(random, [['gateway', 2] as const, ['sensor', 24] as const, ['antenna', 3] as const]);
  const lines = [{ item: first as string, quantity: wholeFrom(random, 1, most) }];
  if (first !== 'sensor' && random() < 0.5) lines.push({ item: 'sensor', quantity: 4 * wholeFrom(random, 1, 5) });
  return lines;
}

function payersIn({ customers }: Catalog): Readonly<Record<Payer, string[]>> {
  const payers: Record<Payer, string[]> = { account: [], card: [], declined: [], transfer: [] };
  const troubled: readonly string[] = Object.values(TROUBLED);
  for (const { customer } of customers) {
    const { id, payment, orderTerms } = customer;
    if (troubled.includes(id)) continue;
    if (payment === undefined) payers[orderTerms === 'on-account' ? 'account' : 'transfer'].push(id);
    else if (payment.method === 'card' && payment.paymentMethod === 'pays') payers.card.push(id);
    else if (payment.method === 'card' && payment.paymentMethod === 'declines') payers.declined.push(id);
  }
  return payers;
}
