import { priceFigure, quantityFigure } from '../../shared/figures.ts';
import { decimal } from '../../shared/money.ts';
import type { Price } from '../../shared/price.ts';
import { countOf } from './counts.ts';
import { listTable } from './list-table.ts';
import { html, NOTHING, type Markup } from './markup.ts';

/** What a price model does, as docs/catalog.md names and explains it. */
export const MODELS: Readonly<Record<Price['model'], string>> = {
  flat: 'The same amount each period.',
  standard: 'Quantity × unit price.',
  graduated: 'Each unit costs what the tier it falls in says.',
  volume: 'All units cost what the tier of their number says.',
  package: 'Whole packages of units; one that is begun counts.',
  'graduated-package': 'The units in each tier cost packages of it.',
  'volume-package': 'All units cost packages of the tier of their number.',
  percentage: 'A percentage of the amount each event carries, and a fixed amount an event.',
  'graduated-percentage': 'Each part of the amount is charged the percentage of the tier it falls in.',
  dynamic: 'Each event says itself what it costs.',
  matrix: 'The price of a unit depends on properties of its event.',
  capacity: 'The first tier that holds the peaks of all meters is charged.',
};

/** Rows of a price that are shown; a matrix may have a thousand. */
const MOST_ROWS = 50;

/** Rows that a price takes in its table. */
export function rowCount(price: Price): number {
  const all = 'tiers' in price ? price.tiers.length : price.model === 'matrix' ? price.rows.length + 1 : 1;
  return Math.min(all, MOST_ROWS);
}

interface Table {
  readonly heads: readonly string[];
  /** The first cell is text, the others are figures. */
  readonly rows: readonly (readonly string[])[];
}

/** What a price costs, as a table: its tiers, its rows, or its one figure. */
export function priceTable(price: Price, currency: string): Markup {
  const { heads, rows: all } = tableOf(price, currency);
  const rows = all.slice(0, MOST_ROWS);
  // A column in which nothing stands says nothing.
  const columns = heads.map((_, i) => i).filter((i) => i === 0 || rows.some((row) => row[i] !== ''));
  const cells = rows.map(
    (row) =>
      html`<tr>
        ${columns.map((i) => (i === 0 ? html`<td>${row[i]}</td>` : html`<td class="figure" data-label="${heads[i]}">${row[i]}</td>`))}
      </tr>`,
  );
  const shown = columns.map((i) => (i === 0 ? (heads[i] ?? '') : { figure: heads[i] ?? '' }));
  return html`${listTable(shown, cells, 'prices')}
  ${all.length > MOST_ROWS ? html`<p class="more small">The first ${MOST_ROWS} of ${countOf(all.length, 'row')}; the catalog file has them all.</p>` : NOTHING}`;
}

function tableOf(price: Price, currency: string): Table {
  const money = (amount: string): string => priceFigure(amount, currency);
  const fee = (amount: string): string => (decimal(amount).isZero() ? '' : money(amount));
  switch (price.model) {
    case 'flat':
      return { heads: ['What', `Amount, ${currency}`], rows: [['A whole period', money(price.amount)]] };
    case 'standard':
      return { heads: ['What', `Unit price, ${currency}`], rows: [['Each unit', money(price.unitPrice)]] };
    case 'graduated':
    case 'volume': {
      const rows = price.tiers.map((tier, i) => [span(price.tiers, i), money(tier.unitPrice), fee(tier.flatFee)]);
      return { heads: ['Units', `Unit price, ${currency}`, 'Fee of the tier'], rows };
    }
    case 'package':
      return {
        heads: ['What', `Price, ${currency}`],
        rows: [[`Each package of ${quantityFigure(price.size)}`, money(price.packagePrice)]],
      };
    case 'graduated-package':
    case 'volume-package': {
      const rows = price.tiers.map((tier, i) => [
        span(price.tiers, i),
        quantityFigure(tier.size),
        money(tier.packagePrice),
        fee(tier.flatFee),
      ]);
      return { heads: ['Units', 'In a package', `Price of a package, ${currency}`, 'Fee of the tier'], rows };
    }
    case 'percentage':
      return {
        heads: ['What', 'Percent', `Each event, ${currency}`, 'At least', 'At most'],
        rows: [
          [
            'Of the amount',
            `${quantityFigure(price.rate)}%`,
            fee(price.fixedPerEvent),
            bound(price.minimumPerEvent),
            bound(price.maximumPerEvent),
          ],
        ],
      };
    case 'graduated-percentage': {
      const rows = price.tiers.map((tier, i) => [span(price.tiers, i), `${quantityFigure(tier.rate)}%`, fee(tier.flatFee)]);
      return { heads: ['Amount', 'Percent', 'Fee of the tier'], rows };
    }
    case 'dynamic':
      return { heads: ['What', 'Multiplied by'], rows: [[`What ${price.amountProperty} says`, quantityFigure(price.multiplier)]] };
    case 'matrix': {
      const rows = price.rows.map(({ values, unitPrice }) => [values.join(', '), money(unitPrice)]);
      return { heads: [price.by.join(', '), `Unit price, ${currency}`], rows: [...rows, ['All others', money(price.default)]] };
    }
    case 'capacity': {
      const rows = price.tiers.map(({ limits, amount }) => [limitsText(limits), money(amount)]);
      return { heads: ['Holds', `Amount, ${currency}`], rows };
    }
  }

  function bound(amount: string | undefined): string {
    return amount === undefined ? '' : money(amount);
  }
}

/** 0 to 100, above 100 to 1,000, above 1,000: what a tier holds, its upper bound included. */
function span(tiers: readonly { readonly upTo?: string | undefined }[], i: number): string {
  const [below, upTo] = [tiers[i - 1]?.upTo, tiers[i]?.upTo];
  const from = below === undefined ? '' : `above ${quantityFigure(below)}`;
  if (upTo === undefined) return from === '' ? 'All' : from.replace('above', 'Above');
  return from === '' ? `Up to ${quantityFigure(upTo)}` : `${from.replace('above', 'Above')} to ${quantityFigure(upTo)}`;
}

function limitsText(limits: Readonly<Record<string, string>>): string {
  const entries = Object.entries(limits);
  return entries.length === 0 ? 'All above' : entries.map(([meter, most]) => `${meter} up to ${quantityFigure(most)}`).join(', ');
}

/** What stands around a price: what it asks of its meter, what is free, between what bounds it stays. */
export function priceFacts(price: Price, currency: string): Markup {
  const facts = factsOf(price, currency);
  if (facts.length === 0) return NOTHING;
  return html`<dl class="facts">
    ${facts.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function factsOf(price: Price, currency: string): (readonly [string, string])[] {
  const money = (amount: string): string => `${priceFigure(amount, currency)} ${currency}`;
  const { tax, billed } = price;
  const taxed = tax === undefined ? [] : [['Tax', tax.rate ?? `category ${tax.category ?? ''}`] as const];
  const timing = billed === 'advance' ? [['Billed', 'in advance'] as const] : [];
  if (price.model === 'flat') return [...timing, ...(price.perSeat === false ? [['Per seat', 'no'] as const] : []), ...taxed];
  const { window, minimumSpend, maximumSpend, commitment } = price;
  return [
    ...('included' in price && price.included !== undefined ? [['Included', quantityFigure(price.included)] as const] : []),
    ...('conversion' in price && price.conversion ? [['Converted', convertedText(price.conversion)] as const] : []),
    ...('rounding' in price && price.rounding ? [['Rounded', `${price.rounding.to}, ${price.rounding.digits} digits`] as const] : []),
    ...('freeEvents' in price && price.freeEvents !== undefined
      ? [['Free events', quantityFigure(String(price.freeEvents))] as const]
      : []),
    ...('freeUnits' in price && price.freeUnits !== undefined ? [['Free amount', money(price.freeUnits)] as const] : []),
    ...(window === undefined ? [] : [['Priced', `each ${window} by itself`] as const]),
    ...(minimumSpend === undefined ? [] : [['At least', money(minimumSpend)] as const]),
    ...(maximumSpend === undefined ? [] : [['At most', money(maximumSpend)] as const]),
    ...(commitment === undefined ? [] : [['Committed', `${money(commitment.amount)}, above it × ${commitment.overageFactor}`] as const]),
    ...taxed,
  ];
}

function convertedText({
  multiplyBy,
  divideBy,
}: {
  readonly multiplyBy?: string | undefined;
  readonly divideBy?: string | undefined;
}): string {
  return multiplyBy === undefined ? `÷ ${quantityFigure(divideBy ?? '1')}` : `× ${quantityFigure(multiplyBy)}`;
}
