import { join } from 'node:path';
import { customerIds, getCustomer } from '../../shared/catalog.store.ts';
import { now } from '../../shared/clock.ts';
import { getErasure } from '../../shared/erasure.store.ts';
import type { ErasureScope } from '../../shared/erasure.ts';
import { nearest } from '../../shared/nearest.ts';
import { customerRecords, KINDS } from '../customer-records.ts';
import type { CustomerRecord, Kind } from '../customer-records.ts';
import type { Home } from '../home.ts';
import { scrubDatabase } from '../scrub-database.ts';
import { CommandError } from './errors.ts';
import { invokeStep } from './invoke-step.ts';
import { eraseLeftRows } from './left-rows-erased.ts';
import { eraseOrderMails } from './order-mails-erased.ts';

/** How much of what is erased, or would be. */
export type ErasedCounts = Readonly<Record<string, number>>;

/** What may be erased of a customer, as pricing says it. */
interface Erasable {
  readonly scope: ErasureScope;
  readonly obstacles: readonly string[];
  readonly usageLater?: { readonly through: string; readonly from: string };
  readonly contactsLater?: string;
}

/** What an erasing comes to. */
export interface Erasing extends Omit<Erasable, 'scope'> {
  readonly customerId: string;
  /** Whether it was done, or only looked at. */
  readonly isDone: boolean;
  /** Whether one was decided before and cut off; it is completed with this one. */
  readonly wasCutOff: boolean;
  /** Usage before this instant is closed, or would be. */
  readonly closedBefore: string;
  readonly counts: ErasedCounts;
  /** Records that were held before, by kind; of a stage nobody reads the whole table to count them. */
  readonly held?: Readonly<Record<Kind, number>>;
  /** Invoices by the year in which they were issued; where records were counted. */
  readonly invoices?: Readonly<Record<string, number>>;
}

/** In this order: rows are told by ids that lie among the usage, and what a snapshot names by those too. */
const STEPS = [
  'erasing/erase-usage',
  'pricing/erase-snapshots',
  'erasing/erase-drafts',
  'erasing/erase-orders',
  'erasing/erase-quarantined',
  'erasing/erase-catalogs',
];
const TIMEOUT_MILLISECONDS = 300_000;

interface About {
  readonly sellerId: string;
  readonly customerId: string;
}

/**
 * Looks at what may be erased of a customer and, if somebody decides so, does it. One that was cut off is completed first;
 * what may not be erased yet is left for the same command on a later day.
 *
 * @param by who decides it; nothing is changed if not given
 * @throws {CommandError} if there is no such customer, or usage came in meanwhile
 */
export async function eraseCustomer(
  { invoke, data }: Pick<Home, 'invoke' | 'data'>,
  sellerId: string,
  customerId: string,
  by: string | undefined,
): Promise<Erasing> {
  if (!(await getCustomer(sellerId, customerId)))
    throw new CommandError(`Seller "${sellerId}" has no customer "${customerId}"${nearest(customerId, await customerIds(sellerId))}`);
  const about = { sellerId, customerId };
  const underWay = (await getErasure(sellerId, customerId))?.underWay;
  if (underWay && by !== undefined) await work({ invoke, data }, about, underWay);

  const at = now().toISOString();
  const found = (await invokeStep(invoke, 'pricing/close-usage', { ...about, at }, TIMEOUT_MILLISECONDS)) as Erasable;
  const { scope, ...rest } = found;
  const records = data === undefined ? undefined : [...customerRecords(data, sellerId, customerId)].map(headOf);
  const counts = { ...(await sweep({ invoke, data }, about, scope, true)), contacts: Number(scope.hasContacts) };
  const isDone = by !== undefined && totalOf(counts) > 0;
  if (isDone) {
    await invokeStep(invoke, 'pricing/close-usage', { ...about, at, decided: { by, counts } }, TIMEOUT_MILLISECONDS);
    await work({ invoke, data }, about, scope);
  }
  return {
    customerId,
    isDone,
    wasCutOff: underWay !== undefined,
    closedBefore: scope.closedBefore,
    ...rest,
    counts,
    ...(records ? { held: heldOf(records), invoices: yearsOf(records) } : {}),
  };
}

/** How much there is in all; 0 if nothing is left to erase today. */
export function totalOf(counts: ErasedCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Does what was decided, to its end. The database is written anew before that is said, so that a crash leaves nothing in it. */
async function work({ invoke, data }: Pick<Home, 'invoke' | 'data'>, about: About, scope: ErasureScope): Promise<void> {
  await sweep({ invoke, data }, about, scope, false);
  if (data !== undefined && !(await scrubDatabase(join(data, 'table.db'))))
    throw new CommandError('It is erased, but other processes kept reading the log of the database. End them and do the same again.');
  await invokeStep(invoke, 'erasing/finish-erasing', about);
}

/** Every step once, a long one as often as it asks for. */
async function sweep(
  { invoke, data }: Pick<Home, 'invoke' | 'data'>,
  about: About,
  scope: ErasureScope,
  isPreview: boolean,
): Promise<ErasedCounts> {
  const beside = (folder: string): Record<string, number> => ({
    leftRows: eraseLeftRows(folder, about, scope.oldest, isPreview),
    orderMails: eraseOrderMails(folder, about, scope.oldest, isPreview),
  });
  const counts: Record<string, number> = data === undefined ? {} : beside(data);
  for (const step of STEPS) {
    let from: { from?: string } = {};
    do {
      const wanted = { ...about, ...from, ...(isPreview ? { preview: scope } : {}) };
      const { next, ...some } = (await invokeStep(invoke, step, wanted, TIMEOUT_MILLISECONDS)) as ErasedCounts & { next?: string };
      for (const [name, count] of Object.entries(some)) counts[name] = (counts[name] ?? 0) + Number(count);
      from = next === undefined ? {} : { from: next };
    } while (from.from !== undefined);
  }
  return counts;
}

type Head = Pick<CustomerRecord, 'kind' | 'sk'> & { readonly issueDate: string | undefined };

const headOf = ({ kind, sk, body }: CustomerRecord): Head => ({
  kind,
  sk,
  issueDate: kind === 'invoices' && sk === 'content' ? String(body['issueDate']) : undefined,
});

function heldOf(records: readonly Head[]): Record<Kind, number> {
  const held = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
  for (const { kind } of records) held[kind]++;
  return held;
}

function yearsOf(records: readonly Head[]): Record<string, number> {
  const years: Record<string, number> = {};
  for (const { issueDate } of records) {
    const year = issueDate?.slice(0, 4);
    if (year !== undefined) years[year] = (years[year] ?? 0) + 1;
  }
  return years;
}
