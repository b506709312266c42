import { badge } from './badge.ts';
import { countOf, counted } from './counts.ts';
import { page, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { shortDate } from './moments.ts';
import type { SeriesCheck } from './series.store.ts';

/** Problems that are written out. */
const MOST_SHOWN = 50;

/** Whether a series has a gap or a number twice, as it stood when the page was asked for. */
export function seriesPageOf(frame: Frame, { counter, found }: SeriesCheck): Markup {
  const { seller } = frame;
  const isWhole = found?.problems.length === 0;
  return page(frame, {
    part: 'catalog',
    title: counter.counter,
    crumb: { href: `/sellers/${seller.id}/catalog/seller`, words: 'Seller and numbers' },
    ...(found ? { badge: isWhole ? badge('done', 'No gap') : badge('failed', countOf(found.problems.length, 'problem')) } : {}),
    about: `${countOf(counter.last, 'number')} given out, the last one dated ${shortDate(counter.lastIssueDate)}`,
    content: found ? checkedCard(counter.last, found) : tooManyCard(counter.last),
  });
}

function checkedCard(last: number, { bound, problems, underWay, adopted }: NonNullable<SeriesCheck['found']>): Markup {
  const going = underWay.map(
    (range) => html`<p class="small">${range}: a run holds them and still makes their documents. They are not lost.</p>`,
  );
  const sentence = `Each number from 1 to ${counted(last)} was taken once, and ${countOf(bound, 'number is', 'numbers are')} bound to one draft each.`;
  return html`<section class="card">
    <header><h2>Gaps and duplicates</h2></header>
    ${
      problems.length === 0
        ? html`<div class="body">
            <p>${sentence}</p>
            ${adopted === 0 ? NOTHING : html`<p class="small">${countOf(adopted, 'document')} of them were found in the archive after a restore.</p>`}${going}
          </div>`
        : html`${problemsTable(problems)}${going.length === 0 ? NOTHING : html`<div class="body after">${going}</div>`}`
    }
    <p class="more small">Documents, sums, manifests and the audit log are proven by: stepbill verify</p>
  </section>`;
}

function problemsTable(problems: NonNullable<SeriesCheck['found']>['problems']): Markup {
  const rows = problems.slice(0, MOST_SHOWN).map(
    ({ where, what, right }) =>
      html`<tr>
        <td><span class="name">${where}</span></td>
        <td data-label="Is">${what}</td>
        <td data-label="Should be">${right}</td>
      </tr>`,
  );
  return html`${listTable(['Where', 'What is wrong', 'What would be right'], rows)}
  ${problems.length > MOST_SHOWN ? html`<p class="more small">The first ${MOST_SHOWN} of ${counted(problems.length)}.</p>` : NOTHING}`;
}

function tooManyCard(last: number): Markup {
  return html`<section class="card">
    <p class="empty"><b>Too many numbers for a page</b>${counted(last)} were given out. Check them by: stepbill verify</p>
  </section>`;
}
