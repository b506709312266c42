import { moneyFigure } from '../../shared/figures.ts';
import { dateIn } from '../../shared/period.ts';
import { noteAmount } from '../../shared/standing.ts';
import { hashGroups } from './counts.ts';
import type { InvoiceView } from './invoice-view.ts';
import type { Frame } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { monthText, shortDate, shortMoment } from './moments.ts';

/** A step in the life of a document: when, if that is known, and what. */
interface Entry {
  readonly when: string;
  readonly what: Markup | string;
}

/** What was done to an invoice, by whom and when, the first first. */
export function historyCard({ seller }: Frame, view: InvoiceView): Markup {
  const base = `/sellers/${seller.id}`;
  const entries = [...beginning(view, base, seller.zone), ...issuing(view, seller.zone), ...ending(view, base, seller.zone)];
  return html`<section class="card" aria-labelledby="history">
    <header><h2 id="history">History</h2></header>
    <dl class="timeline body">
      ${entries.map(
        ({ when, what }) =>
          html`<dt>${when}</dt>
            <dd>${what}</dd>`,
      )}
    </dl>
  </section>`;
}

function beginning({ run, released, madeAs, facts }: InvoiceView, base: string, zone: string): Entry[] {
  const entries: Entry[] = [];
  if (run) {
    const drafted = html`Drafted by run <a href="${base}/runs/${run.id}">${monthText(run.month)}</a>`;
    entries.push({ when: shortMoment(run.openedAt, zone), what: drafted });
  }
  if (released) entries.push({ when: shortMoment(released.at, zone), what: html`Released by ${released.by}${reasonOf(released.reason)}` });
  if (madeAs) entries.push({ when: shortMoment(madeAs.at, zone), what: html`Made by ${madeAs.by}${reasonOf(madeAs.reason)}` });
  for (const { number } of facts.content?.precedingInvoices ?? [])
    entries.push({ when: '', what: html`Corrects <a href="${base}/invoices/${number}">${number}</a>` });
  return entries;
}

function issuing({ facts, number }: InvoiceView, zone: string): Entry[] {
  const { content, issued, adopted, document, voidDocument, void: decided, sent } = facts;
  const entries: Entry[] = [];
  if (content) entries.push({ when: shortDate(content.issueDate), what: `Numbered ${number}` });
  if (decided)
    entries.push({ when: shortMoment(decided.decidedAt, zone), what: html`Made void by ${decided.approvedBy}${reasonOf(decided.reason)}` });
  const filed = issued && ((issued.isVoid ? voidDocument : document)?.hash ?? issued.hash);
  if (filed !== undefined)
    entries.push({ when: '', what: html`PDF filed, <span class="mono">${hashGroups(filed).slice(0, 2).join(' ')}</span>` });
  if (adopted && !issued) entries.push({ when: '', what: 'Found in the archive after a restore' });
  if (sent) entries.push({ when: shortMoment(sent.sentAt, zone), what: `Sent to ${sent.to}` });
  return entries;
}

function ending({ notes, facts, billedAgain }: InvoiceView, base: string, zone: string): Entry[] {
  const entries = notes.map(({ note, number }): Entry => {
    const amount = facts.content && noteAmount(note, facts.content.currency);
    const named = number === undefined ? 'a credit note, which is being made' : html`<a href="${base}/invoices/${number}">${number}</a>`;
    const figure = amount === undefined ? NOTHING : html` over ${moneyFigure(amount, facts.content!.currency)}`;
    const act = note.isCancelled ? 'Cancelled' : 'Credited';
    return { when: shortMoment(note.at, zone), what: html`${act} by ${note.by} with ${named}${figure}${reasonOf(note.reason)}` };
  });
  if (!billedAgain) return entries;
  const again = html`Billed again by run <a href="${base}/runs/${billedAgain.id}">${billedAgain.id}</a>`;
  return [...entries, { when: shortDate(dateIn(billedAgain.openedAt, zone)), what: again }];
}

function reasonOf(reason: string | undefined): Markup {
  return reason === undefined ? NOTHING : html`: “${reason}”`;
}
