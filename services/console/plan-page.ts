import { priceFigure } from '../../shared/figures.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import { metersOf, type Price } from '../../shared/price.ts';
import { named } from './catalog-page.ts';
import type { PlanView } from './catalog.store.ts';
import { listPage, moreLink } from './list-page.ts';
import { page, type Frame } from './layout.ts';
import { drawn, html, NOTHING, type Markup } from './markup.ts';
import { shortDate } from './moments.ts';
import { MODELS, priceFacts, priceTable, rowCount } from './price-table.ts';

/** A version of a plan: what it charges, price by price, as the catalog says it. A version never changes. */
export function planPageOf(frame: Frame, { plan, versions, meters }: PlanView, after: string | undefined): Markup {
  const { shown, next } = listPage(plan.prices, after, { nameOf: ({ id }) => id, rowsOf: rowsAround });
  const base = `/sellers/${frame.seller.id}/catalog`;
  const units = new Map(meters.flatMap(({ id, unit }) => (unit === undefined ? [] : [[id, named(unit)] as const])));
  return page(frame, {
    part: 'catalog',
    title: `${named(plan.name)} v${plan.version}`,
    crumb: { href: base, words: 'Plans' },
    about: `${plan.id} · ${plan.currency} · by the ${plan.interval ?? 'month'}`,
    content: html`<div class="columns">
      <div>
        ${shown.map((price) => priceCard(price, plan, units))}${moreLink(`${base}/plans/${plan.id}/${plan.version}`, next, 'More prices')}
      </div>
      <div>${termsCard(plan)}${versionsCard(versions, plan, base)}</div>
    </div>`,
  });
}

/** What a price takes of a page: its rows, and what stands around them. */
function rowsAround(price: Price): number {
  return rowCount(price) + 3;
}

function priceCard(price: Price, { currency }: PlanVersion, units: ReadonlyMap<string, string>): Markup {
  const meters = metersOf(price);
  const unit = price.unit === undefined ? meters.map((it) => units.get(it)).find((it) => it !== undefined) : named(price.unit);
  return html`<section class="card" aria-labelledby="price-${price.id}">
    <header>
      <h2 id="price-${price.id}">${named(price.name)}</h2>
      <span class="small">${price.id}</span>
    </header>
    <p class="body small">
      <b>${price.model}</b>:
      ${MODELS[price.model]}${meters.length === 0 ? NOTHING : html` Meter <code>${meters.join(', ')}</code>${unit === undefined ? NOTHING : `, in ${unit}`}.`}
    </p>
    ${priceTable(price, currency)}
    <div class="body after">${priceFacts(price, currency)}</div>
  </section>`;
}

function termsCard(plan: PlanVersion): Markup {
  const { currency, proration = 'day', minimumSpend, maximumSpend, commitment, effectiveFrom } = plan;
  const fact = (name: string, value: string): Markup =>
    html`<dt>${name}</dt>
      <dd>${value}</dd>`;
  const money = (amount: string): string => `${priceFigure(amount, currency)} ${currency}`;
  return html`<section class="card" aria-labelledby="terms">
    <header><h2 id="terms">Terms</h2></header>
    <dl class="facts body">
      ${fact('From', effectiveFrom === undefined ? 'any day' : shortDate(effectiveFrom))} ${fact('Cut by', proration)}
      ${minimumSpend === undefined ? NOTHING : fact('At least', money(minimumSpend))}
      ${maximumSpend === undefined ? NOTHING : fact('At most', money(maximumSpend))}
      ${commitment === undefined ? NOTHING : fact('Committed', `${money(commitment.amount)} in ${commitment.periods} periods`)}
    </dl>
  </section>`;
}

function versionsCard(versions: readonly PlanVersion[], { version: current }: PlanVersion, base: string): Markup {
  return html`<section class="card" aria-labelledby="versions">
    <header><h2 id="versions">Versions</h2></header>
    <ul class="body stack">
      ${versions.slice(0, 20).map(
        ({ id, version, effectiveFrom }) =>
          html`<li>
            <a href="${base}/plans/${id}/${version}" ${version === current ? drawn('aria-current="page"') : NOTHING}>v${version}</a>
            <span class="small">${effectiveFrom === undefined ? '' : `from ${shortDate(effectiveFrom)}`}</span>
          </li>`,
      )}
    </ul>
    <p class="more small">A version never changes: a new price is a new version.</p>
    <p class="more"><a href="${base}?count=subscribers">Count who is subscribed</a></p>
  </section>`;
}
