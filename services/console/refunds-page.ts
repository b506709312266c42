import { moneyFigure } from '../../shared/figures.ts';
import { refundState } from '../../shared/receivables/refund.ts';
import type { Payee, Refund, RefundSet } from '../../shared/receivables/refund.ts';
import { includesRole } from '../../shared/signed-in.ts';
import { badge, type Tone } from './badge.ts';
import { countOf } from './counts.ts';
import { page, tokenField, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { momentText, shortDate, shortMoment } from './moments.ts';
import { paymentsNotice, paymentsTabs } from './payments-tabs.ts';

interface RefundsAbout {
  readonly refunds: readonly Refund[];
  readonly next?: string | undefined;
  readonly sets: readonly RefundSet[];
  /** Made at the provider itself, and not said what for. */
  readonly undecided: readonly Refund[];
  /** How many no file orders yet. */
  readonly waiting: number;
  readonly done?: string | undefined;
  /** Date of the seller. */
  readonly today: string;
}

/** Money that goes back to customers: what waits for a file, the files, and each refund with how far it is. */
export function refundsPageOf(frame: Frame, { refunds, next, sets, undecided, waiting, done, today }: RefundsAbout): Markup {
  const base = `/sellers/${frame.seller.id}/payments/refunds`;
  return page(frame, {
    part: 'payments',
    title: 'Payments',
    about: 'Money that goes back to customers, by SEPA credit transfer or to the card it came by.',
    content: html`${paymentsTabs(frame, 'refunds')}${paymentsNotice(undefined, done)}
      ${undecided.length > 0 ? undecidedCard(frame, undecided, base) : NOTHING}
      ${waiting > 0 ? orderCard(frame, waiting, base, today) : NOTHING}
      <section class="card" aria-labelledby="refunds">
        <header><h2 id="refunds">Refunds</h2></header>
        ${
          refunds.length === 0
            ? html`<p class="empty">
                <b>No refund yet</b>An invoice that was overpaid, and what is left of a payment, can be paid back from its page.
              </p>`
            : tableOf(frame, refunds, base)
        }
        ${next === undefined ? NOTHING : html`<p class="more"><a href="${base}?after=${encodeURIComponent(next)}">Earlier ones</a></p>`}
      </section>
      ${sets.length === 0 ? NOTHING : setsCard(sets, base, frame.seller.zone)}`,
  });
}

function orderCard({ viewer, formToken }: Frame, waiting: number, base: string, today: string): Markup {
  return html`<section class="card call" aria-labelledby="order">
    <header><h2 id="order">${countOf(waiting, 'refund waits', 'refunds wait')} for a file</h2></header>
    ${
      includesRole(viewer.role, 'biller')
        ? html`<form method="post" action="${base}" class="body form stack">
            ${tokenField(formToken)}
            <div>
              <label for="on">Day on which the bank is to pay</label>
              <input id="on" name="on" type="date" value="${today}" min="${today}" />
              <p class="small">
                Each refund is in exactly one file. Give the file to the bank once: what is ordered can’t be ordered again here.
              </p>
            </div>
            <button class="button primary">Make the file of ${countOf(waiting, 'refund')}</button>
          </form>`
        : html`<p class="more small">To make the file takes the role of a biller.</p>`
    }
  </section>`;
}

/** What went back at the provider itself: a person says what it was for. */
function undecidedCard({ viewer, formToken, seller }: Frame, undecided: readonly Refund[], base: string): Markup {
  const rows = undecided.map(
    (it) =>
      html`<tr>
        <td>${it.reference}<span class="small">${shortMoment(it.at, seller.zone)}</span><span class="small mono">${it.id}</span></td>
        <td data-label="To">${toOf(it.payee)}</td>
        <td class="figure" data-label="Amount">${moneyFigure(it.amount, it.currency)}</td>
        <td class="act">
          ${
            includesRole(viewer.role, 'biller')
              ? html`<details>
                  <summary class="button row">Allocate…</summary>
                  <form method="post" action="${base}/${it.id}" class="form stack">
                    ${tokenField(formToken)}<input type="hidden" name="act" value="allocate" />
                    <div>
                      <label for="of-${it.id}">Invoice, credit note or payment</label>
                      <input id="of-${it.id}" name="of" maxlength="100" autocomplete="off" required />
                      <p class="small">An invoice is owed again what was not overpaid. A payment is what of it counted for no invoice.</p>
                    </div>
                    <div>
                      <label for="why-${it.id}">Why</label>
                      <textarea id="why-${it.id}" name="reason" maxlength="1000" required></textarea>
                    </div>
                    <button class="button">Allocate</button>
                  </form>
                </details>`
              : NOTHING
          }
        </td>
      </tr>`,
  );
  return html`<section class="card" aria-labelledby="undecided">
    <header>
      <h2 id="undecided">Refunds to allocate</h2>
      <span class="small">Made at the provider itself</span>
    </header>
    ${listTable(['Refund', 'To', { figure: 'Amount' }, { hidden: 'What to do' }], rows)}
  </section>`;
}

const STATES = {
  made: { tone: 'waiting', words: 'Waits for a file' },
  ordered: { tone: 'neutral', words: 'Ordered' },
  paid: { tone: 'done', words: 'Paid' },
  cancelled: { tone: 'neutral', words: 'Taken back' },
  declined: { tone: 'failed', words: 'Declined' },
  undecided: { tone: 'waiting', words: 'To allocate' },
} as const;

/** The provider of a card is asked at once: what is not known of it is not known by it, or it has not answered. */
function standingOf(it: Refund): { readonly tone: Tone; readonly words: string } {
  const state = refundState(it);
  if (it.payee.by === 'transfer') return STATES[state];
  if (state === 'paid') return { tone: 'done', words: 'Back on the card' };
  if (state === 'made') return { tone: 'waiting', words: 'Not sent yet' };
  if (state === 'ordered')
    return it.outcome?.state === 'pending' ? { tone: 'running', words: 'On its way' } : { tone: 'waiting', words: 'No answer yet' };
  return STATES[state];
}

function toOf(to: Payee): Markup {
  if (to.by === 'transfer') return html`${to.name}<span class="small">${to.iban}</span>`;
  return html`${to.lastDigits === undefined ? 'Card' : `Card …${to.lastDigits}`}<span class="small">of payment ${to.payment}</span>`;
}

function tableOf(frame: Frame, refunds: readonly Refund[], base: string): Markup {
  return listTable(
    ['Refund', 'To', 'State', { figure: 'Amount' }, { hidden: 'What to do' }],
    refunds.map((it) => {
      const { id, of, payee, amount, currency, reason, at } = it;
      const { tone, words } = standingOf(it);
      return html`<tr>
        <td>${originOf(of, `/sellers/${frame.seller.id}`)}<span class="small">${reason}</span><span class="small mono">${id}</span></td>
        <td data-label="To">${toOf(payee)}</td>
        <td data-label="State">
          ${badge(tone, words)}<span class="small">${shortMoment(at, frame.seller.zone)}</span
          >${it.outcome?.state === 'declined' ? html`<span class="small">${it.outcome.code}: ${it.outcome.message}</span>` : NOTHING}
        </td>
        <td class="figure" data-label="Amount">${moneyFigure(amount, currency)}</td>
        <td class="act">${askAgainOf(frame, it, base)}${cancelOf(frame, it, base)}</td>
      </tr>`;
    }),
  );
}

function originOf(of: Refund['of'], base: string): Markup {
  if (of.kind === 'payment') return html`<a class="name" href="${base}/payments/collected">${of.payment}</a>`;
  if (of.kind === 'transaction') return html`<a class="name" href="${base}/payments/bank/${of.transaction}">A payment</a>`;
  return html`<a class="name" href="${base}/invoices/${of.number}">${of.number}</a>`;
}

/** What became of it at the provider of the card, where that is not known: asked, it is looked up before it is sent. */
function askAgainOf({ viewer, formToken }: Frame, it: Refund, base: string): Markup {
  const state = refundState(it);
  if (it.payee.by !== 'card' || (state !== 'made' && state !== 'ordered') || !includesRole(viewer.role, 'biller')) return NOTHING;
  return html`<form method="post" action="${base}/${it.id}">
    ${tokenField(formToken)}<input type="hidden" name="act" value="send" /><input type="hidden" name="reason" value="Asked again" />
    <button class="button row">Ask the provider again</button>
  </form>`;
}

function cancelOf({ viewer, formToken }: Frame, it: Refund, base: string): Markup {
  const state = refundState(it);
  const isOnItsWay = it.sent !== undefined && state !== 'declined';
  if (state === 'paid' || state === 'cancelled' || state === 'undecided' || isOnItsWay || !includesRole(viewer.role, 'biller'))
    return NOTHING;
  return html`<details>
    <summary class="button row">Take back…</summary>
    <form method="post" action="${base}/${it.id}" class="form stack">
      ${tokenField(formToken)}
      <div>
        <label for="why-${it.id}">Why</label>
        <textarea id="why-${it.id}" name="reason" maxlength="1000" required></textarea>
        ${state === 'ordered' ? html`<p class="small">It is in a file: only where the bank did not take that.</p>` : NOTHING}
      </div>
      <button class="button danger">Take back</button>
    </form>
  </details>`;
}

function setsCard(sets: readonly RefundSet[], base: string, zone: string): Markup {
  const rows = sets.map(
    ({ id, executeOn, total, currency, transfers, at, by }) =>
      html`<tr>
        <td><a class="name" href="${base}/files/${id}">${id}.xml</a><span class="small">${momentText(at, zone)} by ${by}</span></td>
        <td data-label="To be paid on">${shortDate(executeOn)}</td>
        <td class="figure" data-label="Transfers">${transfers.length}</td>
        <td class="figure" data-label="Sum">${moneyFigure(total, currency)}</td>
      </tr>`,
  );
  return html`<section class="card" aria-labelledby="files">
    <header>
      <h2 id="files">Files for the bank</h2>
      <span class="small">pain.001.001.09</span>
    </header>
    ${listTable(['File', 'To be paid on', { figure: 'Transfers' }, { figure: 'Sum' }], rows)}
  </section>`;
}
