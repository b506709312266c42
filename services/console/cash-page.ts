import { amountFigure, moneyFigure } from '../../shared/figures.ts';
import { amountText, decimal, sum, type Decimal } from '../../shared/money.ts';
import type { Cash } from '../../shared/reports/cash.ts';
import { mondayOf } from '../../shared/reports/cash.ts';
import { barChart } from './bar-chart.ts';
import { page, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { shortDate, shortDay } from './moments.ts';
import { paymentsNotice } from './payments-tabs.ts';
import { reportTabs } from './report-tabs.ts';

interface CashAbout {
  readonly day: string;
  readonly cash: readonly Cash[];
  readonly behind: string | undefined;
}

/** Cash by week: what came, and what is expected by the day it is due. */
export function cashPageOf(frame: Frame, { day, cash, behind }: CashAbout): Markup {
  const base = `/sellers/${frame.seller.id}/reports`;
  return page(frame, {
    part: 'reports',
    title: 'Reports',
    about: `Money by week on ${shortDate(day)}: what came by bank, debit and card, what was paid back, and what is open by the day it is due.`,
    actions: cash.length === 0 ? [] : [html`<a class="button" href="${base}/cash.csv">CSV</a>`],
    content: html`${reportTabs(frame, 'cash')}${paymentsNotice(behind)}
    ${
      cash.length === 0
        ? html`<section class="card">
            <p class="empty"><b>No money yet</b>It comes here with the statements of the bank, and with what is open.</p>
          </section>`
        : cash.map((it) => cashCard(it, day))
    }`,
  });
}

function cashCard({ currency, weeks, overdue, later }: Cash, day: string): Markup {
  const now = mondayOf(day);
  const total = (name: 'received' | 'refunded' | 'expected'): string => amountText(sum(weeks.map((it) => decimal(it[name]))), currency);
  const left = ({ received, refunded }: Cash['weeks'][number]): Decimal => decimal(received).minus(decimal(refunded));
  const bars = weeks.map((it, i) => ({
    value: Number(it.week > now ? it.expected : amountText(left(it), currency)),
    mark: it.week === now && /[1-9]/.test(it.expected) ? Number(amountText(left(it).plus(decimal(it.expected)), currency)) : null,
    isHatched: it.week > now,
    ...(i % 4 === 0 && i < weeks.length - 1 ? { label: { wide: shortDay(it.week), narrow: shortDay(it.week) } } : {}),
  }));
  const rows = weeks.map(
    ({ week, received, refunded, expected }) =>
      html`<tr>
        <td><span class="name">${shortDate(week)}</span>${week === now ? html`<span class="small">this week</span>` : ''}</td>
        <td class="figure" data-label="Received">${week > now ? '–' : amountFigure(received, currency)}</td>
        <td class="figure" data-label="Paid back">${week > now ? '–' : amountFigure(refunded, currency)}</td>
        <td class="figure" data-label="Expected">${week < now ? '–' : amountFigure(expected, currency)}</td>
      </tr>`,
  );
  const id = `cash-${currency}`;
  const figure = (name: string, value: string, note: string): Markup =>
    html`<div>
      <dt>${name}</dt>
      <dd>${moneyFigure(value, currency)}</dd>
      <dd class="small">${note}</dd>
    </div>`;
  return html`<dl class="card totals">
      ${figure('Received', total('received'), `since ${shortDate(weeks[0]!.week)}`)}
      ${/[1-9]/.test(total('refunded')) ? figure('Paid back', total('refunded'), 'by refunds') : NOTHING}
      ${figure('Expected', total('expected'), 'due in these weeks')} ${figure('Overdue', overdue, 'due before today')}
      ${figure('Later', later, 'due behind these weeks')}
    </dl>
    <section class="card" aria-labelledby="${id}">
      <header>
        <h2 id="${id}">Cash by week, ${currency}</h2>
        <span class="small">Less what was paid back; hatched is expected</span>
      </header>
      <div class="body">
        ${barChart(
          `Cash in ${currency} by week: ${moneyFigure(total('received'), currency)} came up to now, ${moneyFigure(total('refunded'), currency)} were paid back, ${moneyFigure(total('expected'), currency)} are expected (hatched).`,
          bars,
        )}
      </div>
      <details class="part">
        <summary>The figures as a table</summary>
        ${listTable(['Week from', { figure: `Received, ${currency}` }, { figure: `Paid back, ${currency}` }, { figure: `Expected, ${currency}` }], rows)}
      </details>
    </section>`;
}
