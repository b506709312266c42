import type { QuarantineEntry, ReasonCode } from '../../shared/quarantine.ts';
import { includesRole } from '../../shared/signed-in.ts';
import { countOf } from './counts.ts';
import { page, tokenField, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { drawn, html, NOTHING, type Markup } from './markup.ts';
import { momentText } from './moments.ts';
import type { QuarantineFound } from './quarantine.store.ts';
import { likelyAct, REASONS, saidBy, sentenceOf } from './reasons.ts';

/** So much of a reason is shown in the list; the page of an entry has it all. */
const MOST_SHOWN = 240;

interface UsageAbout {
  readonly found: QuarantineFound;
  /** What was looked for, as it was typed. */
  readonly asked: { readonly reason: ReasonCode | undefined; readonly customer: string };
  /** What was just done. */
  readonly done: Done | undefined;
  /** UTC day of asking, and the one before it. */
  readonly days: { readonly today: string; readonly yesterday: string };
}

/** What became of events that were replayed or dismissed. */
export type Done = { readonly act: 'dismissed' } | { readonly act: 'replayed'; readonly counted: number; readonly left: number };

/** Usage that could not be counted, kept until somebody replays or dismisses it; and the way to what was counted. */
export function usagePageOf(frame: Frame, { found, asked, done, days }: UsageAbout): Markup {
  const base = `/sellers/${frame.seller.id}/usage`;
  const open = found.entries.filter(({ dismissed }) => !dismissed);
  const dismissed = found.entries.filter((entry) => entry.dismissed);
  return page(frame, {
    part: 'usage',
    title: 'Usage',
    about: 'Events that could not be counted are kept, and billed once they are replayed.',
    content: html`${done ? html`<p class="notice" role="status">${doneText(done)}</p>` : NOTHING} ${filterOf(base, asked)}
      <form method="post" action="${base}">
        ${tokenField(frame.formToken)}
        <section class="card" aria-labelledby="quarantine">
          <header>
            <h2 id="quarantine">Quarantine</h2>
            <span class="small">Kept, not counted, until you replay or dismiss them</span>
          </header>
          ${open.length === 0 ? emptyOf(asked, found.next !== undefined) : html`${tableOf(open, frame.seller.zone, base)}${actionsOf(frame)}`}
          ${found.next === undefined ? NOTHING : html`<p class="more"><a href="${base}?${againOf(asked, found.next)}">More events</a></p>`}
        </section>
      </form>
      ${countedCard(base, days)} ${dismissed.length === 0 ? NOTHING : dismissedCard(dismissed, frame.seller.zone, base)}`,
  });
}

function doneText(done: Done): string {
  if (done.act === 'dismissed') return 'Dismissed. They stay below, with who decided and why.';
  const counted = `${countOf(done.counted, 'event is', 'events are')} counted now.`;
  return done.left === 0
    ? counted
    : `${counted} ${countOf(done.left, 'still can’t', 'still can’t')} be: each is here with its reason of now.`;
}

function againOf({ reason, customer }: UsageAbout['asked'], after: string): string {
  return new URLSearchParams({ ...(reason ? { reason } : {}), ...(customer === '' ? {} : { customer }), after }).toString();
}

function filterOf(base: string, { reason, customer }: UsageAbout['asked']): Markup {
  const options = Object.entries(REASONS).map(
    ([code, words]) => html`<option value="${code}" ${code === reason ? drawn('selected') : NOTHING}>${words}</option>`,
  );
  return html`<form class="filter" action="${base}" role="search">
    <div>
      <label for="reason">Reason</label>
      <select id="reason" name="reason">
        <option value="">All reasons</option>
        ${options}
      </select>
    </div>
    <div class="wide">
      <label for="customer">Customer id</label>
      <input id="customer" name="customer" type="search" value="${customer}" maxlength="64" />
    </div>
    <button class="button">Filter</button>
  </form>`;
}

function emptyOf({ reason, customer }: UsageAbout['asked'], hasMore: boolean): Markup {
  if (hasMore) return html`<p class="empty"><b>None among these events</b>The next page looks further.</p>`;
  if (reason !== undefined || customer !== '')
    return html`<p class="empty"><b>Nothing found</b>No event of this kind is in quarantine.</p>`;
  return html`<p class="empty"><b>Nothing is in quarantine here</b>Every event was counted once, or is listed below.</p>`;
}

function tableOf(entries: readonly QuarantineEntry[], zone: string, base: string): Markup {
  return listTable(
    ['Reason', 'Customer', 'Type', 'First seen', { hidden: 'What to do' }],
    entries.map((entry) => rowOf(entry, zone, base)),
  );
}

function rowOf(entry: QuarantineEntry, zone: string, base: string): Markup {
  const { id, code, message, text, storedAt } = entry;
  const { customer, type } = saidBy(text);
  const act = likelyAct(entry);
  const sentence = sentenceOf(message);
  return html`<tr>
    <td>
      <label class="choice"><input type="checkbox" name="id" value="${id}" /> <span class="name">${REASONS[code]}</span></label>
      <span class="small indented">${sentence.length > MOST_SHOWN ? `${sentence.slice(0, MOST_SHOWN)}…` : sentence}</span>
    </td>
    <td class="kind" data-label="Customer">${customer === '' ? '–' : customer}</td>
    <td class="mono kind" data-label="Type">${type === '' ? '–' : type}</td>
    <td class="when" data-label="First seen">${momentText(storedAt, zone)}</td>
    <td class="act">
      <a
        class="button row"
        href="${base}/quarantine/${id}"
        aria-label="${act}: ${REASONS[code]} of ${customer === '' ? 'nobody' : customer}"
        >${act}…</a
      >
    </td>
  </tr>`;
}

function actionsOf({ viewer }: Frame): Markup {
  if (!includesRole(viewer.role, 'biller')) return html`<p class="more small">To replay or dismiss them takes the role of a biller.</p>`;
  return html`<div class="part stack choices">
    <div>
      <label for="why">Comment on what is chosen</label>
      <textarea id="why" name="reason" maxlength="1000" aria-describedby="why-hint"></textarea>
      <p class="small" id="why-hint">Kept in the audit log. To dismiss, say why they are not usage.</p>
    </div>
    <p class="actions">
      <button class="button" name="act" value="replay">Replay what is chosen</button>
      <button class="button danger" name="act" value="dismiss">Dismiss what is chosen</button>
    </p>
  </div>`;
}

function countedCard(base: string, { today, yesterday }: UsageAbout['days']): Markup {
  return html`<section class="card" aria-labelledby="counted">
    <header>
      <h2 id="counted">What came in</h2>
      <span class="small">Counted by type and hour when you ask for it</span>
    </header>
    <div class="body actions">
      <a class="button" href="${base}/day?day=${today}">Count today</a>
      <a class="button" href="${base}/day?day=${yesterday}">Count yesterday</a>
    </div>
  </section>`;
}

function dismissedCard(entries: readonly QuarantineEntry[], zone: string, base: string): Markup {
  const rows = entries.map(({ id, code, text, dismissed }) => {
    const { customer, type } = saidBy(text);
    return html`<tr>
      <td><a class="name" href="${base}/quarantine/${id}">${REASONS[code]}</a><span class="small">“${dismissed?.reason ?? ''}”</span></td>
      <td class="kind" data-label="Customer">${customer === '' ? '–' : customer}</td>
      <td class="mono kind" data-label="Type">${type === '' ? '–' : type}</td>
      <td data-label="Dismissed">${momentText(dismissed?.at ?? '', zone)} by ${dismissed?.by ?? ''}</td>
    </tr>`;
  });
  return html`<section class="card" aria-labelledby="dismissed">
    <header><h2 id="dismissed">Dismissed</h2></header>
    ${listTable(['Reason', 'Customer', 'Type', 'Dismissed'], rows)}
  </section>`;
}
