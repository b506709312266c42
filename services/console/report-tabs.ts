import type { Progress } from '../../shared/reports/report.store.ts';
import { countOf } from './counts.ts';
import type { Frame } from './layout.ts';
import { drawn, html, NOTHING, type Markup } from './markup.ts';

/** The reports, each at an address of its own; what is open by age stands with the receivables. */
const TABS = { cash: 'Cash', revenue: 'Revenue', deferred: 'Deferred revenue' } as const;

export function reportTabs({ seller }: Frame, current: keyof typeof TABS): Markup {
  return html`<nav class="tabs flush" aria-label="Reports">
    ${Object.entries(TABS).map(
      ([name, words]) =>
        html`<a
          href="/sellers/${seller.id}/reports${name === 'cash' ? '' : `/${name}`}"
          ${name === current ? drawn('aria-current="page"') : NOTHING}
          >${words}</a
        >`,
    )}
    <a href="/sellers/${seller.id}/payments">What is open by age</a>
  </nav>`;
}

/** What is not in a report of documents. */
export function progressNotice({ unread, leftOut }: Progress): Markup {
  return html`${
    unread === 0
      ? NOTHING
      : html`<p class="notice">${countOf(unread, 'document is', 'documents are')} not read yet: open the page again to go on with them.</p>`
  }${
    leftOut === 0
      ? NOTHING
      : html`<p class="notice">
          ${countOf(leftOut, 'number has', 'numbers have')} no document yet, and ${leftOut === 1 ? 'is' : 'are'} not in it.
        </p>`
  }`;
}
