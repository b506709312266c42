import { amountFigure, moneyFigure } from '../../shared/figures.ts';
import type { Deferred } from '../../shared/reports/deferred.ts';
import type { Progress } from '../../shared/reports/report.store.ts';
import { barChart } from './bar-chart.ts';
import { page, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { html, type Markup } from './markup.ts';
import { dateText, monthText } from './moments.ts';
import { progressNotice, reportTabs } from './report-tabs.ts';

interface DeferredAbout extends Progress {
  readonly deferred: readonly Deferred[];
  /** At whose end it is deferred. */
  readonly day: string;
}

/** What is billed for days that come: how much, in which months it is earned, and of which plans. */
export function deferredPageOf(frame: Frame, about: DeferredAbout): Markup {
  const { deferred, day } = about;
  const base = `/sellers/${frame.seller.id}/reports/deferred`;
  return page(frame, {
    part: 'reports',
    title: 'Reports',
    about: `What is billed and not yet earned at the end of ${dateText(day)}: lines are earned evenly, day by day, over their service period.`,
    actions: deferred.length === 0 ? [] : [html`<a class="button" href="${base}.csv?on=${day}">CSV</a>`],
    content: html`${reportTabs(frame, 'deferred')}${progressNotice(about)}
      <form action="${base}" class="filter">
        <div>
          <label for="on">At the end of</label>
          <input id="on" name="on" type="date" value="${day}" required />
        </div>
        <button class="button">Show</button>
      </form>
      ${
        deferred.length === 0
          ? html`<section class="card">
              <p class="empty"><b>Nothing is deferred</b>All that was billed by then is for days that are over.</p>
            </section>`
          : deferred.map(deferredCard)
      }`,
  });
}

function deferredCard({ currency, amount, months, plans }: Deferred): Markup {
  const id = `deferred-${currency}`;
  const every = Math.ceil(months.length / 6);
  const bars = months.map((it, i) => ({
    ...{ value: Number(it.amount), mark: null, isHatched: false },
    ...(i % every === 0 && (i === 0 || i < months.length - 1) ? { label: { wide: monthText(it.month), narrow: it.month.slice(2) } } : {}),
  }));
  const table = (head: string, rows: readonly (readonly [string, string])[]): Markup =>
    listTable(
      [head, { figure: `Deferred, ${currency}` }],
      rows.map(
        ([name, figure]) =>
          html`<tr>
            <td><span class="name">${name}</span></td>
            <td class="figure" data-label="Deferred, ${currency}">${amountFigure(figure, currency)}</td>
          </tr>`,
      ),
    );
  return html`<section class="card" aria-labelledby="${id}">
      <header>
        <h2 id="${id}">Earned in the months that come, ${currency}</h2>
        <span class="small">${moneyFigure(amount, currency)} in all</span>
      </header>
      <div class="body">${barChart(`Of ${moneyFigure(amount, currency)} deferred, what is earned in each month that comes.`, bars)}</div>
      <details class="part">
        <summary>The figures as a table</summary>
        ${table(
          'Month',
          months.map((it) => [monthText(it.month), it.amount]),
        )}
      </details>
    </section>
    <section class="card" aria-labelledby="${id}-plans">
      <header><h2 id="${id}-plans">By plan, ${currency}</h2></header>
      ${table(
        'Plan',
        plans.map((it) => [it.plan ?? 'Whole documents', it.amount]),
      )}
    </section>`;
}
