import { moneyFigure } from '../../shared/figures.ts';
import { counted, countOf } from './counts.ts';
import { page, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { drawn, html, NOTHING, type Markup } from './markup.ts';
import { monthText } from './moments.ts';
import type { DraftRow, OrderedDrafts } from './drafts.store.ts';

/** Every draft of a run, by customer or the largest first, a page at a time. */
export function draftsPageOf(frame: Frame, found: OrderedDrafts): Markup {
  const { run, rows, order, next } = found;
  const href = `/sellers/${frame.seller.id}/runs/${run.id}`;
  const list = listTable(
    ['Customer', { figure: 'Net' }, { figure: 'To pay' }, { hidden: 'Preview' }],
    rows.map((row) => rowOf(row, href)),
  );
  const empty = html`<p class="empty"><b>No draft here</b>Nothing is due, or drafts are still being prepared.</p>`;
  const isEmpty = rows.length === 0 && next === undefined;
  return page(frame, {
    part: 'runs',
    title: `Drafts of ${monthText(run.month)}`,
    crumb: { href, words: run.id },
    about:
      order && order.count > 0
        ? countOf(
            order.currencies.reduce((sum, { count }) => sum + count, 0),
            'draft',
          )
        : '',
    content: html`${order && !isEmpty ? ordersOf(order, `${href}/drafts`) : NOTHING}
      <section class="card">${isEmpty ? empty : list} ${moreOf(found, `${href}/drafts`)}</section>`,
  });
}

function rowOf({ customerId, name, currency, net, payable }: DraftRow, href: string): Markup {
  return html`<tr>
    <td>
      <a class="name" href="${href}/drafts/${customerId}">${name}</a>
      <span class="small">${customerId}</span>
    </td>
    <td class="figure" data-label="Net">${moneyFigure(net, currency)}</td>
    <td class="figure" data-label="To pay">${moneyFigure(payable, currency)}</td>
    <td class="figure"><a href="${href}/drafts/${customerId}/preview.pdf" aria-label="PDF of ${name}">PDF</a></td>
  </tr>`;
}

/** Amounts of two currencies are not compared: each has an order of its own. */
function ordersOf({ currencies, largest }: NonNullable<OrderedDrafts['order']>, href: string): Markup {
  const link = (address: string, words: string, isCurrent: boolean): Markup =>
    html`<a href="${address}" ${isCurrent ? drawn('aria-current="page"') : NOTHING}>${words}</a>`;
  const words = (currency: string, count: number): string =>
    currencies.length === 1 ? 'Largest first' : `Largest in ${currency} (${counted(count)})`;
  return html`<nav class="tabs flush" aria-label="Order">
    ${link(href, 'By customer', largest === undefined)}
    ${currencies.map(({ currency, count }) => link(`${href}?largest=${currency}`, words(currency, count), currency === largest))}
  </nav>`;
}

function moreOf({ rows, order, next }: OrderedDrafts, href: string): Markup {
  const by = { ...(order?.largest === undefined ? {} : { largest: order.largest }) };
  const link = (words: string, query: Record<string, string>): Markup =>
    html`<a href="${href}?${new URLSearchParams({ ...by, ...query }).toString()}">${words}</a>`;
  if (!order) return next === undefined ? NOTHING : html`<p class="more">${link('More drafts', { after: next })}</p>`;
  const { from, count } = order;
  if (rows.length === count) return NOTHING;
  return html`<p class="more">
    ${counted(from + 1)} to ${counted(from + rows.length)} of ${counted(count)} ${from > 0 ? link('The first ones', {}) : NOTHING}
    ${next === undefined ? NOTHING : link('More drafts', { after: next })}
  </p>`;
}
