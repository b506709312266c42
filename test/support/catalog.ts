/** A small catalog of invented companies whose prices a person can multiply in the head: tax is 20 %. */
import type { z } from 'zod';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { keepCatalog, type Catalog } from '../../shared/catalog.store.ts';
import { numberSeries, sellerSeries } from '../../shared/number-series.ts';
import { addEvents } from '../../shared/usage.store.ts';
import { usageEvent, type UsageEvent } from '../../shared/usage-event.ts';

export const SELLER = 'kranich';

/** Its series RE, yearly with six digits, without the rest of the catalog. */
export const NUMBERING = { id: SELLER, numberSeries: [numberSeries.parse({ prefix: 'RE' })] };

export const SELLER_SECTION = `
seller:
  id: kranich
  name: Kranich Software GmbH
  brand: Kranich
  address: { street: Lindengasse 4, postalCode: "1070", city: Wien, country: AT }
  zone: Europe/Vienna
  email: billing@kranich.example
  vatId: ATU10000005
  bank: { holder: Kranich Software GmbH, bank: Donaubank, iban: AT61 1904 3002 3457 3201, bic: DONAATWW }
  tax: { standardRate: 20, source: "§ 10 Abs. 1 UStG" }
  numberSeries: { prefix: RE, digits: 6 }
  release: { policy: never, by: [ops@kranich.example, cfo@kranich.example] }
`;

/** The same seller, whose credit notes have the series GK. */
export const CREDITING_SELLER_SECTION = SELLER_SECTION.replace(
  '{ prefix: RE, digits: 6 }',
  '[{ prefix: RE, digits: 6 }, { prefix: GK, digits: 6 }]\n  creditNoteSeries: GK',
);

export const SELLER_YAML = `${SELLER_SECTION}meters:
  - { id: calls, eventType: api.calls, aggregation: sum, valueProperty: calls, unit: { de: Aufrufe, en: calls } }
  - { id: messages, eventType: message.sent, aggregation: count, unit: { de: Nachrichten, en: messages } }
plans:
  # 10.00 a month; 0–100 calls at 0.10, 101–1000 at 0.05, then 0.01; 0.25 a message.
  - id: basic
    name: Basic
    currency: EUR
    prices:
      - { id: base, name: { de: Grundpreis, en: Base fee }, model: flat, amount: 10.00 }
      - id: calls
        name: { de: Aufrufe, en: Calls }
        model: graduated
        meter: calls
        tiers: [{ upTo: 100, unitPrice: 0.10 }, { upTo: 1000, unitPrice: 0.05 }, { unitPrice: 0.01 }]
      - { id: messages, name: { de: Nachrichten, en: Messages }, model: standard, meter: messages, unitPrice: 0.25 }
  # Nothing but 0.10 a call; usage that was taken back makes it negative.
  - id: plain
    name: Plain
    currency: EUR
    prices:
      - { id: calls, name: { de: Aufrufe, en: Calls }, model: standard, meter: calls, unitPrice: 0.10 }
  # 500.00 a month; 0–10 calls at 0.0333 with 1.00 once, then 0.0121 with 0.005 once; 0.0033 a message.
  - id: fine
    name: Fine
    currency: EUR
    prices:
      - { id: base, name: Base fee, model: flat, amount: 500.00 }
      - id: calls
        name: Calls
        model: graduated
        meter: calls
        tiers: [{ upTo: 10, unitPrice: 0.0333, flatFee: 1 }, { unitPrice: 0.0121, flatFee: 0.005 }]
        flatOnZeroUsage: false
      - { id: messages, name: Messages, model: standard, meter: messages, unitPrice: 0.0033 }
`;

/** The same with a further version of "plain": 0.12 a call. */
export const DEARER_YAML = `${SELLER_YAML}
  - id: plain
    version: 2
    name: Plain
    currency: EUR
    prices:
      - { id: calls, name: { de: Aufrufe, en: Calls }, model: standard, meter: calls, unitPrice: 0.12 }
customers: []
`;

interface CustomerEntry {
  readonly id: string;
  readonly country?: string;
  readonly zone?: string;
  readonly vatId?: string;
  /** None for a customer without a subscription. */
  readonly plan?: 'basic' | 'plain' | 'fine' | 'none';
  readonly start?: string;
  readonly end?: string;
  /** A second subscription, which begins on the day the first one ends. */
  readonly next?: 'basic' | 'plain' | 'fine';
  readonly anchorDay?: number;
  readonly language?: 'de' | 'en';
}

/** A customer in Vienna on the basic plan since 1 October 2026, but for what is said. */
export function customerYaml(entry: CustomerEntry): string {
  const {
    id,
    country = 'AT',
    zone = 'Europe/Vienna',
    vatId,
    plan = 'basic',
    start = '2026-10-01',
    end,
    next,
    anchorDay = 1,
    language = 'en',
  } = entry;
  const subscription =
    plan === 'none' ? '' : `{ plan: ${plan}, start: ${start}, anchorDay: ${anchorDay}${end === undefined ? '' : `, end: ${end}`} }`;
  const second = next === undefined ? '' : `, { plan: ${next}, start: ${end}, anchorDay: ${anchorDay} }`;
  return `
  - id: ${id}
    name: ${id[0]?.toUpperCase()}${id.slice(1)} Works
    address: { street: Feldweg 1, postalCode: "1000", city: Ort, country: ${country} }
    zone: ${zone}
    language: ${language}
    email: pay@${id}.example
${vatId === undefined ? '' : `    vatId: ${vatId}\n`}    subscriptions: [${subscription}${second}]`;
}

/** The catalog file with these customers. */
export function catalogYaml(...customers: readonly CustomerEntry[]): string {
  return `${SELLER_YAML}customers:${customers.map(customerYaml).join('')}\n`;
}

/**
 * The section of customers with adler alone: in UTC, so that days and instants are easily told.
 *
 * @param subscriptions as YAML, separated by commas
 * @param more lines of the customer, as YAML
 */
export function adlerSection(subscriptions: string, { zone = 'UTC', more = '' } = {}): string {
  return `customers:
  - id: adler
    name: Adler Works
    address: { street: Feldweg 1, postalCode: "1000", city: Ort, country: AT }
    zone: ${zone}
    email: pay@adler.example
    subscriptions: [${subscriptions}]${more === '' ? '' : `\n    ${more}`}
`;
}

/** Keeps the catalog with these customers in the connected table. */
export async function importCustomers(...customers: readonly CustomerEntry[]): Promise<Catalog> {
  const catalog = parseCatalog(catalogYaml(...customers), 'catalog.yml');
  await keepCatalog(catalog);
  return catalog;
}

/** Keeps the seller with these number series instead of its own. */
export async function importSeries(...series: readonly z.input<typeof numberSeries>[]): Promise<void> {
  const catalog = parseCatalog(`${SELLER_YAML}customers: []\n`, 'catalog.yml');
  await keepCatalog({ ...catalog, seller: { ...catalog.seller, numberSeries: sellerSeries.parse(series) } });
}

/** So many calls of a customer, as one event. */
export function callsEvent(customer: string, calls: string, changes: Partial<UsageEvent> = {}): UsageEvent {
  return usageEvent.parse({
    id: `${customer}-calls`,
    customer,
    type: 'api.calls',
    time: '2026-10-15T12:00:00Z',
    properties: { calls },
    ...changes,
  });
}

/** Stores events as ingestion does. */
export async function keepUsage(...events: readonly UsageEvent[]): Promise<void> {
  await addEvents(SELLER, events, '2026-10-15');
}
