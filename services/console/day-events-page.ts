import type { DayEvents } from './day-events.store.ts';
import { page, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { dateText, timeText } from './moments.ts';

/** Events of a customer on one day, as they were stored: what was sent, what took it back, and what a backfill put in. */
export function dayEventsPageOf(frame: Frame, { customer, day, events, next }: DayEvents): Markup {
  const href = `/sellers/${frame.seller.id}/customers/${customer.id}`;
  return page(frame, {
    part: 'customers',
    title: `Usage on ${dateText(day)}`,
    crumb: { href: `${href}?month=${day.slice(0, 7)}`, words: customer.name },
    about: `Events as they were stored, by the clocks of ${customer.zone}. A sum counts each id once.`,
    content: html`<section class="card">
      ${events.length === 0 ? html`<p class="empty"><b>No event lies on this day</b>What could not be counted is in quarantine.</p>` : tableOf(events, customer.zone)}
      ${next === undefined ? NOTHING : html`<p class="more"><a href="${href}/usage?day=${day}&amp;after=${next}">More events</a></p>`}
    </section>`,
  });
}

function tableOf(events: DayEvents['events'], zone: string): Markup {
  return listTable(
    ['Event', 'Type', 'Time', 'Properties'],
    events.map(
      ({ event: { id, type, time, properties, reverses }, backfill }) =>
        html`<tr>
          <td class="mono">
            ${id}${reverses === undefined ? NOTHING : html`<span class="small">Takes back ${reverses}</span>`}${backfill === undefined ? NOTHING : html`<span class="small">Backfill ${backfill}</span>`}
          </td>
          <td class="mono" data-label="Type">${type}</td>
          <td data-label="Time">${timeText(time, zone)}</td>
          <td class="mono" data-label="Properties">
            ${Object.entries(properties ?? {}).map(([name, value]) => html`<div>${name}: ${String(value)}</div>`)}
          </td>
        </tr>`,
    ),
  );
}
