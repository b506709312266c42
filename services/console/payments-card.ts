import { moneyFigure } from '../../shared/figures.ts';
import { amountText, decimal } from '../../shared/money.ts';
import { leftOf, standing } from '../../shared/receivables/balance.ts';
import type { Allocation } from '../../shared/receivables/allocation.ts';
import { includesRole } from '../../shared/signed-in.ts';
import { invoiceBalance } from '../../shared/standing.ts';
import { decisionForm } from './decision-form.ts';
import { entryWords } from './entry-words.ts';
import type { InvoiceView } from './invoice-view.ts';
import type { Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { shortMoment } from './moments.ts';
import { refundForm } from './refund-form.ts';

/** What counts for an invoice, or of a credit note for others, entry by entry; and what a person can decide on it. */
export function paymentsCard(frame: Frame, view: InvoiceView, today: string): Markup {
  const { facts, number, entries, used } = view;
  const { content, issued } = facts;
  if (!content || !issued || issued.isVoid) return NOTHING;
  const base = `/sellers/${frame.seller.id}`;
  const rows = [...entries, ...used].map((it) => rowOf(it, base, number, frame.seller.zone));
  const decisions = includesRole(frame.viewer.role, 'biller')
    ? decisionsOf(frame, view, today, `${base}/invoices/${number}/payments`)
    : NOTHING;
  return html`<section class="card" aria-labelledby="payments">
    <header>
      <h2 id="payments">${content.kind === 'credit-note' ? 'Used for' : 'Payments'}</h2>
      ${content.kind === 'credit-note' ? NOTHING : html`<a href="${base}/payments/dunning/${number}">Dunning</a>`}
    </header>
    ${rows.length === 0 ? html`<p class="body small">${content.kind === 'credit-note' ? 'It counts for no invoice yet.' : 'Nothing came for it yet.'}</p>` : listTable(['What', { figure: 'Amount' }], rows)}
    ${decisions}
  </section>`;
}

function rowOf(it: Allocation, base: string, own: string, zone: string): Markup {
  const { amount, currency, reason, by, at } = it;
  return html`<tr>
    <td>
      ${entryWords(it, base, own)}
      <span class="small">${reason}</span>
      <span class="small">${shortMoment(at, zone)} by ${by}</span>
    </td>
    <td class="figure" data-label="Amount">${moneyFigure(amount, currency)}</td>
  </tr>`;
}

function decisionsOf({ formToken }: Frame, view: InvoiceView, today: string, href: string): Markup {
  const { facts, entries, used } = view;
  const { currency, totals } = facts.content!;
  const form = (act: string, button: string, content: Markup, style = ''): Markup =>
    decisionForm({ formToken, href, act, summary: button, button, content, mostReason: 1_000, style });
  const balance = invoiceBalance(facts, entries, today);
  if (!balance) {
    const left = leftOf(totals.payable, used);
    if (!left.gt(0)) return NOTHING;
    const amount = amountText(left, currency);
    const use = form('use', `Use what is left, ${moneyFigure(amount, currency)}…`, sharesField());
    return html`${use} ${refundForm({ formToken, href, amount, currency })}`;
  }
  const isOff = standing(entries).some(({ source }) => source.kind === 'uncollectible');
  if (decimal(balance.open).gt(0))
    return form('write-off', `Write ${moneyFigure(balance.open, currency)} off as uncollectible…`, NOTHING, 'danger');
  if (decimal(balance.open).lt(0)) return refundForm({ formToken, href, amount: balance.open.slice(1), currency });
  return isOff ? form('undo-write-off', 'Take the write-off back…', NOTHING) : NOTHING;
}

function sharesField(): Markup {
  return html`<div>
    <label for="shares">Invoices, each with the amount that is to count</label>
    <input id="shares" name="shares" type="text" maxlength="500" required aria-describedby="shares-hint" />
    <p class="small" id="shares-hint">RE-2026-000017=50.00, with spaces between several.</p>
  </div>`;
}
