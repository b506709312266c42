import type { MarkedAddress, MarkKind } from '../../shared/marked-address.ts';
import { includesRole } from '../../shared/signed-in.ts';
import { badge } from './badge.ts';
import { countOf } from './counts.ts';
import { page, tokenField, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { fullMoment } from './moments.ts';
import type { ListedMail } from './outbox.store.ts';

interface MailsAbout {
  readonly marked: readonly MarkedAddress[];
  /** Mails as they went out; undefined where they are not kept. */
  readonly outbox: { readonly mails: readonly ListedMail[]; readonly next?: number } | undefined;
  /** Place of the first one. */
  readonly from: number;
  readonly done?: string | undefined;
}

const WHY: Readonly<Record<MarkKind, string>> = {
  bounced: 'Mails come back',
  complained: 'Complained of a mail',
  'by-hand': 'Marked by hand',
};

/** Addresses that nothing is sent to, what was held back, and the mails that went out. */
export function mailsPageOf(frame: Frame, { marked, outbox, from, done }: MailsAbout): Markup {
  const mayDecide = includesRole(frame.viewer.role, 'biller');
  return page(frame, {
    part: 'mails',
    title: 'Mails',
    about: 'Invoices, credit notes and letters to customers.',
    content: html`${done === undefined ? NOTHING : html`<p class="notice" role="status">${done}</p>`}
    ${marked.map((it, i) => markedCard(frame, it, i, mayDecide))} ${outboxCard(frame, outbox, from)}
    ${mayDecide ? markCard(frame) : NOTHING}`,
  });
}

function markedCard(frame: Frame, { address, kind, reason, since, held }: MarkedAddress, i: number, mayDecide: boolean): Markup {
  const { seller } = frame;
  return html`<section class="card call" aria-labelledby="marked-${i}">
    <header>
      <h2 id="marked-${i}">Nothing is sent to ${address}</h2>
      ${badge('waiting', WHY[kind])}
    </header>
    <div class="body">
      <p>Since ${fullMoment(since, seller.zone)}: “${reason}”</p>
      ${
        held.length === 0
          ? html`<p class="small">No mail was held back yet.</p>`
          : html`<p>${countOf(held.length, 'mail was', 'mails were')} held back:</p>
              <ul>
                ${held.map((it) => html`<li>${it.subject}, ${fullMoment(it.at, seller.zone)}</li>`)}
              </ul>`
      }
    </div>
    ${mayDecide ? decisionForm(frame, { decision: 'clear', address, words: 'Clear the address', i }) : NOTHING}
  </section>`;
}

function markCard(frame: Frame): Markup {
  return html`<section class="card" aria-labelledby="mark">
    <header><h2 id="mark">Send nothing to an address</h2></header>
    ${decisionForm(frame, { decision: 'mark', words: 'Mark the address', i: 'new' })}
  </section>`;
}

interface Asked {
  readonly decision: 'mark' | 'clear';
  readonly address?: string;
  readonly words: string;
  readonly i: number | string;
}

function decisionForm({ seller, formToken }: Frame, { decision, address, words, i }: Asked): Markup {
  const what =
    decision === 'clear'
      ? 'For the audit log. Invoices that were held back go out at once; letters do not.'
      : 'For the audit log. Mails are held back and listed here until the address is cleared.';
  const hidden = html`${tokenField(formToken)}<input type="hidden" name="decision" value="${decision}" />`;
  return html`<form method="post" action="/sellers/${seller.id}/mails" class="body form stack">
    ${
      address === undefined
        ? html`<div>
            ${hidden}<label for="address">Mail address</label><input id="address" name="address" type="email" required maxlength="254" />
          </div>`
        : NOTHING
    }
    <div>
      ${address === undefined ? NOTHING : html`${hidden}<input type="hidden" name="address" value="${address}" />`}
      <label for="reason-${i}">Reason</label>
      <input id="reason-${i}" name="reason" required maxlength="500" aria-describedby="hint-${i}" />
      <p class="small" id="hint-${i}">${what}</p>
    </div>
    <p class="actions"><button class="button">${words}</button></p>
  </form>`;
}

function outboxCard({ seller }: Frame, outbox: MailsAbout['outbox'], from: number): Markup {
  const base = `/sellers/${seller.id}/mails`;
  if (!outbox)
    return html`<section class="card" aria-labelledby="outbox">
      <header><h2 id="outbox">Outbox</h2></header>
      <p class="empty">
        <b>Mails of this stage have left by SES</b>They are not kept here; each invoice says when it was sent, and where to.
      </p>
    </section>`;
  const rows = outbox.mails.map(
    ({ key, to, subject, sentAt }) =>
      html`<tr>
        <td>
          <a class="name" href="${base}/one?key=${encodeURIComponent(key)}">${subject}</a>
        </td>
        <td data-label="To">${to}</td>
        <td data-label="Sent">${fullMoment(sentAt, seller.zone)}</td>
      </tr>`,
  );
  return html`<section class="card" aria-labelledby="outbox">
    <header><h2 id="outbox">Outbox</h2></header>
    ${
      rows.length === 0
        ? html`<p class="empty"><b>No mail yet</b>The first run sends its invoices; each mail is kept here as it went out.</p>`
        : listTable(['Subject', 'To', 'Sent'], rows)
    }
    ${from === 0 ? NOTHING : html`<p class="more"><a href="${base}">The latest</a></p>`}
    ${outbox.next === undefined ? NOTHING : html`<p class="more"><a href="${base}?from=${outbox.next}">Earlier mails</a></p>`}
  </section>`;
}
