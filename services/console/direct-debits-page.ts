import { amountFigure, moneyFigure } from '../../shared/figures.ts';
import { amountText, decimal, sum } from '../../shared/money.ts';
import type { Collection } from '../../shared/payments/collection.ts';
import { returnReason } from '../../shared/payments/return-reason.ts';
import type { WaitingDebit } from '../../shared/payments/waiting-debit.store.ts';
import { includesRole } from '../../shared/signed-in.ts';
import { countOf, counted } from './counts.ts';
import { page, tokenField, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { fullMoment, shortDate } from './moments.ts';
import { paymentsNotice, paymentsTabs } from './payments-tabs.ts';
import type { TakenReport } from './taken-report.ts';

interface DebitsAbout {
  readonly waiting: readonly WaitingDebit[];
  readonly next?: string | undefined;
  readonly collections: readonly Collection[];
  /** Whether the seller may debit at all. */
  readonly isCreditor: boolean;
  readonly behind?: string | undefined;
  readonly done?: string | undefined;
  /** What became of the report that was just given. */
  readonly taken?: { readonly name: string; readonly what: TakenReport } | undefined;
}

/** Direct debits: what waits for a file, the files for the bank, and what the bank rejects of them. */
export function directDebitsPageOf(frame: Frame, about: DebitsAbout): Markup {
  const { waiting, next, collections, isCreditor, behind, done, taken } = about;
  const base = `/sellers/${frame.seller.id}/payments/direct-debits`;
  const isBiller = includesRole(frame.viewer.role, 'biller');
  return page(frame, {
    part: 'payments',
    title: 'Payments',
    about: 'Direct debits are given to the bank as files, each debit in exactly one.',
    content: html`${paymentsTabs(frame, 'direct-debits')}${paymentsNotice(behind, done)}${taken ? takenNotice(taken) : NOTHING}
      <section class="card ${waiting.length > 0 ? 'call' : ''}" aria-labelledby="waiting">
        <header><h2 id="waiting">Waiting for a file</h2></header>
        ${waiting.length === 0 ? emptyOf(isCreditor) : waitingTable(waiting, `/sellers/${frame.seller.id}`)}
        ${next === undefined ? NOTHING : html`<p class="more"><a href="${base}?after=${encodeURIComponent(next)}">Those that are due later</a></p>`}
        ${waiting.length === 0 ? NOTHING : isBiller ? fileForm(frame, base) : html`<p class="more small">To make the files takes the role of a biller.</p>`}
      </section>
      ${collections.length === 0 ? NOTHING : html`${collectionsCard(collections, base, frame.seller.zone)}${isBiller ? reportForm(frame, base) : NOTHING}`}`,
  });
}

function takenNotice({ name, what }: NonNullable<DebitsAbout['taken']>): Markup {
  if (what.outcome === 'refused')
    return html`<div class="notice trouble" role="alert">
      <p><b>${name} was not taken, and nothing of it is written down.</b> ${what.reason}</p>
    </div>`;
  if (what.rejected.length === 0) return html`<p class="notice" role="status">${name}: the bank rejects none of them.</p>`;
  return html`<div class="notice" role="status">
    <p>${name}: the bank rejects ${countOf(what.rejected.length, 'debit')}; their invoices are open.</p>
    <ul>
      ${what.rejected.map(({ id, code }) => html`<li>${id}, ${code}: ${returnReason(code)}</li>`)}
    </ul>
  </div>`;
}

function emptyOf(isCreditor: boolean): Markup {
  return isCreditor
    ? html`<p class="empty"><b>No direct debit waits</b>They come behind a run, for every customer with a mandate.</p>`
    : html`<p class="empty">
        <b>The seller is no creditor</b>To debit accounts, its catalog needs payments: directDebit with a creditor identifier.
      </p>`;
}

function waitingTable(waiting: readonly WaitingDebit[], base: string): Markup {
  return listTable(
    ['Invoice', 'Mandate', 'Due', { figure: 'Amount, EUR' }],
    waiting.map(
      ({ number, customerId, mandate, dueOn, amount, aside }) =>
        html`<tr>
          <td>
            <a class="name" href="${base}/invoices/${number}">${number}</a
            ><span class="small"><a href="${base}/customers/${customerId}">${customerId}</a></span>
          </td>
          <td data-label="Mandate">
            ${mandate}${aside === undefined ? NOTHING : html`<span class="small">Would be set aside: ${aside}</span>`}
          </td>
          <td data-label="Due">${shortDate(dueOn)}</td>
          <td class="figure" data-label="Amount, EUR">${amountFigure(amount, 'EUR')}</td>
        </tr>`,
    ),
  );
}

function fileForm({ formToken }: Frame, base: string): Markup {
  return html`<form method="post" action="${base}" class="part form stack">
    ${tokenField(formToken)}
    <p class="small">Files what is due within two weeks, one file for each scheme. What can’t be debited is set aside with its reason.</p>
    <button class="button primary">Make the files</button>
  </form>`;
}

function collectionsCard(collections: readonly Collection[], base: string, zone: string): Markup {
  const rows = collections.map(
    ({ id, scheme, at, by, groups }) =>
      html`<tr>
        <td><a class="name" href="${base}/files/${id}">${id}.xml</a><span class="small">${fullMoment(at, zone)} by ${by}</span></td>
        <td data-label="Debited on">
          ${[...new Set(groups.map(({ collectOn }) => shortDate(collectOn)))].join(', ')}<span class="small">${scheme}</span>
        </td>
        <td class="figure" data-label="Debits">${counted(groups.reduce((total, { count }) => total + count, 0))}</td>
        <td class="figure" data-label="Sum">${moneyFigure(amountText(sum(groups.map((group) => decimal(group.sum))), 'EUR'), 'EUR')}</td>
      </tr>`,
  );
  return html`<section class="card" aria-labelledby="files">
    <header>
      <h2 id="files">Files for the bank</h2>
      <span class="small">pain.008.001.08, each to be given to the bank once</span>
    </header>
    ${listTable(['File', 'Debited on', { figure: 'Debits' }, { figure: 'Sum' }], rows)}
  </section>`;
}

function reportForm({ formToken }: Frame, base: string): Markup {
  return html`<section class="card" aria-labelledby="report">
    <header><h2 id="report">What the bank rejects</h2></header>
    <form method="post" action="${base}/reports" enctype="multipart/form-data" class="body form stack">
      ${tokenField(formToken)}
      <div>
        <label for="file">Report of the bank, pain.002.001.10</label>
        <input id="file" name="file" type="file" accept=".xml,text/xml" required />
        <p class="small">What it credits, and what goes back later, comes with its statements.</p>
      </div>
      <button class="button">Take the report</button>
    </form>
  </section>`;
}
