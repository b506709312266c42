import { addDays } from '../../shared/period.ts';
import { barChart } from './bar-chart.ts';
import { countOf, counted } from './counts.ts';
import { page, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { dateText, shortDay } from './moments.ts';
import type { StoredDay } from './stored-day.store.ts';

/** Events of a day by type, beside the same day a week before, and by hour. @param today UTC day of asking */
export function storedDayPageOf(frame: Frame, stored: StoredDay, today: string): Markup {
  const { day, customers, next, cut } = stored;
  const base = `/sellers/${frame.seller.id}/usage`;
  const at = (wanted: string): string => `${base}/day?day=${wanted}`;
  const all = stored.hours.reduce((sum, count) => sum + count, 0);
  const some = next === undefined ? `of all ${countOf(customers, 'customer')}` : `of the first ${countOf(customers, 'customer')}`;
  return page(frame, {
    part: 'usage',
    title: `Usage of ${dateText(day)}`,
    crumb: { href: base, words: 'Usage' },
    about: `${countOf(all, 'event')} ${some}, by their own time in UTC`,
    actions: [
      html`<a class="button" href="${at(addDays(day, -1))}">Day before</a>`,
      ...(day < today ? [html`<a class="button" href="${at(addDays(day, 1))}">Day after</a>`] : []),
    ],
    content: html`${next === undefined ? NOTHING : moreNotice(`${at(day)}&after=${next}`)}
    ${cut === 0 ? NOTHING : html`<p class="notice">${countOf(cut, 'customer has', 'customers have')} more events than are counted of one: the figures are the least there are.</p>`}
    ${typesCard(stored)}${hoursCard(stored.hours, all, day === today)}`,
  });
}

function moreNotice(href: string): Markup {
  return html`<p class="notice">
    <span>Not all customers were looked at for this page.</span>
    <a class="button" href="${href}">Count further</a>
  </p>`;
}

function typesCard({ types, meters, day }: StoredDay): Markup {
  const rows = Object.entries(types)
    .sort(([, [a]], [, [b]]) => b - a)
    .map(([type, [now, before]]) => {
      const of = meters.filter(({ eventType }) => eventType === type).map(({ id }) => id);
      return html`<tr>
        <td>
          <span class="name mono">${type}</span>
          <span class="small">${of.length === 0 ? 'no meter counts it' : `counted by ${of.join(', ')}`}</span>
        </td>
        <td class="figure" data-label="Events">${counted(now)}</td>
        <td class="figure" data-label="A week before">${counted(before)}</td>
        <td class="figure" data-label="Change">${changeOf(now, before)}</td>
      </tr>`;
    });
  const table = listTable(['Type', { figure: 'Events' }, { figure: shortDay(addDays(day, -7)) }, { figure: 'Change' }], rows);
  return html`<section class="card" aria-labelledby="types">
    <header><h2 id="types">By type</h2></header>
    ${rows.length === 0 ? html`<p class="empty"><b>No event lies on this day</b>What could not be counted is in quarantine.</p>` : table}
  </section>`;
}

/** +3.4%, in words where there is nothing to compare. */
function changeOf(now: number, before: number): string {
  if (before === 0) return now === 0 ? '–' : 'new';
  const percent = ((now - before) / before) * 100;
  return `${percent > 0 ? '+' : percent < 0 ? '−' : ''}${Math.abs(percent).toFixed(1)}%`;
}

function hoursCard(hours: readonly number[], all: number, isToday: boolean): Markup {
  if (all === 0) return NOTHING;
  const most = Math.max(...hours);
  const title = `Events by hour: the most, ${counted(most)}, from ${clock(hours.indexOf(most))}.`;
  const bars = hours.map((count, hour) => ({
    value: count,
    mark: null,
    isHatched: false,
    ...(hour % LABELLED_HOURS === 0 ? { label: { wide: clock(hour), narrow: clock(hour) } } : {}),
  }));
  const rows = hours.map(
    (count, hour) =>
      html`<tr>
        <td><span class="name">${clock(hour)}</span></td>
        <td class="figure" data-label="Events">${counted(count)}</td>
      </tr>`,
  );
  return html`<section class="card" aria-labelledby="hours">
    <header>
      <h2 id="hours">Events by hour, UTC</h2>
      ${isToday ? html`<span class="small">Today is not complete</span>` : NOTHING}
    </header>
    <div class="body">${barChart(title, bars)}</div>
    <details class="part">
      <summary>The figures as a table</summary>
      ${listTable(['Hour', { figure: 'Events' }], rows)}
    </details>
  </section>`;
}

const LABELLED_HOURS = 6;
const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
