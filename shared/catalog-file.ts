import type { z } from 'zod';
import { catalogFaults, NOTHING_KEPT, plansById } from './catalog-faults.ts';
import type { Kept, Unread } from './catalog-faults.ts';
import { faultsOf } from './catalog-issues.ts';
import type { Fault } from './catalog-issues.ts';
import { catalogSections, customerReferences } from './catalog-schema.ts';
import type { CustomerEntry } from './catalog-schema.ts';
import { readYaml } from './catalog-yaml.ts';
import type { CatalogSource, Place, YamlFile } from './catalog-yaml.ts';
import type { Catalog } from './catalog.store.ts';
import type { Customer, Seller } from './catalog.ts';
import type { Coupon } from './coupon.ts';
import type { Item } from './item.ts';
import type { Meter } from './meter.ts';
import { InvalidInputError } from './errors.ts';
import { logoOf } from './logo.ts';
import { versionInForce } from './plan.ts';
import type { PlanVersion } from './plan.ts';
import { nearest } from './nearest.ts';
import type { PlansById } from './subscription-faults.ts';
import type { Subscription, SubscriptionEntry } from './subscription.ts';

/** One thing that is wrong in a catalog file: where, what, and what would be right. */
export interface CatalogFault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
}

/** Faults that are written out; who has more has one cause many times. */
const MOST_WRITTEN = 50;

/** Catalog files that are refused as a whole. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError';
  readonly faults: readonly CatalogFault[];

  constructor(faults: readonly CatalogFault[]) {
    const list = faults
      .slice(0, MOST_WRITTEN)
      .map(({ file, line, column, path, message }) => `  ${file}:${line}:${column}  ${path === '' ? '' : `${path}: `}${message}`);
    if (faults.length > MOST_WRITTEN) list.push(`  … and ${faults.length - MOST_WRITTEN} more.`);
    super(`Nothing was imported; ${faults.length === 1 ? 'one thing is' : `${faults.length} things are`} wrong:\n${list.join('\n')}`);
    this.faults = faults;
  }
}

type Path = readonly (string | number)[];

/** What one entry of a file says, and where it stands. */
interface Entry<Value> {
  readonly value: Value;
  readonly file: YamlFile;
  readonly path: Path;
}

/** Only a catalog without any fault is made, so in what is made each is whole. */
type ReferringCustomer = Pick<CustomerEntry, 'id' | 'numberSeries' | 'subscriptions' | 'coupons' | 'credits'> & Partial<CustomerEntry>;

const LISTS = ['meters', 'plans', 'coupons', 'items', 'customers'] as const;

/**
 * Reads a file beside a catalog file.
 *
 * @throws {InvalidInputError} if it can't be read, or is larger than what it is for
 */
export type ReadBeside = (source: string, file: string) => Uint8Array;

const NOTHING_BESIDE: ReadBeside = (_, file) => {
  throw new InvalidInputError(`there is no file ${file} beside the catalog`);
};

/** Catalog files as far as they can be read: what they say, and what is wrong with each by itself. */
export interface ReadCatalog {
  readonly files: readonly YamlFile[];
  readonly seller: Entry<Seller> | undefined;
  /** Content of the seller's logo. */
  readonly logo?: Uint8Array | undefined;
  readonly meters: readonly Entry<Meter>[];
  readonly plans: readonly Entry<PlanVersion>[];
  readonly coupons: readonly Entry<Coupon>[];
  readonly items: readonly Entry<Item>[];
  readonly customers: readonly Entry<ReferringCustomer>[];
  readonly unread: Unread;
  readonly faults: readonly CatalogFault[];
}

/** Reads the files of one catalog. Sections may be spread over them; the seller stands in one. */
export function readCatalog(sources: readonly CatalogSource[], readBeside: ReadBeside = NOTHING_BESIDE): ReadCatalog {
  const files = sources.map(readYaml);
  const faults: CatalogFault[] = [];
  const unread = { seller: false, meters: [] as string[], plans: [] as string[], coupons: [] as string[], items: [] as string[] };
  const sellers: (Entry<Seller> & { readonly logo?: Uint8Array })[] = [];
  const lists = {
    meters: [] as Entry<Meter>[],
    plans: [] as Entry<PlanVersion>[],
    coupons: [] as Entry<Coupon>[],
    items: [] as Entry<Item>[],
    customers: [] as Entry<ReferringCustomer>[],
  };

  for (const file of files) {
    faults.push(...file.faults.map((fault) => ({ file: file.name, path: '', ...fault })));
    const sections = sectionsOf(file, faults);
    if ('seller' in sections) {
      const entry = entryOf(catalogSections.seller, sections['seller'], file, ['seller'], faults);
      const whole = entry && withLogo(entry, readBeside, faults);
      if (whole) sellers.push(whole);
      else unread.seller = true;
    }
    for (const name of LISTS) {
      const list = sections[name] ?? [];
      if (!Array.isArray(list)) {
        faults.push(placed(file, { path: [name], message: `expected a list, each entry on a line that begins with "- "` }));
        continue;
      }
      list.forEach((written: unknown, i) => {
        const entry = entryOf(catalogSections[name].element, written, file, [name, i], faults);
        const known = entry ?? (name === 'customers' ? referencesOf(written, file, [name, i]) : undefined);
        if (known) (lists[name] as Entry<unknown>[]).push(known);
        else if (name !== 'customers') unread[name].push(nameOf(written));
      });
    }
  }
  for (const again of sellers.slice(1)) {
    const message = `the seller is there already, at ${where(sellers[0]!.file.name, sellers[0]!.file.placeOfKey(['seller']))}`;
    faults.push(placed(again.file, { path: ['seller'], message, isOfKey: true }));
  }
  return { files, seller: sellers[0], logo: sellers[0]?.logo, ...lists, unread, faults };
}

/**
 * The catalog that files make together.
 *
 * @param kept what earlier imports said, which files need not say again
 * @throws {CatalogError} with every fault and its place; nothing of the files is taken
 */
export function checkedCatalog(read: ReadCatalog, kept: Kept = NOTHING_KEPT): Catalog {
  const written = read.plans.map(({ value }) => value);
  // The latest in the files, else the latest that is kept.
  const plans = plansById([...kept.plans.filter(({ id }) => !written.some((plan) => plan.id === id)), ...written]);
  const before = new Map(kept.customers?.flatMap(({ subscriptions }) => subscriptions.map((it) => [it.id, it] as const)));
  const catalog = {
    seller: read.seller?.value,
    meters: read.meters.map(({ value }) => value),
    plans: read.plans.map(({ value }) => value),
    ...(read.coupons.length > 0 ? { coupons: read.coupons.map(({ value }) => value) } : {}),
    ...(read.items.length > 0 ? { items: read.items.map(({ value }) => value) } : {}),
    customers: read.customers.map(({ value: { subscriptions, ...customer } }) => ({
      customer: customer as Customer,
      subscriptions: subscriptions.map((it) => {
        const id = it.id ?? `${customer.id}.${it.plan}`;
        return { ...withVersions(it, before.get(id), plans), id };
      }),
    })),
  };
  const faults = [...read.faults];
  // Where a file can't be read, names may be missing that are in it.
  if (read.files.every((file) => file.faults.length === 0)) faults.push(...placedFaults(read, catalogFaults(catalog, kept, read.unread)));
  const { seller } = catalog;
  if (seller === undefined || faults.length > 0) throw new CatalogError(inOrder(read, faults));
  return { ...catalog, seller };
}

/**
 * A catalog from the text of one YAML file.
 *
 * @param file name for messages
 * @throws {CatalogError} with every fault and its place; nothing of the file is taken
 */
export function parseCatalog(text: string, file: string): Catalog {
  return checkedCatalog(readCatalog([{ name: file, content: text }]));
}

/** Faults between the parts of a catalog, at the places of its files. */
export function placedFaults(read: ReadCatalog, faults: readonly Fault[]): CatalogFault[] {
  return faults.map(({ path, message, beside, remedy, isOfKey = false }) => {
    const [file, own] = inFile(read, path);
    const [other, first] = inFile(read, beside ?? []);
    const there = beside ? `, at ${where(other.name, other.placeOf(first))}` : '';
    return placed(file, { path: own, message: `${message}${there}${remedy === undefined ? '' : `; ${remedy}`}`, isOfKey });
  });
}

/** The file that a path of the whole catalog leads into, and the path inside it. */
function inFile(read: ReadCatalog, [section, i, ...rest]: Path): [YamlFile, Path] {
  if (section === 'seller' && read.seller) return [read.seller.file, i === undefined ? ['seller'] : ['seller', i, ...rest]];
  const list = LISTS.find((name) => name === section);
  const entry = list && read[list][Number(i)];
  return entry ? [entry.file, [...entry.path, ...rest]] : [read.files[0]!, []];
}

function sectionsOf(file: YamlFile, faults: CatalogFault[]): Record<string, unknown> {
  // A file that is empty, or has nothing but comments, says nothing.
  if (file.value === undefined || file.value === null || file.value === '') return {};
  if (typeof file.value !== 'object' || Array.isArray(file.value)) {
    faults.push(
      placed(file, { path: [], message: 'expected the sections of a catalog: seller, meters, plans, coupons, items, customers' }),
    );
    return {};
  }
  const names = Object.keys(catalogSections);
  for (const key of Object.keys(file.value)) {
    if (names.includes(key)) continue;
    faults.push(placed(file, { path: [key], message: `there is no section "${key}"${nearest(key, names)}`, isOfKey: true }));
  }
  return file.value as Record<string, unknown>;
}

function entryOf<Schema extends z.ZodType>(
  schema: Schema,
  written: unknown,
  file: YamlFile,
  path: Path,
  faults: CatalogFault[],
): Entry<z.output<Schema>> | undefined {
  const parsed = schema.safeParse(written);
  if (parsed.success) return { value: parsed.data, file, path };
  faults.push(...faultsOf(parsed.error.issues, path, written).map((fault) => placed(file, fault)));
  return undefined;
}

/** The seller with what its logo is, which its file names. */
function withLogo(
  { value: { logo: file, ...value }, ...place }: Entry<z.output<typeof catalogSections.seller>>,
  readBeside: ReadBeside,
  faults: CatalogFault[],
): (Entry<Seller> & { readonly logo?: Uint8Array }) | undefined {
  if (file === undefined) return { ...place, value };
  try {
    const logo = readBeside(place.file.name, file);
    return { ...place, value: { ...value, logo: { file, ...logoOf(logo) } }, logo };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    faults.push(placed(place.file, { path: [...place.path, 'logo'], message: error.message }));
    return undefined;
  }
}

/** As much of a customer as can be held against the rest, where something else of it is wrong. */
function referencesOf(written: unknown, file: YamlFile, path: Path): Entry<ReferringCustomer> | undefined {
  const { data } = customerReferences.safeParse(written);
  return data && { value: data, file, path };
}

/** The id of an entry that could not be read, so that who refers to it is not blamed. */
function nameOf(written: unknown): string {
  const { id } = (typeof written === 'object' && written !== null ? written : {}) as { id?: unknown };
  return typeof id === 'string' ? id : '';
}

/**
 * A subscription with the versions it does not name: those it has, so that a new version of its plan changes nothing; of
 * one that is new, the latest in force on the day it begins with the plan.
 */
function withVersions(written: SubscriptionEntry, kept: Subscription | undefined, plans: PlansById): Omit<Subscription, 'id'> {
  const inForce = (plan: string, day: string): number => versionInForce([...(plans.get(plan)?.values() ?? [])], day.slice(0, 10));
  const keptVersion = kept?.plan === written.plan ? kept.version : undefined;
  const version = written.version ?? keptVersion ?? inForce(written.plan, written.start);
  if (!written.changes) return { ...written, version };
  const changes = written.changes.map((change) => {
    if (change.plan === undefined || change.version !== undefined) return change;
    const same = kept?.changes?.find(({ on, plan }) => on === change.on && plan === change.plan);
    return { ...change, version: same?.version ?? inForce(change.plan, change.on) };
  });
  return { ...written, version, changes };
}

function placed(file: YamlFile, { path, message, isOfKey = false }: Fault): CatalogFault {
  return { file: file.name, ...(isOfKey ? file.placeOfKey(path) : file.placeOf(path)), path: writtenPath(path), message };
}

function where(file: string, { line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** In the order in which somebody goes through the files. */
function inOrder(read: ReadCatalog, faults: readonly CatalogFault[]): CatalogFault[] {
  const order = new Map(read.files.map(({ name }, i) => [name, i]));
  return [...faults].sort((a, b) => order.get(a.file)! - order.get(b.file)! || a.line - b.line || a.column - b.column);
}

/** customers[3].subscriptions[0].plan */
function writtenPath(path: Path): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${part}`)).join('');
}
