import { amountFigure, moneyFigure } from '../../shared/figures.ts';
import type { Ageing } from '../../shared/receivables/ageing.ts';
import type { OpenItem } from '../../shared/receivables/open-item.ts';
import { AGES, ageingChart } from './ageing-chart.ts';
import { invoiceBadge } from './badge.ts';
import { counted, countOf } from './counts.ts';
import { page, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { drawn, html, NOTHING, type Markup } from './markup.ts';
import { shortDate } from './moments.ts';
import { paymentsNotice, paymentsTabs } from './payments-tabs.ts';
import type { ReceivablesPage } from './receivables.store.ts';

/** What is open, by age, and each invoice of it. */
export function receivablesPageOf(frame: Frame, found: ReceivablesPage, { isOverdue, behind }: ReceivablesAbout): Markup {
  const base = `/sellers/${frame.seller.id}`;
  return page(frame, {
    part: 'payments',
    title: 'Payments',
    about: `What is open on ${shortDate(found.day)}, by the entries of each invoice.`,
    actions: found.ageing.length === 0 ? [] : [html`<a class="button" href="${base}/reports/ageing.csv">CSV</a>`],
    content: html`${paymentsTabs(frame, 'receivables')}${paymentsNotice(behind)} ${figuresOf(found)}
      ${found.ageing.map((it) => ageingCard(it))}
      <section class="card" aria-labelledby="open">
        <header>
          <h2 id="open">${isOverdue ? 'Overdue' : 'Open'}</h2>
          <span class="small">What is due first comes first</span>
        </header>
        ${filterOf(base, isOverdue)} ${found.items.length === 0 ? emptyOf(isOverdue, found) : tableOf(found.items, base)}
        ${found.next === undefined ? NOTHING : moreOf(base, isOverdue, found.next)}
      </section>`,
  });
}

interface ReceivablesAbout {
  readonly isOverdue: boolean;
  /** Why what was issued is not all in it. */
  readonly behind: string | undefined;
}

function figuresOf({ ageing, counts }: ReceivablesPage): Markup {
  if (ageing.length === 0) return NOTHING;
  return html`<dl class="card totals">
    ${ageing.map(({ currency, total, overpaid }, i) => {
      const { open = 0, overdue = 0 } = counts[i] ?? {};
      const below = /[1-9]/.test(overpaid) ? `; ${moneyFigure(overpaid, currency)} overpaid` : '';
      return html`<div>
        <dt>Open, ${currency}</dt>
        <dd>${moneyFigure(total, currency)}</dd>
        <dd class="small">${countOf(open, 'invoice')}, ${counted(overdue)} overdue${below}</dd>
      </div>`;
    })}
  </dl>`;
}

function ageingCard(ageing: Ageing): Markup {
  const { currency } = ageing;
  const rows = AGES.map(
    ({ name, words }) =>
      html`<tr>
        <td><span class="name">${words}</span></td>
        <td class="figure" data-label="Open, ${currency}">${amountFigure(ageing[name], currency)}</td>
      </tr>`,
  );
  const id = `age-${currency}`;
  return html`<section class="card" aria-labelledby="${id}">
    <header><h2 id="${id}">By days overdue, ${currency}</h2></header>
    <div class="body">${ageingChart(ageing)}</div>
    <details class="part">
      <summary>The figures as a table</summary>
      ${listTable(['Days overdue', { figure: `Open, ${currency}` }], rows)}
    </details>
  </section>`;
}

function filterOf(base: string, isOverdue: boolean): Markup {
  const link = (href: string, words: string, isCurrent: boolean): Markup =>
    html`<a href="${href}" ${isCurrent ? drawn('aria-current="page"') : NOTHING}>${words}</a>`;
  return html`<nav class="tabs" aria-label="Which invoices">
    ${link(`${base}/payments`, 'All that is open', !isOverdue)} ${link(`${base}/payments?filter=overdue`, 'Overdue', isOverdue)}
  </nav>`;
}

function tableOf(items: readonly OpenItem[], base: string): Markup {
  return listTable(
    ['Number', 'Customer', 'State', 'Due', { figure: 'Days over' }, { figure: 'To pay' }, { figure: 'Open' }],
    items.map(
      ({ number, customerId, customer, state, dueDate, daysOverdue, payable, open, currency }) =>
        html`<tr>
          <td><a class="name" href="${base}/invoices/${number}">${number}</a></td>
          <td data-label="Customer"><a href="${base}/customers/${customerId}">${customer}</a></td>
          <td data-label="State">${invoiceBadge(state)}</td>
          <td data-label="Due">${shortDate(dueDate)}</td>
          <td class="figure" data-label="Days over">${daysOverdue === 0 ? '–' : counted(daysOverdue)}</td>
          <td class="figure gone">${amountFigure(payable, currency)}</td>
          <td class="figure" data-label="Open">${moneyFigure(open, currency)}</td>
        </tr>`,
    ),
  );
}

function moreOf(base: string, isOverdue: boolean, next: string): Markup {
  const query = new URLSearchParams({ ...(isOverdue ? { filter: 'overdue' } : {}), after: next });
  return html`<p class="more"><a href="${base}/payments?${query.toString()}">Those that are due later</a></p>`;
}

function emptyOf(isOverdue: boolean, { ageing }: ReceivablesPage): Markup {
  if (isOverdue && ageing.length > 0) return html`<p class="empty"><b>Nothing is overdue</b>What is open is not due yet.</p>`;
  return html`<p class="empty"><b>Nothing is open</b>Invoices come here when they are issued, and leave when they are settled.</p>`;
}
