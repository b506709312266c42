import type { FoundOrders, Reservation } from '../../shared/orders/order-list.store.ts';
import type { StockMovement } from '../../shared/orders/stock.ts';
import type { StockedItem } from '../../shared/orders/stocked-item.store.ts';
import { includesRole } from '../../shared/signed-in.ts';
import { counted, countOf } from './counts.ts';
import { page, tokenField, type Frame } from './layout.ts';
import { moreLink } from './list-page.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { fullMoment, shortMoment } from './moments.ts';
import { orderBadge } from './order-words.ts';
import { totalFigure } from './total-figure.ts';

/** What is typed into a form that was not taken, and what is wrong with it. */
export interface MovementForm {
  readonly kind: StockMovement['kind'];
  readonly fields: Readonly<Record<string, string>>;
  readonly wrong: string;
}

interface StockItemAbout {
  readonly item: StockedItem;
  readonly kept: FoundOrders<Reservation>;
  readonly movements: readonly StockMovement[];
  /** Where the earlier movements are. */
  readonly next?: string | undefined;
  readonly done?: string | undefined;
  readonly form?: MovementForm | undefined;
}

/** An item: what there is of it, for which orders it is kept, what came and was counted, and the forms that say so. */
export function stockItemPageOf(frame: Frame, { item, kept, movements, next, done, form }: StockItemAbout): Markup {
  const base = `/sellers/${frame.seller.id}`;
  const href = `${base}/stock/${item.item}`;
  return page(frame, {
    part: 'stock',
    title: item.name,
    crumb: { href: `${base}/stock`, words: 'Stock' },
    about: item.item,
    content: html`${done === undefined ? NOTHING : html`<p class="notice" role="status">${done}</p>`} ${figuresOf(item, frame.seller.zone)}
      <div class="columns">
        <div>${keptCard(frame, kept, href)} ${movementsCard(frame, movements, href, next)}</div>
        <div>${formsCard(frame, href, form)}</div>
      </div>`,
  });
}

function figuresOf({ onHand, reserved, free, outSince }: StockedItem, zone: string): Markup {
  const figure = (name: string, value: number, note: string): Markup => totalFigure(name, counted(value), note);
  return html`<dl class="card totals">
    ${figure('Free', free, outSince === undefined ? 'can be ordered' : `none since ${shortMoment(outSince, zone)}`)}
    ${figure('On hand', onHand, 'pieces that are there')} ${figure('Kept for orders', reserved, 'of those on hand')}
  </dl>`;
}

function keptCard({ seller }: Frame, { found, next }: FoundOrders<Reservation>, href: string): Markup {
  const base = `/sellers/${seller.id}`;
  const rows = found.map(
    ({ order, quantity }) =>
      html`<tr>
        <td>
          <a class="name" href="${base}/orders/${order.id}">${order.id}</a>
          <span class="small"><a href="${base}/customers/${order.customerId}">${order.customerId}</a></span>
        </td>
        <td data-label="State">${orderBadge(order)}</td>
        <td data-label="Until">
          ${order.state === 'confirmed' || order.reservedUntil === undefined ? 'it is sent' : shortMoment(order.reservedUntil, seller.zone)}
        </td>
        <td class="figure" data-label="Pieces">${counted(quantity)}</td>
      </tr>`,
  );
  const empty =
    next === undefined
      ? html`<p class="empty">
          <b>Nothing is kept</b>Pieces are kept from the moment an order is saved until it is sent, declined or cancelled.
        </p>`
      : html`<p class="empty"><b>None among the latest orders</b>The search goes on below.</p>`;
  return html`<section class="card" aria-labelledby="kept">
    <header><h2 id="kept">Kept for orders</h2></header>
    ${rows.length === 0 ? empty : listTable(['Order', 'State', 'Until', { figure: 'Pieces' }], rows)}
    ${next === undefined ? NOTHING : html`<p class="more"><a href="${href}?kept=${encodeURIComponent(next)}">Look further</a></p>`}
  </section>`;
}

const KINDS: Readonly<Record<StockMovement['kind'], string>> = { receive: 'Came in', return: 'Came back', count: 'Counted' };

function movementsCard({ seller }: Frame, movements: readonly StockMovement[], href: string, next: string | undefined): Markup {
  const base = `/sellers/${seller.id}`;
  const rows = movements.map(
    ({ id, kind, quantity, order, reason, at, by }) =>
      html`<tr>
        <td>
          <b>${KINDS[kind]}</b>${order === undefined ? NOTHING : html` of <a href="${base}/orders/${order}">${order}</a>`}
          <span class="small">${id}${reason === undefined ? '' : `: “${reason}”`}</span>
        </td>
        <td data-label="When">${fullMoment(at, seller.zone)}<span class="small">${by}</span></td>
        <td class="figure" data-label="Pieces">${counted(quantity)}</td>
      </tr>`,
  );
  return html`<section class="card" aria-labelledby="movements">
    <header>
      <h2 id="movements">What came and was counted</h2>
      <span class="small">What is sent leaves with its order</span>
    </header>
    ${
      rows.length === 0
        ? html`<p class="empty"><b>Nothing came in yet</b>Until something does, nothing of it can be ordered.</p>`
        : listTable(['What', 'When', { figure: 'Pieces' }], rows)
    }
    ${moreLink(href, next, 'Earlier')}
  </section>`;
}

const FORMS: readonly {
  readonly kind: StockMovement['kind'];
  readonly summary: string;
  readonly pieces: string;
  readonly button: string;
}[] = [
  { kind: 'receive', summary: 'Pieces came in…', pieces: 'Pieces that came', button: 'Write down what came' },
  { kind: 'count', summary: 'They were counted…', pieces: 'Pieces on hand', button: 'Write down the count' },
  { kind: 'return', summary: 'Pieces came back…', pieces: 'Pieces that came back', button: 'Write down what came back' },
];

function formsCard({ viewer, formToken }: Frame, href: string, form: MovementForm | undefined): Markup {
  if (!includesRole(viewer.role, 'biller'))
    return html`<section class="card"><p class="body small">To move stock takes the role of a biller.</p></section>`;
  return html`<section class="card" aria-labelledby="move">
    <header><h2 id="move">Move stock</h2></header>
    ${FORMS.map(({ kind, summary, pieces, button }) => {
      const sent = form?.kind === kind ? form : undefined;
      const field = (name: string, label: string, rest: Markup, hint?: string): Markup =>
        html`<div>
          <label for="${name}-${kind}">${label}</label>
          <input
            id="${name}-${kind}"
            name="${name}"
            value="${sent?.fields[name] ?? ''}"
            ${rest}
            ${hint === undefined ? NOTHING : html`aria-describedby="${name}-${kind}-hint"`}
          />
          ${hint === undefined ? NOTHING : html`<p class="small" id="${name}-${kind}-hint">${hint}</p>`}
        </div>`;
      return html`<details class="part" ${sent ? html`open` : NOTHING}>
        <summary>${summary}</summary>
        <form method="post" action="${href}" class="form stack after">
          ${tokenField(formToken)}<input type="hidden" name="kind" value="${kind}" />
          ${sent ? html`<p class="wrong" role="alert">${sent.wrong}</p>` : NOTHING}
          ${field('quantity', pieces, html`inputmode="numeric" pattern="[0-9]{1,9}" required maxlength="9"`)}
          ${kind === 'return' ? field('order', 'Order they were sent with', html`required maxlength="40"`) : NOTHING}
          ${field('id', 'Its name', html`required maxlength="60"`, 'Such as delivery-17. It names this for good: sent again it changes nothing.')}
          ${field('reason', 'Why, if there is something to say', html`maxlength="300"`)}
          <button class="button">${button}</button>
        </form>
      </details>`;
    })}
  </section>`;
}

/** What was done, on the page it leads to. */
export function movedText(onHand: number, isNew: boolean): string {
  return isNew ? `It is written down: ${countOf(onHand, 'piece')} on hand.` : 'It was written down already.';
}
