import { inLanguage, type Localized } from '../../shared/catalog.ts';
import { moneyFigure, quantityFigure } from '../../shared/figures.ts';
import type { Coupon } from '../../shared/coupon.ts';
import type { Meter } from '../../shared/meter.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import { includesRole } from '../../shared/signed-in.ts';
import type { CatalogView } from './catalog.store.ts';
import { catalogTabs, type CatalogTab, CATALOG_TABS } from './catalog-tabs.ts';
import { countOf, counted } from './counts.ts';
import { page, type Frame } from './layout.ts';
import { listPage, moreLink } from './list-page.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { momentText, shortDate } from './moments.ts';
import type { Subscribers } from './subscribers.store.ts';

/** A part of the catalog as a list. */
export interface CatalogAbout {
  readonly tab: Exclude<CatalogTab, 'seller'>;
  readonly view: CatalogView;
  readonly after: string | undefined;
  readonly subscribers?: Subscribers | undefined;
  /** Whether a catalog was just imported. */
  readonly isImported?: boolean;
}

/** Plans, meters, coupons or tax of a seller, as its imports say them. */
export function catalogPageOf(frame: Frame, about: CatalogAbout): Markup {
  const { seller, viewer } = frame;
  const { latest } = about.view;
  const mayImport = includesRole(viewer.role, 'admin');
  return page(frame, {
    part: 'catalog',
    title: 'Catalog',
    about: latest ? `Last imported ${momentText(latest.at, seller.zone)} by ${latest.by}` : 'As it was imported',
    actions: mayImport ? [html`<a class="button" href="/sellers/${seller.id}/catalog/change">Change the catalog…</a>`] : [],
    content: html`${about.isImported ? html`<p class="notice" role="status">Imported. It is in the audit log, and the next run bills by it.</p>` : NOTHING}
      ${catalogTabs(frame, about.tab)}
      <section class="card">
        <h2 class="hidden">${CATALOG_TABS[about.tab]}</h2>
        ${LISTS[about.tab](about, `/sellers/${seller.id}/catalog`)}
      </section>`,
  });
}

const LISTS: Readonly<Record<CatalogAbout['tab'], (about: CatalogAbout, base: string) => Markup>> = {
  plans: plansOf,
  meters: metersOf,
  coupons: couponsOf,
  tax: taxOf,
};

export const named = (name: Localized): string => inLanguage(name, 'en');

function plansOf({ view, after, subscribers }: CatalogAbout, base: string): Markup {
  const latestFirst = [...view.plans].sort((a, b) => (a.id === b.id ? b.version - a.version : a.id < b.id ? -1 : 1));
  const nameOf = ({ id, version }: PlanVersion): string => `${id} ${version}`;
  const { shown, next } = listPage(latestFirst, after, { nameOf });
  const who = (plan: PlanVersion): Markup =>
    subscribers ? html`<td class="figure" data-label="Subscribed">${counted(subscribers.running[nameOf(plan)] ?? 0)}</td>` : NOTHING;
  const rows = shown.map(
    (plan) =>
      html`<tr>
        <td>
          <a class="name" href="${base}/plans/${plan.id}/${plan.version}">${named(plan.name)} v${plan.version}</a>
          <span class="small">${plan.id}</span>
        </td>
        <td data-label="Prices">${countOf(plan.prices.length, 'price')}</td>
        <td data-label="Period">${plan.interval ?? 'month'}, ${plan.currency}</td>
        <td data-label="From">${plan.effectiveFrom === undefined ? 'any day' : shortDate(plan.effectiveFrom)}</td>
        ${who(plan)}
      </tr>`,
  );
  const counting = subscribers
    ? subscribedNote(subscribers, base)
    : html`<p class="more"><a href="${base}?count=subscribers">Count who is subscribed</a></p>`;
  const heads = ['Plan', 'Prices', 'Period', 'From', ...(subscribers ? [{ figure: 'Subscribed' }] : [])];
  return html`${listTable(heads, rows)}${counting}${moreLink(base, next, 'More plans')}`;
}

function subscribedNote({ customers, others, next }: Subscribers, base: string): Markup {
  const further = html`<a href="${base}?count=subscribers&counted=${next}">Count further</a>`;
  return html`<p class="more small">
    Subscriptions that run today, of
    ${next === undefined ? `${countOf(customers, 'customer')}.` : html`the first ${countOf(customers, 'customer')}. ${further}`}
    ${others === 0 ? NOTHING : `${countOf(others, 'more runs', 'more run')} on other versions.`}
  </p>`;
}

function metersOf({ view, after }: CatalogAbout, base: string): Markup {
  if (view.meters.length === 0) return html`<p class="empty"><b>No meter</b>Nothing is billed by usage.</p>`;
  const { shown, next } = listPage(view.meters, after, { nameOf: ({ id }) => id });
  const rows = shown.map(
    (meter) =>
      html`<tr>
        <td><span class="name">${meter.id}</span><span class="small">${meter.unit === undefined ? '' : named(meter.unit)}</span></td>
        <td class="mono" data-label="Event type">${meter.eventType}</td>
        <td data-label="Counts">
          ${meter.aggregation}${meter.valueProperty === undefined ? NOTHING : html` of <code>${meter.valueProperty}</code>`}
        </td>
        <td data-label="Only">${limitsOf(meter)}</td>
      </tr>`,
  );
  return html`${listTable(['Meter', 'Event type', 'Counts', 'Only'], rows)}${moreLink(`${base}/meters`, next, 'More meters')}`;
}

function limitsOf({ filters = {}, groupBy }: Meter): string {
  const filtered = Object.entries(filters).map(
    ([property, values]) => `${property}: ${values.slice(0, 5).join(', ')}${values.length > 5 ? ', …' : ''}`,
  );
  return [...filtered, ...(groupBy ? [`by ${groupBy.join(', ')}`] : [])].join('; ') || '–';
}

function couponsOf({ view, after }: CatalogAbout, base: string): Markup {
  if (view.coupons.length === 0) return html`<p class="empty"><b>No coupon</b>A catalog may have some: docs/catalog.md shows how.</p>`;
  const { shown, next } = listPage(view.coupons, after, { nameOf: ({ id }) => id });
  const rows = shown.map(
    (coupon) =>
      html`<tr>
        <td><span class="name">${named(coupon.name)}</span><span class="small">${coupon.id}</span></td>
        <td data-label="Off">${offText(coupon)}</td>
        <td data-label="Limited to">${limitedTo(coupon)}</td>
        <td data-label="Valid">${validText(coupon)}</td>
      </tr>`,
  );
  return html`${listTable(['Coupon', 'Off', 'Limited to', 'Valid'], rows)}${moreLink(`${base}/coupons`, next, 'More coupons')}`;
}

function offText({ percent, amount, currency = '', bills, atMost }: Coupon): string {
  const off = percent === undefined ? moneyFigure(amount ?? '0', currency) : `${quantityFigure(percent)}%`;
  const most = atMost === undefined ? [] : [`at most ${moneyFigure(atMost, currency)}`];
  return [off, ...(bills === undefined ? [] : [countOf(bills, 'bill')]), ...most].join(', ');
}

function limitedTo({ plans = [], prices = [], meters = [] }: Coupon): string {
  return [...plans, ...prices, ...meters].join(', ') || 'the whole bill';
}

function validText({ from, until }: Coupon): string {
  const text = [
    ...(from === undefined ? [] : [`from ${shortDate(from)}`]),
    ...(until === undefined ? [] : [`until ${shortDate(until)}`]),
  ].join(' ');
  return text === '' ? 'any day' : text;
}

function taxOf({ view, after }: CatalogAbout, base: string): Markup {
  const { tax, address } = view.seller;
  const standard =
    tax?.standardRate === undefined
      ? []
      : [{ country: address.country, name: 'standard', rate: tax.standardRate, from: undefined, source: tax.source ?? '' }];
  const rates = [...standard, ...(tax?.rates ?? [])];
  const { shown, next } = listPage(rates, after, { nameOf: ({ country, name, from }) => `${country} ${name} ${from ?? ''}` });
  const rows = shown.map(
    ({ country, name, rate, from, source }) =>
      html`<tr>
        <td><span class="name">${country} ${name}</span></td>
        <td class="figure" data-label="Rate">${quantityFigure(rate)}%</td>
        <td data-label="From">${from === undefined ? 'any day' : shortDate(from)}</td>
        <td data-label="Source">${source}</td>
      </tr>`,
  );
  const known = html`<p class="more small">
    ${tax?.smallBusiness === true ? 'The seller is a small business and charges no tax.' : `Where no rate is stated, the one that is known of the country on the day of supply holds.`}
    ${tax?.euConsumers === undefined ? NOTHING : `Consumers in other EU countries: ${tax.euConsumers}.`}
  </p>`;
  const table = listTable(['Rate', { figure: 'Percent' }, 'From', 'Source'], rows);
  return html`${rows.length === 0 ? html`<p class="empty"><b>No rate is stated</b>Those of the law are known.</p>` : table}${known}${moreLink(`${base}/tax`, next, 'More rates')}`;
}
