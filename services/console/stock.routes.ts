import type { Hono } from 'hono';
import { z } from 'zod';
import { stockMovement, wantedMovement } from '../../shared/orders/stock.ts';
import { keptFor, movementsDown, requireStocked, stockedItems } from '../../shared/orders/stocked-item.store.ts';
import { steps } from '../../shared/ports.ts';
import { RequestError } from '../../shared/request-error.ts';
import { type Asking, atOf, type ConsoleEnv, fieldOf, requireRole } from './asking.ts';
import { listPage } from './list-page.ts';
import { movedText, type MovementForm, stockItemPageOf } from './stock-item-page.ts';
import { stockPageOf } from './stock-page.ts';

const PAGE = 50;
const moved = z.object({ onHand: z.int(), isNew: z.boolean() });
/** Fields of a movement, as its form calls them. */
const LABELS: Readonly<Record<string, string>> = { id: 'Its name', quantity: 'Pieces', order: 'Order', reason: 'Why' };
const FIELDS = Object.keys(LABELS);
/** What a person can mend in the form. */
const REFUSALS = ['DecisionRefusedError', 'InvalidInputError', 'NotFoundError'];

/** Stock: the items, each with what came of it and the orders it is kept for, and what people say that came or was counted. */
export function stockRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/stock';

  app.get(base, async (context) => {
    const frame = context.get('frame');
    const { shown, next } = listPage(await stockedItems(frame.seller.id), context.req.query('after'), { nameOf: ({ item }) => item });
    return context.html(stockPageOf(frame, { items: shown, next }));
  });

  app.get(`${base}/:item`, async (context) => {
    const { moved: onHand, again } = context.req.query();
    const count = z.coerce.number().int().min(0).safeParse(onHand).data;
    return showItem(context, count === undefined ? undefined : movedText(count, again === undefined));
  });

  app.post(`${base}/:item`, async (context) => {
    const { email: by } = requireRole(context, 'biller');
    const form = await context.req.formData();
    const kind = stockMovement.shape.kind.safeParse(fieldOf(form, 'kind')).data;
    if (kind === undefined) throw new RequestError(400, 'Say what happened: receive, return or count.');
    const fields: Record<string, string> = {};
    for (const name of FIELDS) {
      const text = fieldOf(form, name);
      if (text !== undefined) fields[name] = text;
    }
    const refuse = (wrong: string): Promise<Response> => showItem(context, undefined, { kind, fields, wrong });
    const wanted = wantedMovement.safeParse({ ...fields, kind, quantity: wholeNumber(fields['quantity']) });
    if (!wanted.success) return refuse(wanted.error.issues.map(({ path, message }) => `${LABELS[String(path[0])]}: ${message}.`).join(' '));
    const about = { sellerId: context.get('frame').seller.id, item: context.req.param('item'), by, at: atOf(context) };
    try {
      const { onHand, isNew } = moved.parse(await steps().call('orders/move-stock', { ...about, ...wanted.data }));
      return context.redirect(`${context.req.path}?moved=${onHand}${isNew ? '' : '&again'}`, 303);
    } catch (error) {
      if (error instanceof Error && REFUSALS.includes(error.name)) return refuse(error.message);
      throw error;
    }
  });
}

async function showItem(context: Asking, done: string | undefined, form?: MovementForm): Promise<Response> {
  const frame = context.get('frame');
  const { id } = frame.seller;
  const item = await requireStocked(id, context.req.param('item') ?? '');
  const { after, kept: place } = context.req.query();
  const [kept, all] = await Promise.all([
    keptFor(id, item, { after: place?.slice(0, 2_000) || undefined, limit: PAGE }),
    movementsDown(id, item.item),
  ]);
  const { shown, next } = listPage(all, after, { nameOf: (it) => it.id });
  return context.html(stockItemPageOf(frame, { item, kept, movements: shown, next, done, form }), form ? 409 : 200);
}

/** Digits as a number; anything else is none, and so no number of pieces. */
function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
