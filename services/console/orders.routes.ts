import type { Hono } from 'hono';
import { z } from 'zod';
import { itemsOf } from '../../shared/catalog.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { askedState } from '../../shared/orders/order-list.store.ts';
import { ORDER_MACHINE } from '../../shared/orders/order.ts';
import { dateIn } from '../../shared/period.ts';
import { steps } from '../../shared/ports.ts';
import { RequestError } from '../../shared/request-error.ts';
import { atOf, type ConsoleEnv, fieldOf, requireRole } from './asking.ts';
import { machineOutline } from './machines.ts';
import { orderPageOf } from './order-page.ts';
import { ordersPageOf } from './orders-page.ts';
import { orderCourse, ordersPage } from './orders.store.ts';
import { shownOrder } from './show-order.routes.ts';
import { takenIn } from './taken-in.store.ts';

const PAGE = 50;
const asked = z.object({ search: z.string().trim().max(100), state: z.string().max(20), customer: z.string().trim().max(100) });
const act = z.enum(['retry', 'ship', 'cancel']);

/** Orders: the list, each with its workflow as it stands, and what people decide on them. */
export function orderRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/orders';

  app.get(base, async (context) => {
    const frame = context.get('frame');
    const { search = '', state = '', customer = '', after = '' } = context.req.query();
    const typed = asked.catch({ search: '', state: '', customer: '' }).parse({ search, state, customer });
    const filter = { search: typed.search, state: askedState.safeParse(typed.state).data, customer: typed.customer || undefined };
    const paging = { after: after.slice(0, 2_000) || undefined, limit: PAGE };
    const [found, items] = await Promise.all([ordersPage(frame.seller.id, filter, paging), itemsOf(frame.seller.id)]);
    const only = found.orders.length === 1 ? found.orders[0]?.order.id : undefined;
    if (only !== undefined && only === typed.search) return context.redirect(`${context.req.path}/${only}`, 303);
    return context.html(ordersPageOf(frame, { ...found, asked: typed, hasItems: items.length > 0 }));
  });

  app.get(`${base}/:orderId`, async (context) => {
    const frame = context.get('frame');
    await takenIn(frame.seller.id, atOf(context));
    const view = await shownOrder(frame.seller.id, context.req.param('orderId'));
    const { version: wanted, state, done } = context.req.query();
    const { placed } = view;
    const version = wanted === undefined ? placed.version : view.versions.find((it) => String(it.version) === wanted)?.version;
    if (version === undefined) throw new NotFoundError(`Order ${view.order.id} has no version ${(wanted ?? '').slice(0, 10)}.`);
    const course = await orderCourse(frame.seller.id, view.order.id, version);
    const flow = { version, course, outline: machineOutline(ORDER_MACHINE), state };
    return context.html(orderPageOf(frame, view, { flow, today: dateIn(atOf(context), frame.seller.zone), done: DONE[done ?? ''] }));
  });

  app.post(`${base}/:orderId`, async (context) => {
    const { email: by } = requireRole(context, 'biller');
    const form = await context.req.formData();
    const kind = act.safeParse(fieldOf(form, 'act')).data;
    if (kind === undefined) throw new RequestError(400, 'Say what is to be done: retry, ship or cancel.');
    const reason = fieldOf(form, 'reason');
    if (kind === 'cancel' && reason === undefined) throw new RequestError(400, 'Say why: the reason is kept in the audit log.');
    const about = { sellerId: context.get('frame').seller.id, orderId: context.req.param('orderId') };
    await steps().call('orders/decide-order', { ...about, kind, by, at: atOf(context), ...(reason === undefined ? {} : { reason }) });
    return context.redirect(`${context.req.path}?done=${kind}`, 303);
  });
}

/** What was done, on the page it leads to. */
const DONE: Readonly<Record<string, string>> = {
  retry: 'Its payment is tried again in a moment.',
  ship: 'The goods were sent: they are on hand no more.',
  cancel: 'It is cancelled. Its goods are free; its invoice, if it has one, is credited in a moment.',
};
