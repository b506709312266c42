import { countOf, counted } from './counts.ts';
import { DOWNLOADS, type DownloadName } from './download-kinds.ts';
import type { MadeDownload } from './downloads.store.ts';
import { page, tokenField, type Frame } from './layout.ts';
import { drawn, html, NOTHING, type Markup } from './markup.ts';
import { monthText } from './moments.ts';

/** Left-out numbers that are written out. */
const MOST_NAMED = 50;

/** What was asked for, and what came of it. */
export interface Downloading {
  readonly month: string;
  readonly what: DownloadName;
  readonly made?: MadeDownload;
  /** Of a month that is more than one file. */
  readonly parts?: { readonly count: number; readonly documents: number };
  /** Why there is nothing, beside the field of the month. */
  readonly wrong?: string | undefined;
}

/** Documents of a month as a file, for whoever keeps the books. */
export function downloadPageOf(frame: Frame, asked: Downloading): Markup {
  const href = `/sellers/${frame.seller.id}/invoices`;
  const { month, what, made, parts, wrong } = asked;
  return page(frame, {
    part: 'invoices',
    title: 'Download',
    crumb: { href, words: 'Invoices' },
    content: html`${made ? madeCard(made) : NOTHING} ${parts ? partsCard(frame, asked, parts) : NOTHING}
      <section class="card" aria-labelledby="month-title">
        <header><h2 id="month-title">Documents of a month</h2></header>
        <form method="post" action="${href}/downloads" class="body choices stack plain">
          ${tokenField(frame.formToken)}
          <div>
            <label for="month">Month of issue</label>
            <input
              id="month"
              name="month"
              value="${month}"
              pattern="\\d{4}-\\d{2}"
              required
              aria-describedby="month-hint${wrong === undefined ? '' : ' month-wrong'}"
              ${wrong === undefined ? NOTHING : drawn('aria-invalid="true"')}
            />
            <p class="small" id="month-hint">
              Such as 2026-10. Books go by days of issue: October's service is usually issued on 2 November.
            </p>
            ${wrong === undefined ? NOTHING : html`<p class="wrong" id="month-wrong" role="alert">${wrong}</p>`}
          </div>
          ${downloadFields('Make the file', what)}
        </form>
      </section>`,
  });
}

/** What a file is to hold, and the button that makes it. */
export function downloadFields(words: string, what: DownloadName = 'documents'): Markup {
  const options = Object.entries(DOWNLOADS).map(
    ([name, it]) => html`<option value="${name}" ${name === what ? drawn('selected') : NOTHING}>${it.words}</option>`,
  );
  return html`<div>
      <label for="what">File</label>
      <select id="what" name="what">
        ${options}
      </select>
    </div>
    <button class="button">${words}</button>`;
}

function madeCard({ name, url, bytes, documents, leftOut }: MadeDownload): Markup {
  return html`<section class="card" aria-labelledby="made" role="status">
    <header><h2 id="made">${name}</h2></header>
    <div class="body">
      <p>${countOf(documents, 'document')}, ${sizeText(bytes)}. The link is valid for five minutes; after that the file is made again.</p>
      ${leftOut.length > 0 ? leftOutList(leftOut) : NOTHING}
      <p class="actions"><a class="button primary" href="${url}">Download ${name}</a></p>
    </div>
  </section>`;
}

function leftOutList(leftOut: MadeDownload['leftOut']): Markup {
  const more = leftOut.length - MOST_NAMED;
  return html`<p>Not in it:</p>
    <ul>
      ${leftOut.slice(0, MOST_NAMED).map(({ number, why }) => html`<li>${number}: ${why}</li>`)}
      ${more > 0 ? html`<li>and ${counted(more)} more</li>` : NOTHING}
    </ul>`;
}

function partsCard(
  { formToken, seller }: Frame,
  { month, what }: Downloading,
  { count, documents }: NonNullable<Downloading['parts']>,
): Markup {
  const { most, words } = DOWNLOADS[what];
  const buttons = Array.from({ length: count }, (_, i) => {
    const [first, last] = [i * most + 1, Math.min(documents, (i + 1) * most)];
    return html`<li><button class="button" name="part" value="${i + 1}">${counted(first)} to ${counted(last)}</button></li>`;
  });
  return html`<section class="card" aria-labelledby="parts">
    <header><h2 id="parts">${words} of ${monthText(month)}, in ${count} parts</h2></header>
    <form method="post" action="/sellers/${seller.id}/invoices/downloads" class="body">
      ${tokenField(formToken)}<input type="hidden" name="month" value="${month}" /><input type="hidden" name="what" value="${what}" />
      <p>
        ${countOf(documents, 'document')} were issued; a part holds ${counted(most)} at most, series by series in the order of their
        numbers. In one file: <code>stepbill accounting ${month}</code>
      </p>
      <ol class="parts">
        ${buttons}
      </ol>
    </form>
  </section>`;
}

/** 812 KB, 4.2 MB */
function sizeText(bytes: number): string {
  if (bytes < 1_000_000) return `${counted(Math.max(1, Math.round(bytes / 1_000)))} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
