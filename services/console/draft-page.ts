import { moneyFigure } from '../../shared/figures.ts';
import { includesRole } from '../../shared/signed-in.ts';
import { repairForm } from './aside-page.ts';
import { reasonTitle } from './aside-reason.ts';
import { badge } from './badge.ts';
import { documentCard } from './document-card.ts';
import type { DraftPage } from './drafts.store.ts';
import { page, tokenField, type Frame } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { amountsCard, linesCard } from './lines-card.ts';
import { monthText, spanText } from './moments.ts';
import { whyNotRelease } from './release-card.ts';

/** Who may release the run, and which line is shown first, from 1: a long draft is shown a part at a time. */
export interface DraftAbout {
  readonly releasers: readonly string[];
  readonly firstLine: number;
}

/** What a run bills a customer, each line down to its events, with the document as it would be, and the way to leave it out. */
export function draftPageOf(frame: Frame, found: DraftPage, { releasers, firstLine }: DraftAbout): Markup {
  const { run, name, customerId, draft, number } = found;
  const base = `/sellers/${frame.seller.id}`;
  const href = `${base}/runs/${run.id}`;
  const own = `${href}/drafts/${customerId}`;
  const lines = {
    eventsHref: (line: number) => `${own}/lines/${line}`,
    place: { first: firstLine, hrefOf: (first: number) => `${own}?line=${first}#lines` },
  };
  const side = html`${draft ? amountsCard(draft) : NOTHING}${draft && found.isWaiting && run.review ? rejectCard(frame, found, href, releasers) : NOTHING}${
    draft ? documentCard(`${own}/preview.pdf`, `The draft of ${name}`) : NOTHING
  }`;
  return page(frame, {
    part: 'runs',
    title: name,
    crumb: { href, words: monthText(run.month) },
    badge: draft ? badge('neutral', 'Draft') : badge('neutral', 'Set aside'),
    about: html`${customerId}${draft ? ` · ${spanText(draft.period)} · ${moneyFigure(draft.totals.payable, draft.currency)}` : ''}${
      number === undefined ? NOTHING : html` · <a href="${base}/invoices/${number}">${number}</a>`
    }`,
    actions: draft ? [html`<a class="button" href="${own}/preview.pdf">Preview PDF</a>`] : [],
    content: html`<div class="columns">
      <div>${draft ? linesCard(draft, lines) : asideCard(frame, found, href)}</div>
      <div>${side}</div>
    </div>`,
  });
}

function asideCard(frame: Frame, { run, setAside, isWaiting, customerId, name }: DraftPage, href: string): Markup {
  const mayRepair = setAside !== undefined && isWaiting && includesRole(frame.viewer.role, 'biller');
  return html`<section class="card">
    <p class="empty">
      <b>${setAside ? reasonTitle(setAside) : 'No draft'}</b
      >${setAside?.cause ?? 'Nothing is due to this customer, or it is being prepared.'} ${setAside?.advice ?? ''}
    </p>
    ${mayRepair ? html`<div class="body">${repairForm(frame, href, run.review?.contentHash ?? '', { customerId, name })}</div>` : NOTHING}
  </section>`;
}

function rejectCard(frame: Frame, { run, customerId, name }: DraftPage, href: string, releasers: readonly string[]): Markup {
  const whyNot = whyNotRelease({ run, releasers, viewer: frame.viewer });
  const form = html`<form method="post" action="${href}/decision" class="body stack">
    ${tokenField(frame.formToken)}<input type="hidden" name="kind" value="change" />
    <input type="hidden" name="contentHash" value="${run.review?.contentHash ?? ''}" />
    <input type="hidden" name="rejected" value="${customerId}" />
    <div>
      <label for="why">Why</label>
      <textarea id="why" name="reason" maxlength="500" required></textarea>
    </div>
    <button class="button danger">Leave ${name} out</button>
    <p class="small">The others are reviewed again and can be released. A repair brings this one back.</p>
  </form>`;
  return html`<section class="card" aria-labelledby="leaveOut">
    <header><h2 id="leaveOut">Leave out of the run</h2></header>
    ${whyNot === undefined ? form : html`<p class="body small">${whyNot}</p>`}
  </section>`;
}
