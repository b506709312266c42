import type { Allocation } from '../../shared/receivables/allocation.ts';
import { REFUND_PREFIX } from '../../shared/receivables/refund.ts';
import { html, type Markup } from './markup.ts';

/** Where what an entry is for is shown: an invoice, or a refund. */
export function entryHref(base: string, number: string): string {
  return number.startsWith(REFUND_PREFIX) ? `${base}/payments/refunds` : `${base}/invoices/${number}`;
}

/** What an entry of an invoice is, with the way to where it comes from. */
export function entryWords({ source, reverses, number }: Allocation, base: string, own: string): Markup {
  const what = wordsOf(source, base, number, own);
  return reverses === undefined ? what : html`${what}, taken back`;
}

function wordsOf(source: Allocation['source'], base: string, number: string, own: string): Markup {
  switch (source.kind) {
    case 'bank':
      return html`<a href="${base}/payments/bank/${source.transaction}">Bank transfer</a>`;
    case 'write-off':
      return html`<a href="${base}/payments/bank/${source.transaction}">Difference</a>`;
    case 'credit-note':
      return number === own
        ? html`Credit note <a href="${base}/invoices/${source.number}">${source.number}</a>`
        : html`Used for <a href="${entryHref(base, number)}">${number}</a>`;
    case 'payment':
      return html`<a href="${base}/payments/collected">Collected by ${source.payment}</a>`;
    case 'dunning':
      return html`<a href="${base}/payments/dunning/${number}?case=${source.case}"
        >${source.charge === 'fee' ? 'Dunning fee' : 'Late interest'}</a
      >`;
    case 'uncollectible':
      return html`Uncollectible`;
    case 'refund':
      return html`<a href="${base}/payments/refunds">Refund</a>`;
  }
}
