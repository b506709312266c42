import { moneyFigure } from '../../shared/figures.ts';
import type { Payment } from '../../shared/payments/payment.ts';
import { badge } from './badge.ts';
import { page, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { fullMoment, shortDate } from './moments.ts';
import { paymentsTabs } from './payments-tabs.ts';

/** Every try to collect what is open of an invoice, from an account or a card, and what became of it. */
export function collectedPageOf(frame: Frame, { payments, next }: { payments: readonly Payment[]; next?: string | undefined }): Markup {
  const base = `/sellers/${frame.seller.id}`;
  return page(frame, {
    part: 'payments',
    title: 'Payments',
    about: 'What is collected by direct debit or from a card, the latest first.',
    content: html`${paymentsTabs(frame, 'collected')}
      <section class="card" aria-labelledby="collected">
        <header><h2 id="collected">Collected payments</h2></header>
        ${
          payments.length === 0
            ? html`<p class="empty">
                <b>Nothing was collected yet</b>A payment begins behind each run for every customer that pays by direct debit or card.
              </p>`
            : tableOf(payments, base, frame.seller.zone)
        }
        ${
          next === undefined
            ? NOTHING
            : html`<p class="more"><a href="${base}/payments/collected?after=${encodeURIComponent(next)}">Earlier ones</a></p>`
        }
      </section>`,
  });
}

function tableOf(payments: readonly Payment[], base: string, zone: string): Markup {
  return listTable(
    ['Invoice', 'By', 'What became of it', { figure: 'Amount' }],
    payments.map((it) => {
      const { id, number, customerId, startedAt, amount, currency } = it;
      const reason = reasonOf(it);
      return html`<tr>
        <td>
          <a class="name" href="${base}/invoices/${number}">${number}</a
          ><span class="small"><a href="${base}/customers/${customerId}">${customerId}</a></span
          ><span class="small">${fullMoment(startedAt, zone)}, ${id}</span
          >${reason === '' ? NOTHING : html`<span class="small">${reason}</span>`}
        </td>
        <td data-label="By">${meansOf(it)}</td>
        <td data-label="What became of it">${outcomeBadge(it)}</td>
        <td class="figure" data-label="Amount">${moneyFigure(amount, currency)}</td>
      </tr>`;
    }),
  );
}

function meansOf({ by }: Payment): string {
  if (by.method === 'direct-debit') return `Direct debit, mandate ${by.mandate}`;
  return by.provider === 'stripe' ? 'Card, by Stripe' : 'Card, by the fake provider';
}

function outcomeBadge({ outcome, by, filed }: Payment): Markup {
  switch (outcome?.state) {
    case undefined:
    case 'unknown':
      return badge('running', 'Being looked up');
    case 'pending':
      if (by.method === 'direct-debit' && !filed) return badge('waiting', 'Waits for a file');
      return badge('running', 'On its way');
    case 'paid':
      return badge('done', 'Paid');
    case 'declined':
      return badge('failed', 'Declined');
    case 'returned':
      return badge('failed', 'Went back');
    case 'action-required':
      return badge('waiting', 'Customer has to confirm');
    case 'cancelled':
      return badge('neutral', 'Not collected');
  }
}

/** Why it ended so, and of a debit where it was filed. */
function reasonOf({ outcome, filed }: Payment): string {
  const code = outcome && 'code' in outcome ? `${outcome.code}: ` : '';
  const said = outcome && 'message' in outcome ? `${code}${outcome.message}` : '';
  const where = filed ? `${filed.collection}, debited on ${shortDate(filed.collectOn)}` : '';
  return [said, where].filter((part) => part !== '').join('; ');
}
