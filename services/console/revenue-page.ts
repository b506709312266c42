import { amountFigure, moneyFigure } from '../../shared/figures.ts';
import { amountText, decimal, sum } from '../../shared/money.ts';
import { monthAfter } from '../../shared/period.ts';
import type { Progress } from '../../shared/reports/report.store.ts';
import type { Revenue } from '../../shared/reports/revenue.ts';
import { barChart } from './bar-chart.ts';
import { counted } from './counts.ts';
import { page, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { drawn, html, NOTHING, type Markup } from './markup.ts';
import { monthText } from './moments.ts';
import { progressNotice, reportTabs } from './report-tabs.ts';

interface RevenueAbout extends Progress {
  readonly revenue: readonly Revenue[];
  /** First and last month of issue. */
  readonly from: string;
  readonly until: string;
  /** The month whose plans and meters are shown. */
  readonly month: string;
}

/** What was billed by month of issue, and of a month by plan and meter. */
export function revenuePageOf(frame: Frame, about: RevenueAbout): Markup {
  const { revenue, from, until, month } = about;
  const base = `/sellers/${frame.seller.id}/reports/revenue`;
  const currencies = [...new Set(revenue.map(({ currency }) => currency))];
  const span = new URLSearchParams({ from, until }).toString();
  return page(frame, {
    part: 'reports',
    title: 'Reports',
    about: 'Net amounts of invoice lines by month of issue, less what was credited.',
    actions: revenue.length === 0 ? [] : [html`<a class="button" href="${base}.csv?${span}">CSV</a>`],
    content: html`${reportTabs(frame, 'revenue')}${progressNotice(about)} ${spanForm(base, from, until)}
    ${
      currencies.length === 0
        ? html`<section class="card">
            <p class="empty"><b>Nothing was billed</b>No invoice was issued from ${monthText(from)} to ${monthText(until)}.</p>
          </section>`
        : currencies.map((currency) => monthsCard(about, currency, `${base}?${span}`))
    }
    ${
      currencies.length === 0
        ? NOTHING
        : partsCard(
            revenue.filter((it) => it.month === month),
            month,
          )
    }`,
  });
}

function spanForm(base: string, from: string, until: string): Markup {
  const field = (name: string, words: string, value: string): Markup =>
    html`<div>
      <label for="${name}">${words}</label>
      <input id="${name}" name="${name}" type="month" value="${value}" pattern="\\d{4}-\\d{2}" required />
    </div>`;
  return html`<form action="${base}" class="filter">
    ${field('from', 'First month', from)} ${field('until', 'Last month', until)}
    <button class="button">Show</button>
  </form>`;
}

function monthsCard({ revenue, from, until, month: shown }: RevenueAbout, currency: string, href: string): Markup {
  const own = revenue.filter((it) => it.currency === currency);
  const months = monthsFrom(from, until).map((month) => ({
    month,
    net: netOf(
      own.filter((it) => it.month === month),
      currency,
    ),
  }));
  const most = months.reduce((one, other) => (decimal(other.net).gt(decimal(one.net)) ? other : one));
  const every = Math.ceil(months.length / 6);
  const bars = months.map(({ month, net }, i) => ({
    ...{ value: Number(net), mark: null, isHatched: false },
    ...(i % every === 0 && (i === 0 || i < months.length - 1) ? { label: { wide: monthText(month), narrow: month.slice(2) } } : {}),
  }));
  const rows = months.toReversed().map(
    ({ month, net }) =>
      html`<tr>
        <td>
          <a class="name" href="${href}&month=${month}#parts" ${month === shown ? drawn('aria-current="true"') : NOTHING}
            >${monthText(month)}</a
          >
        </td>
        <td class="figure" data-label="Net, ${currency}">${amountFigure(net, currency)}</td>
      </tr>`,
  );
  const id = `revenue-${currency}`;
  return html`<section class="card" aria-labelledby="${id}">
    <header>
      <h2 id="${id}">Revenue by month, ${currency}</h2>
      <span class="small">${moneyFigure(netOf(own, currency), currency)} in all</span>
    </header>
    <div class="body">
      ${barChart(`Net revenue in ${currency} by month of issue: the most, ${moneyFigure(most.net, currency)}, in ${monthText(most.month)}.`, bars)}
    </div>
    <details class="part">
      <summary>The figures as a table</summary>
      ${listTable(['Month', { figure: `Net, ${currency}` }], rows)}
    </details>
  </section>`;
}

function partsCard(own: readonly Revenue[], month: string): Markup {
  return html`<section class="card" aria-labelledby="parts">
    <header><h2 id="parts">By plan and meter, ${monthText(month)}</h2></header>
    ${
      own.length === 0
        ? html`<p class="empty"><b>Nothing was billed</b>No invoice was issued in ${monthText(month)}.</p>`
        : listTable(
            ['Plan', 'Meter', { figure: 'Lines' }, { figure: 'Net' }],
            own.map(
              ({ plan, meter, lines, net, currency }) =>
                html`<tr>
                  <td><span class="name">${plan ?? 'Whole documents'}</span></td>
                  <td data-label="Meter">${meter === undefined ? '–' : html`<span class="mono">${meter}</span>`}</td>
                  <td class="figure" data-label="Lines">${counted(lines)}</td>
                  <td class="figure" data-label="Net">${moneyFigure(net, currency)}</td>
                </tr>`,
            ),
          )
    }
  </section>`;
}

function netOf(of: readonly Revenue[], currency: string): string {
  return amountText(sum(of.map(({ net }) => decimal(net))), currency);
}

function monthsFrom(from: string, until: string): string[] {
  const months: string[] = [];
  for (let month = from; month <= until; month = monthAfter(month)) months.push(month);
  return months;
}
