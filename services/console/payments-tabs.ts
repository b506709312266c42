import type { Frame } from './layout.ts';
import { drawn, html, NOTHING, type Markup } from './markup.ts';

/** What the part about payments shows, each at an address of its own. */
const TABS = {
  receivables: 'Receivables',
  dunning: 'Dunning',
  collected: 'Collected',
  'direct-debits': 'Direct debits',
  bank: 'Bank',
  statements: 'Statements',
  refunds: 'Refunds',
} as const;
export type PaymentsTab = keyof typeof TABS;

export function paymentsTabs({ seller }: Frame, current: PaymentsTab): Markup {
  return html`<nav class="tabs flush" aria-label="Payments">
    ${Object.entries(TABS).map(
      ([name, words]) =>
        html`<a
          href="/sellers/${seller.id}/payments${name === 'receivables' ? '' : `/${name}`}"
          ${name === current ? drawn('aria-current="page"') : NOTHING}
          >${words}</a
        >`,
    )}
  </nav>`;
}

/** What was not taken in yet, or what was just done, above a page. */
export function paymentsNotice(behind: string | undefined, done?: string): Markup {
  return html`${done === undefined ? NOTHING : html`<p class="notice" role="status">${done}</p>`}
  ${behind === undefined ? NOTHING : html`<p class="notice">${behind} Open the page again in a moment.</p>`}`;
}
