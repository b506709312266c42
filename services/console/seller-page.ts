import { moneyFigure } from '../../shared/figures.ts';
import type { Seller } from '../../shared/catalog.ts';
import { counterOf, patternOf, type NumberSeries } from '../../shared/number-series.ts';
import type { Counter } from '../../shared/number.store.ts';
import { catalogTabs } from './catalog-tabs.ts';
import { counted } from './counts.ts';
import { dunningPlanCard } from './dunning-plan-card.ts';
import { page, type Frame } from './layout.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { shortDate } from './moments.ts';

/** Who invoices, who releases, and how documents are numbered. @param today calendar day of the seller */
export function sellerPageOf(frame: Frame, seller: Seller, counters: readonly Counter[], today: string): Markup {
  return page(frame, {
    part: 'catalog',
    title: 'Seller and numbers',
    crumb: { href: `/sellers/${seller.id}/catalog`, words: 'Catalog' },
    about: `${seller.id} · ${seller.zone}`,
    content: html`${catalogTabs(frame, 'seller')}
      <div class="columns">
        <div>
          ${seriesCard(seller, counters, today)}${releaseCard(seller)} ${seller.dunning ? dunningPlanCard(seller.dunning) : NOTHING}
        </div>
        <div>${addressCard(seller)}${paymentCard(seller)}</div>
      </div>`,
  });
}

function seriesCard(seller: Seller, counters: readonly Counter[], today: string): Markup {
  const base = `/sellers/${seller.id}/catalog/series`;
  const next = seller.numberSeries.map((series) => nextRow(series, counters, today));
  const earlier = counters.filter(({ counter }) => !seller.numberSeries.some((it) => counterOf(it, today) === counter));
  const row = (name: string, about: string, next: string, dated: string | undefined, isUsed: boolean): Markup =>
    html`<tr>
      <td><span class="name">${name}</span><span class="small">${about}</span></td>
      <td data-label="Next number">${next}</td>
      <td data-label="Last issue date">${dated === undefined ? '–' : shortDate(dated)}</td>
      <td data-label="Gaps">${isUsed ? html`<a href="${base}/${name}">Check for gaps</a>` : 'nothing to check'}</td>
    </tr>`;
  const rows = [
    ...next.map((it) => row(it.name, it.about, it.next, it.dated, it.isUsed)),
    ...earlier
      .reverse()
      .map(({ counter, last, lastIssueDate }) => row(counter, `ended with number ${counted(last)}`, '–', lastIssueDate, true)),
  ];
  return html`<section class="card" aria-labelledby="series">
    <header>
      <h2 id="series">Number series</h2>
      <span class="small">Each number once, none left out</span>
    </header>
    ${listTable(['Series', 'Next number', 'Last issue date', 'Gaps'], rows)}
  </section>`;
}

function nextRow(series: NumberSeries, counters: readonly Counter[], today: string) {
  const name = counterOf(series, today);
  const counter = counters.find((it) => it.counter === name);
  const number = String((counter?.last ?? 0) + 1).padStart(series.digits, '0');
  return {
    name,
    about: series.restart === 'yearly' ? 'begins anew each year' : 'goes on for good',
    next: patternOf(series, today).replace('{number}', number),
    dated: counter?.lastIssueDate,
    isUsed: counter !== undefined,
  };
}

function releaseCard({ release, schedule }: Seller): Markup {
  const { policy, by, over = {} } = release;
  const limits = Object.entries(over).map(([currency, amount]) => moneyFigure(amount, currency));
  const when = {
    always: 'Every run waits for a person.',
    never: 'A run goes out without a person.',
    anomalies: 'A run waits where something is unusual.',
    over: `A run waits where it comes to more than ${limits.join(', ')}.`,
  }[policy];
  const begins =
    schedule === 'off'
      ? 'Months are begun by hand.'
      : `The month before begins on day ${schedule?.day ?? 2} at ${schedule?.time ?? '06:00'}.`;
  return html`<section class="card" aria-labelledby="release">
    <header><h2 id="release">Release</h2></header>
    <div class="body">
      <p>${when}</p>
      ${by.length === 0 ? NOTHING : html`<p class="small">By ${by.join(', ')}; never by who started it.</p>`}
      <p class="small">${begins}</p>
    </div>
  </section>`;
}

function addressCard({ name, address, email, phone, vatId, taxNumber, registration, management }: Seller): Markup {
  const lines = [
    name,
    address.street,
    ...(address.additional === undefined ? [] : [address.additional]),
    `${address.postalCode} ${address.city}`,
    address.country,
  ];
  const more = [email, phone, vatId, taxNumber, ...registration, ...management].filter((it) => it !== undefined);
  return html`<section class="card" aria-labelledby="address">
    <header><h2 id="address">Address</h2></header>
    <p class="body">${lines.map((it) => html`${it}<br />`)}<br />${more.map((it) => html`${it}<br />`)}</p>
  </section>`;
}

function paymentCard({ bank, paymentTermDays, creditNoteSeries }: Seller): Markup {
  return html`<section class="card" aria-labelledby="payment">
    <header><h2 id="payment">Payment</h2></header>
    <dl class="facts body">
      <dt>Account</dt>
      <dd>${bank.holder}, ${bank.bank}</dd>
      <dt>IBAN</dt>
      <dd>${bank.iban.replace(/.{4}(?=.)/g, '$& ')}</dd>
      <dt>Due after</dt>
      <dd>${paymentTermDays} days</dd>
      <dt>Credit notes in</dt>
      <dd>${creditNoteSeries ?? 'the series of the invoices'}</dd>
    </dl>
  </section>`;
}
