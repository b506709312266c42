import type { CatalogReport, CheckedCatalog } from './catalog-report.ts';
import { countOf, counted, hashGroups, someOf } from './counts.ts';
import { page, tokenField, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';

const TITLE = 'Change the catalog';

/** Where a catalog file is chosen or pasted, to be checked. @param most bytes it may have */
export function catalogFormOf(frame: Frame, most: number): Markup {
  return page(frame, { ...headOf(frame), content: html`<section class="card">${formOf(frame, most)}</section>` });
}

/** What is wrong with a catalog, or what it would change, with the button that imports exactly that. */
export function catalogReportOf(frame: Frame, report: CatalogReport, text: string, most: number): Markup {
  const content = report.outcome === 'refused' ? refusedCard(report) : checkedCard(frame, report);
  const again = html`<section class="card">${formOf(frame, most, report.outcome === 'refused' ? text : '')}</section>`;
  return page(frame, { ...headOf(frame), content: html`${content}${again}` });
}

function headOf({ seller }: Frame) {
  return {
    part: 'catalog' as const,
    title: TITLE,
    crumb: { href: `/sellers/${seller.id}/catalog`, words: 'Catalog' },
    about:
      'A file as the command line imports it. What it does not name stays as it is. It is checked first, and nothing changes until you confirm.',
  };
}

/** Longest text that is put back into the form; a longer one is a file anyway. */
const MOST_SHOWN_AGAIN = 30_000;

function formOf({ seller, formToken }: Frame, most: number, text = ''): Markup {
  return html`<form method="post" action="/sellers/${seller.id}/catalog/check" enctype="multipart/form-data" class="body form stack">
    ${tokenField(formToken)}
    <div>
      <label for="file">Catalog file, YAML</label>
      <input id="file" name="file" type="file" accept=".yml,.yaml,text/yaml" />
      <p class="small">
        At most ${most / 1024 / 1024} MB; larger ones, and a new logo, by the command line.
        <a href="/sellers/${seller.id}/catalog/catalog.yml">The catalog as it is, without customers</a>
      </p>
    </div>
    <div>
      <label for="text">Or its text</label>
      <textarea id="text" name="text" class="mono" rows="12" spellcheck="false">${text.length > MOST_SHOWN_AGAIN ? '' : text}</textarea>
    </div>
    <button class="button">Check</button>
  </form>`;
}

function refusedCard({ faults, count }: Extract<CatalogReport, { outcome: 'refused' }>): Markup {
  const rows = faults.map(
    ({ line, column, path, message }) =>
      html`<tr>
        <td><span class="name">Line ${line}, column ${column}</span><span class="small mono">${path}</span></td>
        <td data-label="What">${message}</td>
      </tr>`,
  );
  return html`<section class="card" aria-labelledby="faults">
    <header>
      <h2 id="faults">${countOf(count, 'thing is', 'things are')} wrong</h2>
      <span class="small">Nothing was imported</span>
    </header>
    ${listTable(['Where', 'What'], rows)}
    ${count > faults.length ? html`<p class="more small">The first ${faults.length} of ${counted(count)}.</p>` : NOTHING}
  </section>`;
}

function checkedCard({ seller, formToken }: Frame, report: CheckedCatalog): Markup {
  if (report.isThere)
    return html`<section class="card">
      <p class="empty"><b>All of it is there already</b>${namesText(report.unchanged)}.</p>
    </section>`;
  const changes = report.added.length + report.changed.length;
  return html`<section class="card call" aria-labelledby="changes">
    <header>
      <h2 id="changes">${changes === 0 ? 'Nothing changes' : 'What changes'}</h2>
      <span class="small">Nothing is imported yet</span>
    </header>
    ${changes === 0 ? html`<p class="body small">Importing it writes down that this file says so.</p>` : changesTable(report)}
    <form method="post" action="/sellers/${seller.id}/catalog/import" class="part form">
      ${tokenField(formToken)}
      <input type="hidden" name="contentHash" value="${report.contentHash}" />
      <input type="hidden" name="version" value="${report.version ?? ''}" />
      <p class="small">
        Content <span class="mono">${hashGroups(report.contentHash).slice(0, 2).join(' ')}</span>. Versions of plans that are imported never
        change; the next run bills by them. If anything is imported in between, this is refused.
      </p>
      <button class="button primary">Import these changes</button>
    </form>
  </section>`;
}

function changesTable({ added, changed, moreChanges, unchanged, unmentioned }: CheckedCatalog): Markup {
  const row = (what: string, names: Markup | string, fields: Markup = NOTHING): Markup =>
    html`<tr>
      <td><span class="name">${what}</span></td>
      <td data-label="Which">${names}${fields}</td>
    </tr>`;
  const rows = [
    ...added.map((it) => row('Added', namesText([it]))),
    ...changed.map((it) => row(it.beside === undefined ? 'Changed' : `New beside ${it.beside}`, namesText([it]), fieldsList(it))),
    ...(unchanged.length === 0 ? [] : [row('Left as it is', namesText(unchanged))]),
    ...unmentioned.map((it) => row('Stays, not in the file', namesText([it]))),
  ];
  return html`${listTable(['What', 'Which'], rows)}
  ${moreChanges === 0 ? NOTHING : html`<p class="more small">And ${countOf(moreChanges, 'more that changes', 'more that change')}.</p>`}`;
}

type Changed = CheckedCatalog['changed'][number];

function fieldsList({ fields, moreFields }: Changed): Markup {
  if (fields.length === 0) return html`<span class="small">nothing but the order</span>`;
  return html`<ul class="fields">
    ${fields.map(({ field, before, after }) => html`<li><code>${field}</code>: ${before ?? 'none'} → ${after ?? 'none'}</li>`)}
    ${moreFields === 0 ? NOTHING : html`<li class="small">and ${countOf(moreFields, 'more field')}</li>`}
  </ul>`;
}

/** 2 customers: adler, biber and 12 others */
function namesText(named: readonly CheckedCatalog['added'][number][]): string {
  return named
    .map(
      ({ kind, count, names }) =>
        `${kind === 'seller' ? 'the seller' : countOf(count, kind)}${names.length === 0 || kind === 'seller' ? '' : `: ${someOf(names, names.length, count)}`}`,
    )
    .join(', ');
}
