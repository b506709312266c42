import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { catalogJsonSchema, describedAt, fieldsAt } from './catalog-schema.ts';

const FILE = fileURLToPath(new URL('../docs/catalog.schema.json', import.meta.url));
const SAMPLE = fileURLToPath(new URL('../local/sample/catalog.yml', import.meta.url));
const CHARGING = fileURLToPath(new URL('../test/ev-charging/catalog.yml', import.meta.url));

/** A catalog that is right; the mistakes below change one thing of it. Read as an editor does: 0.10 is a number. */
const CATALOG = `
seller:
  id: kranich
  name: Kranich Software GmbH
  brand: Kranich
  address: { street: Lindengasse 4, postalCode: 1070, city: Wien, country: AT }
  zone: Europe/Vienna
  email: billing@kranich.example
  bank: { holder: Kranich, bank: Donaubank, iban: AT61 1904 3002 3457 3201, bic: DONAATWW }
  numberSeries: { prefix: RE }
  release: never
meters:
  - { id: calls, eventType: api.calls, aggregation: sum, valueProperty: calls }
plans:
  - id: basic
    name: { de: Basis, en: Basic }
    currency: EUR
    prices:
      - { id: calls, name: Calls, model: standard, meter: calls, unitPrice: 0.10 }
customers:
  - id: 4711
    name: Adler Works
    address: { street: Feldweg 1, postalCode: "01067", city: Ort, country: AT }
    zone: Europe/Vienna
    email: pay@adler.example
    subscriptions: [{ plan: basic, start: 2026-10-01 }]
`;

describe('the JSON schema of catalog files', () => {
  const schema = z.fromJSONSchema(JSON.parse(readFileSync(FILE, 'utf8')) as z.core.JSONSchema.JSONSchema);
  const takes = (text: string): boolean => schema.safeParse(parse(text)).success;

  it('is written down as the contracts have it', () => {
    // If not: npm run schema
    expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(JSON.parse(JSON.stringify(catalogJsonSchema())));
  });

  it('takes the catalogs of this repository, whole and in parts', () => {
    expect(schema.safeParse(parse(readFileSync(SAMPLE, 'utf8'))).error).toBeUndefined();
    expect(schema.safeParse(parse(readFileSync(CHARGING, 'utf8'))).error).toBeUndefined();
    expect(schema.safeParse(parse(CATALOG)).error).toBeUndefined();
    expect(takes('customers: []')).toBe(true);
  });

  it.each([
    { why: 'a section misspelled', from: 'customers:', to: 'costumers:' },
    { why: 'a field misspelled', from: 'brand: Kranich', to: 'brant: Kranich' },
    { why: 'a field missing', from: '  zone: Europe/Vienna\n  email', to: '  email' },
    { why: 'a price with a comma', from: '0.10', to: "'0,10'" },
    { why: 'a model nobody knows', from: 'standard', to: 'volume' },
    { why: 'a currency that is none', from: 'EUR', to: 'EURO' },
    { why: 'a country by its name', from: 'city: Wien, country: AT', to: 'city: Wien, country: Austria' },
    { why: 'a zone in small letters', from: 'zone: Europe/Vienna', to: 'zone: europe/vienna' },
    { why: 'a date as it is spoken', from: '2026-10-01', to: '1.10.2026' },
    { why: 'a term that is no number', from: '  release: never', to: '  paymentTermDays: two weeks' },
    { why: 'a policy nobody knows', from: 'release: never', to: 'release: sometimes' },
    { why: 'a schedule nobody knows', from: 'release: never', to: 'schedule: monthly' },
    { why: 'a schedule on the 1st', from: 'release: never', to: "schedule: { day: 1, time: '06:00' }" },
    { why: 'one customer where a list belongs', from: 'customers:\n  - id: 4711', to: 'customers:\n    id: 4711' },
    { why: 'a name in a language that documents have not', from: '{ de: Basis, en: Basic }', to: '{ it: Base }' },
    { why: 'a series without a prefix', from: '{ prefix: RE }', to: '[{ digits: 6 }]' },
    { why: 'a field of another model', from: 'unitPrice: 0.10', to: 'unitPrice: 0.10, tiers: []' },
  ])('refuses $why', ({ from, to }) => {
    expect(CATALOG).toContain(from);
    expect(takes(CATALOG.replace(from, to))).toBe(false);
  });

  it('says what most fields are', () => {
    expect(describedAt(['customers', 3, 'subscriptions', 0, 'anchorDay'])).toMatch(/^Day of the month/);
    expect(describedAt(['seller', 'numberSeries', 0, 'digits'])).toMatch(/^Digits/);
    expect(describedAt(['nowhere', 'else'])).toBeUndefined();
  });

  it('knows which fields a place has: of prices those of their model', () => {
    expect(fieldsAt(['plans', 0, 'prices', 0], { model: 'flat' })).toEqual([
      'id',
      'name',
      'kind',
      'tax',
      'model',
      'amount',
      'unit',
      'billed',
      'perSeat',
    ]);
    expect(fieldsAt(['seller', 'release'], {})).toEqual(['policy', 'over', 'by']);
    expect(fieldsAt([], {})).toEqual(['seller', 'meters', 'plans', 'coupons', 'items', 'customers']);
  });
});
