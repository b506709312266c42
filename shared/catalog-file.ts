import { LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { z } from 'zod';
import { catalogFaults } from './catalog-faults.ts';
import type { Catalog } from './catalog.store.ts';
import { customer, id, meter, planVersion, seller, subscription } from './catalog.ts';
import { nearest } from './nearest.ts';
import { SERIES_FIELDS } from './number-series.ts';

/** One thing that is wrong in a catalog file: where, what, and what would be right. */
export interface CatalogFault {
  readonly line: number;
  readonly path: string;
  readonly message: string;
}

/** A catalog file that is refused as a whole. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError';
  readonly faults: readonly CatalogFault[];

  constructor(file: string, faults: readonly CatalogFault[]) {
    const list = faults.map(({ line, path, message }) => `  ${file}:${line}  ${path === '' ? '' : `${path}: `}${message}`);
    super(`${file} was not imported; ${faults.length === 1 ? 'one thing is' : `${faults.length} things are`} wrong:\n${list.join('\n')}`);
    this.faults = faults;
  }
}

/** In a file a subscription needs neither id nor version: one of a plan, on its latest version. */
const subscriptionEntry = z.object({ ...subscription.shape, id: id.optional(), version: subscription.shape.version.optional() }).strict();
const customerEntry = customer.extend({ subscriptions: z.array(subscriptionEntry).default([]) });

const catalogFile = z.strictObject({
  seller,
  meters: z.array(meter).default([]),
  plans: z.array(planVersion).min(1),
  customers: z.array(customerEntry).default([]),
});
export type CatalogFile = z.infer<typeof catalogFile>;

/**
 * A catalog from the text of its YAML file. Scalars are read as the text they are, so a price of 0.10 never passes
 * through a float.
 *
 * @param file name for messages
 * @throws {CatalogError} with every fault and its line; nothing of the file is taken
 */
export function parseCatalog(text: string, file: string): Catalog {
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw new CatalogError(
      file,
      document.errors.map((error) => ({ line: error.linePos?.[0].line ?? 1, path: '', message: error.message.split('\n')[0] ?? '' })),
    );
  }
  const parsed = catalogFile.safeParse(document.toJS() ?? {});
  const place = (path: readonly PropertyKey[]): number => lineOf(document, lines, path);
  if (!parsed.success)
    throw new CatalogError(
      file,
      parsed.error.issues.flatMap((issue) => faultsOf(issue, place)),
    );

  const catalog = withDefaults(parsed.data);
  const faults = catalogFaults(catalog).map(({ path, message }) => ({ line: place(path), path: written(path), message }));
  if (faults.length > 0) throw new CatalogError(file, faults);
  return catalog;
}

function withDefaults(file: CatalogFile): Catalog {
  const latest = new Map<string, number>();
  for (const { id: plan, version } of file.plans) latest.set(plan, Math.max(version, latest.get(plan) ?? 0));
  return {
    seller: file.seller,
    meters: file.meters,
    plans: file.plans,
    customers: file.customers.map(({ subscriptions, ...entry }) => ({
      customer: entry,
      subscriptions: subscriptions.map((it) => ({
        ...it,
        id: it.id ?? `${entry.id}.${it.plan}`,
        version: it.version ?? latest.get(it.plan) ?? 1,
      })),
    })),
  };
}

/** Every field a catalog file can have, for "did you mean". */
const FIELDS = [
  ...Object.keys(catalogFile.shape),
  ...Object.keys(seller.shape),
  ...Object.keys(seller.shape.address.shape),
  ...Object.keys(seller.shape.bank.shape),
  ...SERIES_FIELDS,
  ...Object.keys(meter.shape),
  ...Object.keys(planVersion.shape),
  ...Object.keys(customerEntry.shape),
  ...Object.keys(subscriptionEntry.shape),
  ...['model', 'name', 'amount', 'unit', 'meter', 'unitPrice', 'tiers', 'upTo', 'flatFee', 'flatOnZeroUsage', 'standardRate', 'source'],
];

function faultsOf(issue: z.core.$ZodIssue, place: (path: readonly PropertyKey[]) => number): CatalogFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return { line: place(path), path: written(path), message: `there is no field "${key}"${nearest(key, FIELDS)}` };
    });
  }
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined && issue.message.endsWith('received undefined');
  return [
    { line: place(issue.path), path: written(issue.path), message: isMissing ? `is missing (${issue.expected})` : lowered(issue.message) },
  ];
}

/** Line of the innermost part of a path that the file has. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function written(path: readonly PropertyKey[]): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`)).join('');
}

function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
