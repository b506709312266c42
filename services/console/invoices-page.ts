import { moneyFigure } from '../../shared/figures.ts';
import { invoiceBadge } from './badge.ts';
import { counted } from './counts.ts';
import { downloadFields } from './download-page.ts';
import { type AskedInvoices, INVOICE_STATES, type ParsedQuery } from './invoice-query.ts';
import type { InvoicesPage, Meaning } from './invoices.store.ts';
import { page, tokenField, type Frame } from './layout.ts';
import type { ListedInvoice } from './listed-invoice.ts';
import { drawn, html, NOTHING, type Markup } from './markup.ts';
import { shortDate } from './moments.ts';

/** Invoices of a seller, to be found, and to be downloaded one by one, as a selection or as a month. */
export function invoicesPageOf(frame: Frame, found: InvoicesPage, { asked, wrong }: ParsedQuery): Markup {
  const base = `/sellers/${frame.seller.id}/invoices`;
  const { invoices, next, reached, meaning } = found;
  const more = next === undefined ? undefined : `${base}?${queryOf(asked, { after: next })}`;
  const isEmpty = invoices.length === 0;
  return page(frame, {
    part: 'invoices',
    title: 'Invoices',
    actions: [html`<a class="button" href="${base}/downloads">Download a month…</a>`],
    content: html`${filterOf(base, asked, wrong)}
      <section class="card" aria-label="Invoices">
        ${meaningOf(meaning, asked, base)} ${isEmpty ? (reached ? NOTHING : emptyOf(asked)) : selectionOf(frame, invoices, base)}
        ${more === undefined ? NOTHING : moreOf(more, reached, isEmpty)}
      </section>`,
  });
}

/** The query of an address, without what is empty. */
function queryOf({ search, as, state, from, until, amount }: AskedInvoices, more: Readonly<Record<string, string>> = {}): string {
  const given = Object.entries({ search, as, state, from, until, amount, ...more }).filter(([, text]) => text !== undefined && text !== '');
  return new URLSearchParams(given as [string, string][]).toString();
}

function filterOf(base: string, asked: AskedInvoices, wrong: ParsedQuery['wrong']): Markup {
  const options = Object.entries(INVOICE_STATES).map(
    ([name, words]) => html`<option value="${name}" ${name === asked.state ? drawn('selected') : NOTHING}>${words}</option>`,
  );
  const dateField = (name: 'from' | 'until', words: string): Markup =>
    html`<div class="narrow">
      <label for="${name}">${words}</label>
      <input id="${name}" name="${name}" type="date" value="${asked[name] ?? ''}" ${faultOf(name, wrong)} />
      ${wrongOf(name, wrong)}
    </div>`;
  return html`<form class="filter" action="${base}" role="search">
    <div class="wide">
      <label for="search">Number, or part of it, or customer</label>
      <input id="search" name="search" type="search" value="${asked.search}" maxlength="100" />
    </div>
    <div>
      <label for="state">State</label>
      <select id="state" name="state" ${faultOf('state', wrong)}>
        <option value="">All states</option>
        ${options}
      </select>
      ${wrongOf('state', wrong)}
    </div>
    ${dateField('from', 'Issued from')} ${dateField('until', 'until')}
    <div>
      <label for="amount">Amount, or from – to</label>
      <input id="amount" name="amount" value="${asked.amount}" maxlength="60" inputmode="text" ${faultOf('amount', wrong)} />
      ${wrongOf('amount', wrong)}
    </div>
    <button class="button">Search</button>
  </form>`;
}

function faultOf(name: keyof ParsedQuery['wrong'], wrong: ParsedQuery['wrong']): Markup {
  return wrong[name] === undefined ? NOTHING : html`aria-invalid="true" aria-describedby="${name}-wrong"`;
}

function wrongOf(name: keyof ParsedQuery['wrong'], wrong: ParsedQuery['wrong']): Markup {
  return wrong[name] === undefined ? NOTHING : html`<p class="wrong" id="${name}-wrong">${wrong[name]}</p>`;
}

/** What the text was taken for, where it might be something else. */
function meaningOf(meaning: Meaning, asked: AskedInvoices, base: string): Markup {
  if (meaning.as === 'name')
    return html`<p class="more small">Invoices whose customer has “${meaning.name}” in its name or id; no number is like it.</p>`;
  if (meaning.as !== 'customer') return NOTHING;
  const { customer, isNumberToo } = meaning;
  const other = isNumberToo ? html` <a href="${base}?${queryOf({ ...asked, as: 'number' })}">Look for numbers instead</a>` : NOTHING;
  return html`<p class="more small">Invoices of ${customer.name}, customer ${customer.id}.${other}</p>`;
}

function moreOf(href: string, reached: InvoicesPage['reached'], isEmpty: boolean): Markup {
  if (!reached) return html`<p class="more"><a href="${href}">Earlier invoices</a></p>`;
  const { number, issueDate } = reached;
  return html`<p class="${isEmpty ? 'empty' : 'more'}">
    ${isEmpty ? html`<b>None so far</b>` : NOTHING}Searched down to ${number} of ${shortDate(issueDate)}.
    <a href="${href}">Search on</a>
  </p>`;
}

function emptyOf(asked: AskedInvoices): Markup {
  if (queryOf(asked) === '') return html`<p class="empty"><b>No invoice yet</b>The first run that is released makes them.</p>`;
  return html`<p class="empty">
    <b>Nothing found</b>A number may be typed in part, such as 17 or 2026-17; a customer by its id, or by part of its name.
  </p>`;
}

/** The list as a form: what is ticked is downloaded, also without script. */
function selectionOf(frame: Frame, invoices: readonly ListedInvoice[], base: string): Markup {
  return html`<form method="post" action="${base}/downloads">
    ${tokenField(frame.formToken)}${tableOf(invoices, base)}
    <div class="more selection">
      ${downloadFields(`Download what is ticked`)}<span class="small">${counted(invoices.length)} on this page</span>
    </div>
  </form>`;
}

function tableOf(invoices: readonly ListedInvoice[], base: string): Markup {
  return html`<table class="picked">
    <thead>
      <tr>
        <th><span class="hidden">Select</span></th>
        <th>Number</th>
        <th>Customer</th>
        <th>State</th>
        <th>Date</th>
        <th>Due</th>
        <th class="figure">To pay</th>
      </tr>
    </thead>
    <tbody>
      ${invoices.map((it) => rowOf(it, base))}
    </tbody>
  </table>`;
}

function rowOf({ number, isCreditNote, isCorrected, customer, state, issueDate, dueDate, amount }: ListedInvoice, base: string): Markup {
  const kind = isCreditNote ? 'Credit note' : isCorrected && state !== 'credited' ? 'Corrected' : undefined;
  return html`<tr>
    <td class="pick"><input type="checkbox" name="number" value="${number}" aria-label="Select ${number}" /></td>
    <td>
      <a class="name" href="${base}/${number}">${number}</a>
      ${kind === undefined ? NOTHING : html`<span class="small">${kind}</span>`}
    </td>
    <td data-label="Customer">${customer}</td>
    <td data-label="State">${invoiceBadge(state)}</td>
    <td data-label="Date">${shortDate(issueDate)}</td>
    <td class="gone">${isCreditNote ? '' : shortDate(dueDate)}</td>
    <td class="figure" data-label="To pay">${amount ? moneyFigure(amount.payable, amount.currency) : '–'}</td>
  </tr>`;
}
