import { z } from 'zod';
import { customer, seller } from './catalog.ts';
import { coupon } from './coupon.ts';
import { item } from './item.ts';
import { logoFile } from './logo.ts';
import { meter } from './meter.ts';
import { planVersion } from './plan.ts';
import { subscriptionEntry } from './subscription.ts';
import { currencyCode, currencyCodes } from './money.ts';
import { numberSeries } from './number-series.ts';
import { plainDate, zone } from './period.ts';

/**
 * What a catalog file looks like, as zod and as the JSON schema by which editors complete. A catalog may be spread over
 * several files, so no section has to be there.
 */

const sellerEntry = seller.extend({ logo: logoFile.optional() }).describe(seller.description ?? '');

const customerEntry = customer.extend({
  subscriptions: z.array(subscriptionEntry).default([]).describe('What the customer gets.'),
});
export type CustomerEntry = z.infer<typeof customerEntry>;

/** What the rest of a catalog has to do with a customer: looked at also where something else of the entry is wrong. */
export const customerReferences = z.object(
  customerEntry.pick({ id: true, numberSeries: true, subscriptions: true, coupons: true, credits: true }).shape,
);

export const catalogSections = {
  seller: sellerEntry,
  meters: z.array(meter).describe('What is counted.'),
  plans: z.array(planVersion).describe('What is sold: versions of plans with their prices.'),
  coupons: z.array(coupon).describe('Discounts that customers can be given.'),
  items: z.array(item).describe('What is sold by the piece, to whoever orders it.'),
  customers: z.array(customerEntry).describe('Who is invoiced, for what.'),
};

/** A part of a JSON schema, as far as this program looks into it. */
export interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly const?: unknown;
}

let made: JsonSchema | undefined;

/** The JSON schema of a catalog file. `npm run schema` writes it to docs/catalog.schema.json. */
export function catalogJsonSchema(): JsonSchema {
  return (made ??= makeSchema());
}

function makeSchema(): JsonSchema {
  const file = z.strictObject(catalogSections).partial().meta({
    title: 'Stepbill catalog',
    description: 'Seller, meters, plans, coupons, items and customers; in one file, or spread over several that are imported together.',
  });
  return z.toJSONSchema(file, { io: 'input', unrepresentable: 'any', override: editorsView }) as JsonSchema;
}

/** Fields that an object has at a place of a catalog file. */
export function fieldsAt(path: readonly PropertyKey[], value: unknown): string[] {
  return shapesAt(path, value).flatMap(({ properties = {} }) => Object.keys(properties));
}

/** What is said of a field at a place of a catalog file, or undefined. */
export function describedAt(path: readonly PropertyKey[]): string | undefined {
  const field = String(path.at(-1));
  const found = shapesAt(path.slice(0, -1), undefined).flatMap(({ properties = {} }) => properties[field] ?? []);
  return found.find(({ description }) => description !== undefined)?.description;
}

/** Schemas that may hold at a place: of those that a `model` tells apart, the one the value says. */
function shapesAt(path: readonly PropertyKey[], value: unknown): JsonSchema[] {
  let shapes = [catalogJsonSchema()];
  for (const part of path) {
    shapes = shapes.flatMap(alternatives).flatMap(({ items, properties = {} }) => {
      const next = typeof part === 'number' ? items : properties[String(part)];
      return next ? [next] : [];
    });
  }
  const found = shapes.flatMap(alternatives).filter(({ properties }) => properties !== undefined);
  const told = found.filter(({ properties }) => properties?.['model'] && properties['model'].const === modelOf(value));
  return told.length > 0 ? told : found;
}

function alternatives(shape: JsonSchema): JsonSchema[] {
  return [shape, ...[...(shape.anyOf ?? []), ...(shape.oneOf ?? [])].flatMap(alternatives)];
}

function modelOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'model' in value ? value.model : undefined;
}

/** Zones that most catalogs are written in; a schema can't have all, since there are new ones each year. */
const SOME_ZONES = [
  ...['UTC', 'Europe/Berlin', 'Europe/Vienna', 'Europe/Zurich', 'Europe/Paris', 'Europe/London', 'Europe/Madrid', 'Europe/Warsaw'],
  ...['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles', 'America/Sao_Paulo'],
  ...['Asia/Dubai', 'Asia/Kolkata', 'Asia/Singapore', 'Asia/Tokyo', 'Australia/Sydney', 'Pacific/Auckland'],
];

type Draft = z.core.JSONSchema.BaseSchema;

/**
 * What an editor needs to know beyond the contracts: it reads 0.10 and 20457 as numbers, where we keep the text; and
 * what is checked by code has to be told in words it has.
 */
function editorsView({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: Draft }): void {
  const isOf = (schema: z.ZodType): boolean => originsOf(zodSchema).includes(schema);
  if (isOf(zone)) Object.assign(jsonSchema, { pattern: '^[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$', examples: SOME_ZONES });
  if (isOf(plainDate)) Object.assign(jsonSchema, { pattern: '^\\d{4}-\\d{2}-\\d{2}$', examples: ['2026-10-01'] });
  if (isOf(currencyCode)) Object.assign(jsonSchema, { enum: currencyCodes() });
  if (isOf(seller.shape.numberSeries)) {
    const { $schema: _, ...series } = z.toJSONSchema(numberSeries, { io: 'input', override: editorsView });
    Object.assign(jsonSchema, { anyOf: [series, { type: 'array', minItems: 1, maxItems: 40, items: series }] });
  }
  if (isOf(seller.shape.release)) {
    const { description, default: _, ...policy } = jsonSchema;
    for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
    Object.assign(jsonSchema, { description, default: 'never', anyOf: [{ enum: ['never'] }, policy] });
  }
  if (jsonSchema.type === 'string' && mayBeDigits(jsonSchema)) Object.assign(jsonSchema, { type: ['string', 'number'] });
}

/** A schema, and those it was refined or described from. */
function originsOf(schema: z.core.$ZodType): z.core.$ZodType[] {
  const { parent } = schema._zod;
  return [schema, ...(parent ? originsOf(parent) : [])];
}

function mayBeDigits({ pattern, format, enum: list, const: only }: Draft): boolean {
  return format === undefined && list === undefined && only === undefined && (pattern === undefined || new RegExp(pattern).test('1'));
}
