import { countOf } from './counts.ts';
import type { Frame } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { ENDED, MAILS } from './order-words.ts';
import type { ShownOrder } from './shown-order.ts';
import { timelineOf, type Entry } from './timeline.ts';

/** What was done with an order: its versions, its credit notes, its mails, and how it ended. */
export function orderCourseCard({ seller }: Frame, view: ShownOrder, href: string): Markup {
  const base = `/sellers/${seller.id}`;
  const entries = [...versionsOf(view, href), ...creditsOf(view, base), ...mailsOf(view, base), ...endOf(view)];
  return html`<section class="card" aria-labelledby="course">
    <header><h2 id="course">What was done</h2></header>
    ${timelineOf(entries, seller.zone)}
  </section>`;
}

function versionsOf({ versions }: ShownOrder, href: string): Entry[] {
  return versions.map(({ version, placedAt, by, lines }) => {
    const words = version === 1 ? 'Placed' : `Changed: version ${version}`;
    const flow = versions.length > 1 ? html` · <a href="${href}?version=${version}">where it came to</a>` : NOTHING;
    return {
      at: placedAt,
      what: html`<b>${words}</b>
        <div class="small">${countOf(lines.length, 'line')}, by ${by}${flow}</div>`,
    };
  });
}

function creditsOf({ invoice }: ShownOrder, base: string): Entry[] {
  return (invoice?.notes ?? []).map(({ note, number }) => {
    const named = number === undefined ? 'which is being made' : html`<a href="${base}/invoices/${number}">${number}</a>`;
    return {
      at: note.at,
      what: html`<b>Credit note ${named}</b>
        <div class="small">${note.by}: “${note.reason}”</div>`,
    };
  });
}

function mailsOf({ mails, hasOutbox }: ShownOrder, base: string): Entry[] {
  return mails.map(({ key, what, sentAt }) => ({
    at: sentAt,
    what: hasOutbox
      ? html`<b><a href="${base}/mails/one?key=${encodeURIComponent(key)}">${MAILS[what]}</a></b>`
      : html`<b>${MAILS[what]}</b>`,
  }));
}

function endOf({ order }: ShownOrder): Entry[] {
  const { ended, shippedAt } = order;
  const shipped = shippedAt === undefined ? [] : [{ at: shippedAt, what: html`<b>The goods were sent</b>` }];
  if (!ended) return shipped;
  const { as, at, by, reason, missing = [] } = ended;
  const why = by === undefined ? NOTHING : html`<div class="small">${by}${reason === undefined ? '' : `: “${reason}”`}</div>`;
  const what = html`<b>${ENDED[as]}</b>${why}${missing.map(
      ({ item, wanted, available }) => html`<div class="small">${item}: ${countOf(available, 'piece')} of ${wanted} were there</div>`,
    )}`;
  return [...shipped, { at, what }];
}
