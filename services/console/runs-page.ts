import { moneyFigure, signed } from '../../shared/figures.ts';
import { notBilled, type Review } from '../../shared/review.ts';
import { badge, runStanding } from './badge.ts';
import { counted, countOf } from './counts.ts';
import { page, type Frame } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { dayText, durationText, monthText, momentText } from './moments.ts';
import type { ListedRun } from './runs.store.ts';

/** The runs of a seller. What comes first is whether somebody has to do something. */
export function runsPageOf(frame: Frame, { runs, next }: { readonly runs: readonly ListedRun[]; readonly next?: string }): Markup {
  const { seller } = frame;
  const base = `/sellers/${seller.id}/runs`;
  const list =
    runs.length === 0
      ? html`<p class="empty"><b>No month was run yet</b>The schedule begins one when its month is over in every zone.</p>`
      : html`<table>
          <thead>
            <tr>
              <th>Month</th>
              <th>State</th>
              <th class="figure">Customers</th>
              <th class="figure">Set aside</th>
              <th class="figure">Net</th>
              <th class="figure">Change</th>
              <th>Numbers</th>
              <th class="figure">At work</th>
            </tr>
          </thead>
          <tbody>
            ${runs.map((it) => rowOf(it, `${base}/${it.run.id}`, seller.zone))}
          </tbody>
        </table>`;
  const more = next === undefined ? NOTHING : html`<p class="more"><a href="${base}?after=${next}">Earlier runs</a></p>`;
  return page(frame, {
    part: 'runs',
    title: 'Runs',
    content: [
      ...runs.filter(({ waiting }) => waiting).map((it) => callOf(it, base, seller.zone)),
      html`<section class="card">${list}${more}</section>`,
    ],
  });
}

/** What a run waits for, with the way there. */
function callOf({ run, review, waiting }: ListedRun, base: string, zone: string): Markup {
  const isRelease = waiting?.for === 'release';
  const what = isRelease ? `waits for its release: ${countOf(review?.drafts ?? 0, 'draft')}` : 'waits for repair: documents are missing';
  return html`<section class="notice" aria-label="Waits for you">
    <p><b>${monthText(run.month)}</b> ${what}${waiting?.since === undefined ? '' : `, since ${momentText(waiting.since, zone)}`}.</p>
    <a class="button primary" href="${base}/${run.id}">${isRelease ? 'Look and release' : 'Look and repair'}</a>
  </section>`;
}

function rowOf({ run, review, waiting, hasFailed, numbers, atWork }: ListedRun, href: string, zone: string): Markup {
  const { tone, words } = runStanding(run, waiting?.for, hasFailed);
  return html`<tr>
    <td>
      <a class="name" href="${href}"
        >${monthText(run.month)}${run.sequence > 1 ? html` <span class="small">no. ${run.sequence}</span>` : NOTHING}</a
      >
      <span class="small">Opened ${dayText(run.openedAt, zone)} by ${openedBy(run.startedBy)}</span>
    </td>
    <td>${badge(tone, words)}</td>
    <td class="figure" data-label="Customers">${review ? counted(review.customers) : '–'}</td>
    <td class="figure" data-label="Set aside">${review ? counted(notBilled(review)) : '–'}</td>
    <td class="figure" data-label="Net">${review ? netLines(review) : '–'}</td>
    <td class="figure" data-label="Change">${review ? changeLines(review) : '–'}</td>
    <td data-label="Numbers">${numbers.length === 0 ? '–' : inLines(numbers.map(([first, last]) => rangeOf(first, last)))}</td>
    <td class="figure" data-label="At work">${atWork === undefined ? '–' : durationText(atWork)}</td>
  </tr>`;
}

export function openedBy(person: string): string {
  return person === 'schedule' ? 'the schedule' : person;
}

/** Numbers break between each other, never inside. */
function rangeOf(first: string, last: string): Markup {
  if (first === last) return html`<span class="whole">${first}</span>`;
  return html`<span class="whole">${first}</span> to <span class="whole">${last}</span>`;
}

function netLines({ totals }: Review): Markup | string {
  return totals.length === 0 ? '–' : inLines(totals.map(({ currency, net }) => moneyFigure(net, currency)));
}

function changeLines({ totals }: Review): Markup | string {
  if (totals.length === 0) return '–';
  return inLines(
    totals.map(({ currency, difference }) => (difference ? signed(difference.net, (text) => moneyFigure(text, currency)) : 'new')),
  );
}

function inLines(lines: readonly (Markup | string)[]): Markup {
  return html`<div>${lines.map((line) => html`<div>${line}</div>`)}</div>`;
}
