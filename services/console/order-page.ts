import type { Graph } from '../../shared/asl-walk.ts';
import { inLanguage } from '../../shared/catalog.ts';
import { amountFigure, moneyFigure, priceFigure } from '../../shared/figures.ts';
import { lineNet, netOf } from '../../shared/orders/order-answer.ts';
import { invoiceBalance } from '../../shared/standing.ts';
import { counted } from './counts.ts';
import { page, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { standingsOf } from './machine-standing.ts';
import { drawCourse } from './machine-svg.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { fullMoment, shortMoment } from './moments.ts';
import { orderCourseCard } from './order-course-card.ts';
import { orderDecisions } from './order-forms.ts';
import { orderBadge } from './order-words.ts';
import type { OrderCourse } from './orders.store.ts';
import type { ShownOrder } from './shown-order.ts';
import { statePanel } from './state-panel.ts';
import { totalFigure } from './total-figure.ts';

/** The flow of an order, and what of it is looked at. */
export interface OrderFlow {
  /** The version whose execution it is. */
  readonly version: number;
  readonly course: OrderCourse;
  readonly outline: Graph;
  /** State whose panel is open. */
  readonly state: string | undefined;
}

interface OrderAbout {
  readonly flow: OrderFlow;
  /** Date of the seller. */
  readonly today: string;
  readonly done: string | undefined;
}

/** An order: what is ordered, where it stands in its workflow, what became of it, and what a person can decide. */
export function orderPageOf(frame: Frame, view: ShownOrder, { flow, today, done }: OrderAbout): Markup {
  const { order, customer } = view;
  const base = `/sellers/${frame.seller.id}`;
  const href = `${base}/orders/${order.id}`;
  const ended = flow.course.execution?.status;
  const hasFailed = ended !== undefined && ended !== 'RUNNING' && ended !== 'SUCCEEDED' && flow.version === order.version;
  return page(frame, {
    part: 'orders',
    title: `Order ${order.id}`,
    crumb: { href: `${base}/orders`, words: 'Orders' },
    badge: orderBadge(order, hasFailed),
    about: html`<a href="${base}/customers/${order.customerId}">${customer}</a> · placed
      ${fullMoment(order.placedAt, frame.seller.zone)}${
        order.number === undefined ? NOTHING : html` · invoice <a href="${base}/invoices/${order.number}">${order.number}</a>`
      }`,
    content: html`${done === undefined ? NOTHING : html`<p class="notice" role="status">${done}</p>`}
      ${hasFailed ? failedNotice(view, flow, base) : NOTHING} ${figuresOf(frame, view, today)}
      <div class="run calm">
        ${graphCard(frame, view, flow, href)}
        <div class="review">
          ${flow.state === undefined ? NOTHING : panelOf(flow, href, frame.seller.zone)} ${orderDecisions(frame, view, href)}
          ${linesCard(view)} ${orderCourseCard(frame, view, href)}
        </div>
      </div>`,
  });
}

function failedNotice({ order }: ShownOrder, { course }: OrderFlow, base: string): Markup {
  const { error, cause } = course.execution!;
  const way =
    error === 'NotCreditedError' && order.number !== undefined
      ? html`Its goods are free. <a href="${base}/invoices/${order.number}/credit">Credit its invoice</a>.`
      : 'Its goods are kept until a person has looked why.';
  return html`<div class="notice trouble">
    <p>It stopped before its end: ${cause ?? error ?? 'its execution was stopped'} ${way}</p>
  </div>`;
}

function figuresOf({ seller }: Frame, { order, placed, invoice }: ShownOrder, today: string): Markup {
  const { currency } = placed.wanted;
  const { content } = invoice?.facts ?? {};
  const balance = content && invoice && invoiceBalance(invoice.facts, invoice.entries, today);
  const terms = placed.terms === 'prepaid' ? 'prepaid' : 'on account';
  return html`<dl class="card totals">
    ${totalFigure('Net', moneyFigure(netOf(placed), currency), terms)}
    ${content ? totalFigure('To pay', moneyFigure(content.totals.payable, currency), `with ${amountFigure(content.totals.tax, currency)} of tax`) : NOTHING}
    ${balance ? totalFigure('Open', moneyFigure(balance.open, currency), `of ${order.number ?? ''}`) : NOTHING}
    ${keptFigure(order, seller.zone)}
  </dl>`;
}

function keptFigure({ state, reservedUntil, shippedAt }: ShownOrder['order'], zone: string): Markup {
  if (state === 'confirmed') return totalFigure('Goods', 'Kept', 'until they are sent');
  if (shippedAt !== undefined) return totalFigure('Goods', 'Sent', shortMoment(shippedAt, zone));
  if (reservedUntil === undefined || state === 'declined' || state === 'cancelled')
    return totalFigure('Goods', 'Not kept', 'nothing is reserved');
  return totalFigure('Goods kept until', shortMoment(reservedUntil, zone), state === 'invoiced' ? 'unless it is paid' : 'while it goes on');
}

function graphCard({ seller }: Frame, { order }: ShownOrder, { course, outline, version }: OrderFlow, href: string): Markup {
  // It waits for the customer's money: a person may help, and need not.
  const standings = standingsOf(outline, { ...course, notes: {}, aside: {}, isForDay: true });
  const hrefOf = (state: string): string => `${href}?version=${version}&state=${encodeURIComponent(state)}#state`;
  return html`<section class="card graph" aria-labelledby="standsTitle">
    <header>
      <h2 id="standsTitle">${version === order.version ? 'Where it stands' : `Where version ${version} came to`}</h2>
      <a href="/sellers/${seller.id}/graph/order">Definition</a>
    </header>
    <div>${drawCourse({ name: 'order', outline, standings, visits: course.visits, hrefOf })}</div>
  </section>`;
}

function panelOf({ course, state, version }: OrderFlow, href: string, zone: string): Markup {
  const here = `${href}?version=${version}`;
  return statePanel({ state: state!, at: course, page: here, run: here, zone });
}

function linesCard({ placed, order }: ShownOrder): Markup {
  const { wanted, shipping } = placed;
  const { currency, shipTo } = wanted;
  const rows = placed.lines.map(({ item, name, quantity, price }) => {
    const back = order.returned?.[item];
    return html`<tr>
      <td>
        <span class="name">${inLanguage(name, 'en')}</span
        ><span class="small">${item}${back === undefined ? '' : ` · ${counted(back)} came back`}</span>
      </td>
      <td class="figure" data-label="Pieces">${counted(quantity)}</td>
      <td class="figure" data-label="Each">${priceFigure(price, currency)}</td>
      <td class="figure" data-label="Net">${amountFigure(lineNet(price, quantity, currency), currency)}</td>
    </tr>`;
  });
  const sent =
    shipping === undefined
      ? NOTHING
      : html`<tr>
          <td><span class="name">Shipping</span></td>
          <td class="gone"></td>
          <td class="gone"></td>
          <td class="figure" data-label="Net">${amountFigure(shipping, currency)}</td>
        </tr>`;
  return html`<section class="card" aria-labelledby="lines">
    <header>
      <h2 id="lines">What is ordered</h2>
      <span class="small">${order.version === 1 ? NOTHING : `Version ${order.version}`}</span>
    </header>
    ${listTable(['Item', { figure: 'Pieces' }, { figure: 'Net each' }, { figure: `Net, ${currency}` }], [...rows, sent])}
    ${
      shipTo
        ? html`<p class="more small">Sent to ${shipTo.street}, ${shipTo.postalCode} ${shipTo.city}, ${shipTo.country}.</p>`
        : html`<p class="more small">Sent to the customer’s address.</p>`
    }
  </section>`;
}
