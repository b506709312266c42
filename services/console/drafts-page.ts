import { moneyFigure } from '../../shared/figures.ts';
import type { DraftsPage } from './drafts.store.ts';
import { page, type Frame } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { monthText } from './moments.ts';

/** Every draft of a run, a page at a time. */
export function draftsPageOf(frame: Frame, { run, drafts, next }: DraftsPage): Markup {
  const href = `/sellers/${frame.seller.id}/runs/${run.id}`;
  const list = html`<table>
    <thead>
      <tr>
        <th>Customer</th>
        <th class="figure">Net</th>
        <th class="figure">To pay</th>
        <th><span class="hidden">Preview</span></th>
      </tr>
    </thead>
    <tbody>
      ${drafts.map(
        ({ head, name }) =>
          html`<tr>
            <td>
              <a class="name" href="${href}/drafts/${head.customerId}">${name}</a>
              <span class="small">${head.customerId}</span>
            </td>
            <td class="figure" data-label="Net">${moneyFigure(head.net, head.currency)}</td>
            <td class="figure" data-label="To pay">${moneyFigure(head.payable, head.currency)}</td>
            <td class="figure"><a href="${href}/drafts/${head.customerId}/preview.pdf" aria-label="PDF of ${name}">PDF</a></td>
          </tr>`,
      )}
    </tbody>
  </table>`;
  const empty = html`<p class="empty"><b>No draft here</b>Nothing is due, or drafts are still being prepared.</p>`;
  return page(frame, {
    part: 'runs',
    title: `Drafts of ${monthText(run.month)}`,
    crumb: { href, words: run.id },
    content: html`<section class="card">
      ${drafts.length === 0 && next === undefined ? empty : list}
      ${next === undefined ? NOTHING : html`<p class="more"><a href="${href}/drafts?after=${next}">More drafts</a></p>`}
    </section>`,
  });
}
