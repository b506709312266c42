import type { Catalog } from './catalog.store.ts';
import { canonicalJson } from './content-hash.ts';

/** What a catalog is made of, in the order in which its parts are told. */
export const KINDS = ['seller', 'meter', 'plan version', 'coupon', 'item', 'customer', 'subscription'] as const;
export type Kind = (typeof KINDS)[number];

/** A field that says something else; undefined where there was or is none. */
export interface FieldChange {
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface PartChange {
  readonly kind: Kind;
  readonly id: string;
  readonly fields: readonly FieldChange[];
}

/** What an import would do to what is there. */
export interface CatalogChanges {
  readonly added: Readonly<Record<Kind, readonly string[]>>;
  readonly changed: readonly PartChange[];
  /** Plan versions that are added, held against the version before. */
  readonly revised: readonly (PartChange & { readonly beside: string })[];
  /** How many say the same as before. */
  readonly unchanged: Readonly<Record<Kind, number>>;
  /** What is there and the files do not mention. It stays as it is. */
  readonly unmentioned: Readonly<Record<Kind, readonly string[]>>;
}

/**
 * Compares the catalog of an import with what is there.
 *
 * @param before what is there, or undefined before the first import
 */
export function catalogChanges(before: Catalog | undefined, after: Catalog): CatalogChanges {
  const added = perKind<string[]>(() => []);
  const unchanged = perKind(() => 0);
  const unmentioned = perKind<string[]>(() => []);
  const changed: PartChange[] = [];
  for (const kind of KINDS) {
    const there = partsOf(kind, before);
    const written = partsOf(kind, after);
    for (const [id, value] of written) {
      const known = there.get(id);
      if (known === undefined) added[kind].push(id);
      else if (canonicalJson(known) === canonicalJson(value)) unchanged[kind]++;
      else changed.push({ kind, id, fields: fieldChanges(known, value) });
    }
    unmentioned[kind].push(...[...there.keys()].filter((id) => !written.has(id)));
  }
  return { added, changed, revised: revisedPlans(added['plan version'], before, after), unchanged, unmentioned };
}

/** Whether an import would leave all that is there as it is. */
export function changesNothing({ added, changed }: CatalogChanges): boolean {
  return changed.length === 0 && KINDS.every((kind) => added[kind].length === 0);
}

/** Parts of a kind whose fields change alike. */
export interface AlikeChange {
  readonly kind: Kind;
  readonly ids: string[];
  readonly fields: readonly FieldChange[];
}

/** Ten thousand subscriptions that move to the same version are told once. */
export function alikeChanges(changed: readonly PartChange[]): AlikeChange[] {
  const alike = new Map<string, AlikeChange>();
  for (const { kind, id, fields } of changed) {
    const key = JSON.stringify([kind, fields]);
    const known = alike.get(key);
    if (known) known.ids.push(id);
    else alike.set(key, { kind, ids: [id], fields });
  }
  return [...alike.values()];
}

function revisedPlans(added: readonly string[], before: Catalog | undefined, after: Catalog): CatalogChanges['revised'] {
  const all = [...(before?.plans ?? []), ...after.plans].sort((a, b) => a.version - b.version);
  return after.plans.flatMap((plan) => {
    const last = all.findLast(({ id, version }) => id === plan.id && version < plan.version);
    const id = `${plan.id} ${plan.version}`;
    if (!last || !added.includes(id)) return [];
    const fields = fieldChanges(last, { ...plan, version: last.version });
    return [{ kind: 'plan version', id, beside: `${last.id} ${last.version}`, fields }];
  });
}

function perKind<Value>(make: () => Value): Record<Kind, Value> {
  return { seller: make(), meter: make(), 'plan version': make(), coupon: make(), item: make(), customer: make(), subscription: make() };
}

function partsOf(kind: Kind, catalog: Catalog | undefined): Map<string, object> {
  if (!catalog) return new Map();
  switch (kind) {
    case 'seller':
      return new Map([[catalog.seller.id, catalog.seller]]);
    case 'meter':
      return new Map(catalog.meters.map((meter) => [meter.id, meter]));
    case 'plan version':
      return new Map(catalog.plans.map((plan) => [`${plan.id} ${plan.version}`, plan]));
    case 'coupon':
      return new Map((catalog.coupons ?? []).map((coupon) => [coupon.id, coupon]));
    case 'item':
      return new Map((catalog.items ?? []).map((item) => [item.id, item]));
    case 'customer':
      return new Map(catalog.customers.map(({ customer }) => [customer.id, customer]));
    case 'subscription':
      return new Map(catalog.customers.flatMap(({ subscriptions }) => subscriptions.map((it) => [it.id, it])));
  }
}

/** Fields that differ, in the order of the new value, by their path: address.city, prices[calls].unitPrice. */
function fieldChanges(before: object, after: object): FieldChange[] {
  const old = leavesOf(before);
  const now = leavesOf(after);
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((field) =>
    old.get(field) === now.get(field) ? [] : [{ field, before: old.get(field), after: now.get(field) }],
  );
}

function leavesOf(value: unknown, path = '', leaves = new Map<string, string>()): Map<string, string> {
  if (value === undefined) return leaves;
  if (typeof value !== 'object' || value === null) return leaves.set(path, typeof value === 'string' ? value : JSON.stringify(value));
  for (const [key, member] of Object.entries(value)) {
    leavesOf(member, Array.isArray(value) ? `${path}[${idOf(member) ?? key}]` : `${path}${path === '' ? '' : '.'}${key}`, leaves);
  }
  return leaves;
}

function idOf(member: unknown): string | undefined {
  return typeof member === 'object' && member !== null && 'id' in member && typeof member.id === 'string' ? member.id : undefined;
}
