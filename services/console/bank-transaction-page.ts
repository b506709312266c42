import { amountFigure, moneyFigure } from '../../shared/figures.ts';
import type { ListedTransaction } from '../../shared/bank/listed-transactions.store.ts';
import type { Proposal } from '../../shared/bank/proposals.ts';
import { includesRole } from '../../shared/signed-in.ts';
import { badge } from './badge.ts';
import { entryHref } from './entry-words.ts';
import { page, tokenField, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { dateText, shortMoment } from './moments.ts';
import { paymentsNotice } from './payments-tabs.ts';
import { refundForm } from './refund-form.ts';

/** A transaction of the bank: what the bank says, what it counts for, and what a person can decide. */
export function bankTransactionPageOf(frame: Frame, it: ListedTransaction, done: string | undefined): Markup {
  const { bookedOn, amount, currency, counterparty, id } = it;
  const base = `/sellers/${frame.seller.id}`;
  return page(frame, {
    part: 'payments',
    title: moneyFigure(amount, currency),
    crumb: { href: `${base}/payments/bank`, words: 'Bank' },
    badge: stateBadge(it),
    about: [dateText(bookedOn), counterparty.name ?? '', id].filter((part) => part !== '').join(' · '),
    content: html`${paymentsNotice(undefined, done)}
      <div class="columns">
        <div>${decisionCard(frame, it, `${base}/payments/bank/${id}`)} ${countsCard(frame, it)}</div>
        <div>${saidCard(it)}</div>
      </div>`,
  });
}

function isOpen({ left, amount, returned }: ListedTransaction): boolean {
  return /[1-9]/.test(left) && (!amount.startsWith('-') || returned !== undefined);
}

function stateBadge(it: ListedTransaction): Markup {
  if (it.dismissed !== undefined) return badge('neutral', 'No invoice');
  if (isOpen(it)) return badge('waiting', it.allocations.length > 0 ? `${moneyFigure(it.left, it.currency)} left` : 'Not matched');
  return it.allocations.length > 0
    ? badge('done', 'Matched')
    : badge('neutral', it.amount.startsWith('-') ? 'Paid by the seller' : 'Nothing left');
}

function saidCard({
  account,
  counterparty,
  text,
  structuredReference,
  endToEndId,
  bankReference,
  returned,
  instructed,
  charges,
  currency,
}: ListedTransaction): Markup {
  const fact = (name: string, value: string | undefined): Markup =>
    value === undefined || value === ''
      ? NOTHING
      : html`<dt>${name}</dt>
          <dd>${value}</dd>`;
  return html`<section class="card" aria-labelledby="said">
    <header><h2 id="said">What the bank says</h2></header>
    <dl class="facts body">
      ${fact('From or to', counterparty.name)} ${fact('Their IBAN', counterparty.iban)} ${fact('Text', text)}
      ${fact('Reference', structuredReference)} ${fact('End-to-end id', endToEndId)} ${fact('Bank’s reference', bankReference)}
      ${fact('Came back, code', returned)} ${fact('Ordered', instructed && moneyFigure(instructed.amount, instructed.currency))}
      ${fact('Kept by banks', charges === undefined ? undefined : moneyFigure(charges, currency))} ${fact('Account', account)}
    </dl>
  </section>`;
}

function countsCard({ seller, viewer, formToken }: Frame, { id, allocations }: ListedTransaction): Markup {
  if (allocations.length === 0) return NOTHING;
  const base = `/sellers/${seller.id}`;
  const rows = allocations.map(
    ({ number, amount, currency, by, at, reason, source }) =>
      html`<tr>
        <td><a class="name" href="${entryHref(base, number)}">${number}</a><span class="small">${reason}</span></td>
        <td data-label="By">${by}<span class="small">${shortMoment(at, seller.zone)}</span></td>
        <td class="figure" data-label="Amount">
          ${moneyFigure(amount, currency)}${source.kind === 'write-off' ? html`<span class="small">difference</span>` : NOTHING}
        </td>
      </tr>`,
  );
  return html`<section class="card" aria-labelledby="counts">
    <header><h2 id="counts">Counts for</h2></header>
    ${listTable(['For', 'By', { figure: 'Amount' }], rows)}
    ${
      includesRole(viewer.role, 'biller')
        ? html`<form method="post" action="${base}/payments/bank/${id}" class="part form stack">
            ${tokenField(formToken)}<input type="hidden" name="act" value="unmatch" />
            <div>
              <label for="of">Take back for</label>
              <select id="of" name="number">
                <option value="">All of them</option>
                ${[...new Set(allocations.map(({ number }) => number))].map((number) => html`<option value="${number}">${number}</option>`)}
              </select>
            </div>
            ${commentField('unmatch-why', 'Why')}
            <button class="button danger">Take back…</button>
          </form>`
        : NOTHING
    }
  </section>`;
}

function decisionCard({ viewer, formToken }: Frame, it: ListedTransaction, href: string): Markup {
  if (!isOpen(it) && !it.amount.startsWith('-')) return it.dismissed === undefined ? NOTHING : dismissedCard(it);
  const isBiller = includesRole(viewer.role, 'biller');
  return html`<section class="card ${isOpen(it) ? 'call' : ''}" aria-labelledby="decide">
    <header>
      <h2 id="decide">${isOpen(it) ? `${moneyFigure(it.left, it.currency)} left` : 'Paid by the seller'}</h2>
      ${it.reason === undefined ? NOTHING : html`<span class="small">Not certain: ${it.reason}</span>`}
    </header>
    ${isBiller ? html`${matchForm(formToken, it, href)}${isOpen(it) ? dismissForm(formToken, href) : NOTHING}${it.left.startsWith('-') ? NOTHING : refundForm({ formToken, href, amount: it.left, currency: it.currency })}` : html`<p class="more small">To match or dismiss it takes the role of a biller.</p>`}
  </section>`;
}

function dismissedCard({ dismissed }: ListedTransaction): Markup {
  return html`<section class="card">
    <p class="empty"><b>It pays no invoice</b>“${dismissed ?? ''}”</p>
  </section>`;
}

function matchForm(token: string, { proposals = [], currency, amount }: ListedTransaction, href: string): Markup {
  return html`<form method="post" action="${href}" class="body form stack">
    ${tokenField(token)}<input type="hidden" name="act" value="match" />
    ${
      proposals.length === 0
        ? NOTHING
        : html`<fieldset class="plain choices">
            <legend class="label">Invoices it may be for, the likeliest first</legend>
            ${proposals.map(proposalChoice)}
          </fieldset>`
    }
    <div>
      <label for="others">${amount.startsWith('-') ? 'Invoice, or refund' : proposals.length === 0 ? 'Invoices' : 'Other invoices'}</label>
      <input id="others" name="others" type="text" maxlength="500" aria-describedby="others-hint" />
      <p class="small" id="others-hint">
        Numbers with spaces between them, each alone for all that is open of it, or with an amount: RE-2026-000017=50.00. Across currencies
        RE-2026-000017=100.00:92.10 takes 92.10 ${currency}.
      </p>
    </div>
    <label class="choice"><input type="checkbox" name="settle" value="yes" /> Settle them: write off what is missing, or too much</label>
    ${commentField('match-why', 'Comment, kept in the audit log', false)}
    <button class="button primary">Match</button>
  </form>`;
}

function proposalChoice({ number, customer, open, currency, reasons }: Proposal): Markup {
  return html`<label class="choice"
    ><input type="checkbox" name="number" value="${number}" /><span
      ><span class="name">${number}</span> ${customer}, ${amountFigure(open, currency)} ${currency} open<span class="small">
        ${reasons.join('; ')}</span
      ></span
    ></label
  >`;
}

function dismissForm(token: string, href: string): Markup {
  return html`<form method="post" action="${href}" class="part form stack">
    ${tokenField(token)}<input type="hidden" name="act" value="dismiss" />
    ${commentField('dismiss-why', 'It pays no invoice: what is it?')}
    <button class="button">Dismiss</button>
  </form>`;
}

function commentField(id: string, words: string, isNeeded = true): Markup {
  return html`<div>
    <label for="${id}">${words}</label>
    <textarea id="${id}" name="reason" maxlength="1000" ${isNeeded ? 'required' : ''}></textarea>
  </div>`;
}
