import { amountFigure, moneyFigure } from '../../shared/figures.ts';
import { counted } from './counts.ts';
import type { ListedCase } from './dunning.store.ts';
import { caseBadge, stepName } from './dunning-words.ts';
import { page, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { shortDate } from './moments.ts';
import { paymentsNotice, paymentsTabs } from './payments-tabs.ts';

interface DunningAbout {
  readonly cases: readonly ListedCase[];
  readonly next?: string | undefined;
  /** Date of the seller. */
  readonly today: string;
  readonly behind: string | undefined;
  readonly hasPlan: boolean;
}

/** Invoices that are gone after, each with how far that is. */
export function dunningPageOf(frame: Frame, { cases, next, today, behind, hasPlan }: DunningAbout): Markup {
  const base = `/sellers/${frame.seller.id}`;
  return page(frame, {
    part: 'payments',
    title: 'Payments',
    about: 'Overdue invoices that are gone after by the dunning plan.',
    content: html`${paymentsTabs(frame, 'dunning')}${paymentsNotice(behind)}
      <section class="card" aria-labelledby="cases">
        <header>
          <h2 id="cases">Open cases</h2>
          <a href="${base}/catalog/seller#plan">The plan</a>
        </header>
        ${cases.length === 0 ? emptyOf(hasPlan) : tableOf(cases, base, today)}
        ${
          next === undefined
            ? NOTHING
            : html`<p class="more"><a href="${base}/payments/dunning?after=${encodeURIComponent(next)}">Later numbers</a></p>`
        }
      </section>`,
  });
}

function tableOf(cases: readonly ListedCase[], base: string, today: string): Markup {
  return listTable(
    ['Number', 'State', 'Last step', { figure: 'Days over' }, { figure: 'Charged' }, { figure: 'Open' }],
    cases.map((it) => {
      const { number, customerId, customer, daysOverdue, open, charged, currency } = it.item;
      const last = it.done.at(-1);
      return html`<tr>
        <td>
          <a class="name" href="${base}/payments/dunning/${number}">${number}</a
          ><span class="small"><a href="${base}/customers/${customerId}">${customer}</a></span>
        </td>
        <td data-label="State">${caseBadge(it, today)}</td>
        <td data-label="Last step">${last ? html`${stepName(last)}<span class="small">${shortDate(last.day)}</span>` : '–'}</td>
        <td class="figure" data-label="Days over">${counted(daysOverdue)}</td>
        <td class="figure" data-label="Charged">${/[1-9]/.test(charged) ? amountFigure(charged, currency) : '–'}</td>
        <td class="figure" data-label="Open">${moneyFigure(open, currency)}</td>
      </tr>`;
    }),
  );
}

function emptyOf(hasPlan: boolean): Markup {
  return hasPlan
    ? html`<p class="empty"><b>No case is open</b>An invoice gets one on the day after it is due, and leaves when it is settled.</p>`
    : html`<p class="empty"><b>The seller has no dunning plan</b>Without one nobody is written to. It is a part of the catalog.</p>`;
}
