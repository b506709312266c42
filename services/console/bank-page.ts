import { moneyFigure } from '../../shared/figures.ts';
import type { ListedTransaction } from '../../shared/bank/listed-transactions.store.ts';
import { badge } from './badge.ts';
import type { BankPage } from './bank.store.ts';
import { page, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { drawn, html, NOTHING, type Markup } from './markup.ts';
import { shortDate } from './moments.ts';
import { paymentsNotice, paymentsTabs } from './payments-tabs.ts';

interface BankAbout {
  readonly isLeft: boolean;
  readonly behind: string | undefined;
}

/** Transactions of the bank: what is left over with what it may be for, or all. */
export function bankPageOf(frame: Frame, found: BankPage, { isLeft, behind }: BankAbout): Markup {
  const base = `/sellers/${frame.seller.id}`;
  const { transactions, next } = found;
  return page(frame, {
    part: 'payments',
    title: 'Payments',
    about: 'What came and went on the bank account, and the invoices it counts for.',
    content: html`${paymentsTabs(frame, 'bank')}${paymentsNotice(behind)}
      <section class="card" aria-labelledby="transactions">
        <header>
          <h2 id="transactions">${isLeft ? 'Not matched' : 'Transactions'}</h2>
          ${isLeft ? html`<span class="small">Nothing was certain of these; you decide</span>` : NOTHING}
        </header>
        ${filterOf(base, isLeft)} ${transactions.length === 0 ? emptyOf(isLeft, base) : tableOf(found, base, isLeft)}
        ${next === undefined ? NOTHING : html`<p class="more"><a href="${base}/payments/bank?${queryOf(isLeft, next)}">More transactions</a></p>`}
      </section>`,
  });
}

function queryOf(isLeft: boolean, after: string): string {
  return new URLSearchParams({ ...(isLeft ? {} : { show: 'all' }), after }).toString();
}

function filterOf(base: string, isLeft: boolean): Markup {
  const link = (href: string, words: string, isCurrent: boolean): Markup =>
    html`<a href="${base}/payments/bank${href}" ${isCurrent ? drawn('aria-current="page"') : NOTHING}>${words}</a>`;
  return html`<nav class="tabs" aria-label="Which transactions">
    ${link('', 'Not matched', isLeft)} ${link('?show=all', 'All', !isLeft)}
  </nav>`;
}

function tableOf({ transactions }: BankPage, base: string, isLeft: boolean): Markup {
  const last = isLeft ? 'May be for' : 'For';
  return listTable(
    ['Booked', 'From or to', last, { figure: isLeft ? 'Left' : 'Amount' }],
    transactions.map((it) => {
      const { id, bookedOn, counterparty, text, left, amount, currency } = it;
      return html`<tr>
        <td>
          <a class="name" href="${base}/payments/bank/${id}">${shortDate(bookedOn)}</a><span class="small mono">${id.slice(0, 8)}</span>
        </td>
        <td data-label="From or to">
          ${counterparty.name ?? counterparty.iban ?? '–'}${text === '' ? NOTHING : html`<span class="small">“${text}”</span>`}
        </td>
        <td data-label="${last}">${isLeft ? mayBeFor(it) : whatFor(it)}</td>
        <td class="figure" data-label="${isLeft ? 'Left' : 'Amount'}">${moneyFigure(isLeft ? left : amount, currency)}</td>
      </tr>`;
    }),
  );
}

function mayBeFor({ proposals = [], reason }: ListedTransaction): Markup {
  const [first, ...others] = proposals;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return html`${first ? html`<span>${first.number}, ${first.customer}${more}</span>` : NOTHING}
    <span class="small">${reason === undefined ? NOTHING : `Not certain: ${reason}.`}</span>`;
}

function whatFor({ allocations, dismissed, left, currency, amount, returned }: ListedTransaction): Markup {
  const numbers = [...new Set(allocations.map(({ number }) => number))].join(', ');
  if (dismissed !== undefined) return html`${badge('neutral', 'No invoice')}<span class="small">“${dismissed}”</span>`;
  const isOpen = /[1-9]/.test(left) && (!amount.startsWith('-') || returned !== undefined);
  return html`${numbers === '' ? (isOpen ? NOTHING : '–') : numbers}
  ${isOpen ? badge('waiting', numbers === '' ? 'Not matched' : `${moneyFigure(left, currency)} left`) : NOTHING}`;
}

function emptyOf(isLeft: boolean, base: string): Markup {
  if (isLeft)
    return html`<p class="empty">
      <b>Every payment is matched</b>What comes with the <a href="${base}/payments/statements">next statement</a> and is not certain waits
      here.
    </p>`;
  return html`<p class="empty">
    <b>No transaction yet</b><a href="${base}/payments/statements">Import a statement</a> of the bank account.
  </p>`;
}
