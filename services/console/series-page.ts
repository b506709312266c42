import { badge } from './badge.ts';
import { countOf, counted } from './counts.ts';
import { page, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { shortDate } from './moments.ts';
import type { SeriesCheck } from './series.store.ts';

/** Problems that are written out. */
const MOST_SHOWN = 50;

/** Whether a stretch of a series has a gap or a number twice, as it stood when the page was asked for. */
export function seriesPageOf(frame: Frame, check: SeriesCheck, next: string | undefined): Markup {
  const { seller } = frame;
  const { counter, problems, looked } = check;
  const isAll = looked === counter.last;
  return page(frame, {
    part: 'catalog',
    title: counter.counter,
    crumb: { href: `/sellers/${seller.id}/catalog/seller`, words: 'Seller and numbers' },
    badge: problems.length === 0 ? badge('done', isAll ? 'No gap' : 'No gap here') : badge('failed', countOf(problems.length, 'problem')),
    about: `${countOf(counter.last, 'number')} given out, the last one dated ${shortDate(counter.lastIssueDate)}`,
    content: html`${isAll ? NOTHING : furtherNotice(frame, check, next)}${checkedCard(check, isAll)}`,
  });
}

function checkedCard({ first, last, bound, problems, underWay, adopted }: SeriesCheck, isAll: boolean): Markup {
  const going = underWay.map(
    (range) => html`<p class="small">${range}: a run holds them and still makes their documents. They are not lost.</p>`,
  );
  const sentence = `Each number from ${first} to ${last} was taken once, and ${countOf(bound, 'number is', 'numbers are')} bound to one draft each.`;
  return html`<section class="card">
    <header>
      <h2>Gaps and duplicates</h2>
      ${isAll ? NOTHING : html`<span class="small">${first} to ${last}</span>`}
    </header>
    ${
      problems.length === 0
        ? html`<div class="body">
            <p>${sentence}</p>
            ${adopted === 0 ? NOTHING : html`<p class="small">${countOf(adopted, 'document')} of them were found in the archive after a restore.</p>`}${going}
          </div>`
        : html`${problemsTable(problems)}${going.length === 0 ? NOTHING : html`<div class="body after">${going}</div>`}`
    }
    <p class="more small">All numbers at once, with documents, sums, manifests and the audit log, are proven by: stepbill verify</p>
  </section>`;
}

/** Where the next stretch is looked at. */
function furtherNotice({ seller }: Frame, { counter, looked }: SeriesCheck, next: string | undefined): Markup {
  const here = `/sellers/${seller.id}/catalog/series/${encodeURIComponent(counter.counter)}`;
  const [words, href, leads] =
    next === undefined
      ? ['These are its first numbers.', here, 'The last numbers']
      : [`A page looks at ${counted(looked)} numbers, the last ones first.`, `${here}?after=${next}`, 'The numbers before'];
  return html`<p class="notice"><span>${words}</span> <a class="button" href="${href}">${leads}</a></p>`;
}

function problemsTable(problems: SeriesCheck['problems']): Markup {
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
