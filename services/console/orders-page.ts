import { moneyFigure } from '../../shared/figures.ts';
import { netOf } from '../../shared/orders/order-answer.ts';
import { countOf } from './counts.ts';
import { page, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { drawn, html, NOTHING, type Markup } from './markup.ts';
import { fullMoment } from './moments.ts';
import { ENDED, ORDER_STATES, orderBadge } from './order-words.ts';
import type { ListedOrder, OrdersPage } from './orders.store.ts';

/** What is looked for, as it was typed. */
export interface AskedOrders {
  readonly search: string;
  readonly state: string;
  readonly customer: string;
}

interface OrdersAbout extends OrdersPage {
  readonly asked: AskedOrders;
  /** Whether the catalog has something that can be ordered. */
  readonly hasItems: boolean;
}

/** Orders of items, the latest first. */
export function ordersPageOf(frame: Frame, { orders, next, lookedAt, asked, hasItems }: OrdersAbout): Markup {
  const base = `/sellers/${frame.seller.id}`;
  const given = Object.entries(asked).filter(([, text]) => text !== '');
  const more = next === undefined ? undefined : `${base}/orders?${new URLSearchParams([...given, ['after', next]]).toString()}`;
  return page(frame, {
    part: 'orders',
    title: 'Orders',
    about: 'What customers have ordered of items, and where it stands.',
    content: html`${filterOf(`${base}/orders`, asked)}
      <section class="card" aria-label="Orders">
        ${orders.length > 0 ? tableOf(orders, frame) : more === undefined ? emptyOf(given.length > 0, hasItems) : noneYet(lookedAt)}
        ${more === undefined ? NOTHING : html`<p class="more"><a href="${more}">${given.length > 0 ? 'Look further' : 'Earlier orders'}</a></p>`}
      </section>`,
  });
}

function filterOf(action: string, { search, state, customer }: AskedOrders): Markup {
  const option = (name: string, words: string): Markup =>
    html`<option value="${name}" ${name === state ? drawn('selected') : NOTHING}>${words}</option>`;
  return html`<form class="filter" action="${action}" role="search">
    <div class="wide">
      <label for="search">Order, or part of its id</label>
      <input id="search" name="search" type="search" value="${search}" maxlength="100" />
    </div>
    <div>
      <label for="customer">Customer’s id</label>
      <input id="customer" name="customer" value="${customer}" maxlength="100" />
    </div>
    <div>
      <label for="state">State</label>
      <select id="state" name="state">
        <option value="">All states</option>
        ${option('open', 'Goods are kept')} ${Object.entries(ORDER_STATES).map(([name, { words }]) => option(name, words))}
      </select>
    </div>
    <button class="button">Search</button>
  </form>`;
}

function tableOf(orders: readonly ListedOrder[], { seller }: Frame): Markup {
  const base = `/sellers/${seller.id}`;
  return listTable(
    ['Order', 'State', 'Placed', 'Invoice', { figure: 'Net' }],
    orders.map(({ order, placed, customer }) => {
      const { id, customerId, placedAt, number, ended } = order;
      return html`<tr>
        <td>
          <a class="name" href="${base}/orders/${id}">${id}</a
          ><span class="small"><a href="${base}/customers/${customerId}">${customer}</a></span>
        </td>
        <td data-label="State">
          ${orderBadge(order)}${ended && order.state === 'declined' ? html`<span class="small">${ENDED[ended.as]}</span>` : NOTHING}
        </td>
        <td data-label="Placed">${fullMoment(placedAt, seller.zone)}</td>
        <td data-label="Invoice">${number === undefined ? '–' : html`<a href="${base}/invoices/${number}">${number}</a>`}</td>
        <td class="figure" data-label="Net">${moneyFigure(netOf(placed), placed.wanted.currency)}</td>
      </tr>`;
    }),
  );
}

function noneYet(lookedAt: number): Markup {
  return html`<p class="empty"><b>None among ${countOf(lookedAt, 'order')}</b>The search goes on below.</p>`;
}

function emptyOf(isFiltered: boolean, hasItems: boolean): Markup {
  if (isFiltered) return html`<p class="empty"><b>Nothing found</b>An order is found by its id, or by part of it.</p>`;
  return hasItems
    ? html`<p class="empty"><b>No order yet</b>They come from the command line, or from product code over the API.</p>`
    : html`<p class="empty"><b>No order yet</b>The catalog has no items that could be ordered. They are a part of it.</p>`;
}
