import { z } from 'zod';
import { backfillId, backfillScope } from '../../shared/backfill.ts';
import type { Backfill, BackfillContent, BackfillScope } from '../../shared/backfill.ts';
import { backfillsOf, getBackfill } from '../../shared/backfill.store.ts';
import { backfilledCustomers } from '../../shared/backfilled-usage.store.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { now } from '../../shared/clock.ts';
import { nearest } from '../../shared/nearest.ts';
import { localToInstant, plainDate, toUtc } from '../../shared/period.ts';
import type { Period } from '../../shared/period.ts';
import type { Invoke } from '../runner/scope.ts';
import type { Workspace } from '../workspace.ts';
import { CommandError } from './errors.ts';
import { ingestFile } from './ingest-file.ts';
import type { IngestedFile } from './ingest-file.ts';
import { invokeStep } from './invoke-step.ts';

/** A decision looks at every day of a backfill. */
const DECISION_MILLISECONDS = 900_000;
const PREVIEW_MILLISECONDS = 300_000;

/** The scope of a backfill as it is typed. */
interface TypedScope {
  readonly id: string;
  readonly from?: string;
  readonly until?: string;
  readonly customer?: readonly string[];
  readonly type?: readonly string[];
  readonly replace?: boolean;
}

/**
 * The scope that is meant: what is typed for a new backfill, and what was said before for one that is there.
 *
 * @throws {CommandError} if it is none, or ends are missing
 */
export async function requireScope(
  sellerId: string,
  { id, from, until, customer, type, replace = false }: TypedScope,
): Promise<BackfillScope> {
  const name = backfillId.safeParse(id);
  if (!name.success) throw new CommandError(`--id ${id}: ${name.error.issues[0]?.message}.`);
  const { zone } = await requireSeller(sellerId);
  const there = await getBackfill(sellerId, id);
  if (there && from === undefined && until === undefined && !customer && !type && !replace) return scopeOf(there);
  if (from === undefined || until === undefined)
    throw new CommandError(
      `Say with --from and --until which time the backfill "${id}" is for, such as --from 2026-10-01 --until 2026-11-01.`,
    );
  const scope = backfillScope.safeParse({
    ...{ from: instantOf('--from', from, zone), until: instantOf('--until', until, zone), replaces: replace },
    ...(customer ? { customers: [...new Set(customer)].sort() } : {}),
    ...(type ? { types: [...new Set(type)].sort() } : {}),
  });
  if (scope.success) return scope.data;
  throw new CommandError(`This is no backfill:\n${z.prettifyError(scope.error)}`);
}

/** A day begins in the zone of the seller. */
function instantOf(option: string, text: string, zone: string): string {
  if (plainDate.safeParse(text).success) return localToInstant(`${text}T00:00:00`, zone);
  try {
    if (/T.*(Z|[+-]\d{2}:\d{2})$/.test(text)) return toUtc(text);
  } catch {
    // Said below.
  }
  throw new CommandError(`${option} ${text}: write a day such as 2026-10-01, or an instant such as 2026-10-01T00:00:00+02:00.`);
}

function scopeOf({ from, until, customers, types, replaces }: Backfill): BackfillScope {
  return { from, until, replaces, ...(customers ? { customers } : {}), ...(types ? { types } : {}) };
}

/** What is put into which backfill. */
interface Adding {
  readonly id: string;
  readonly scope: BackfillScope;
  readonly file: string;
  readonly mapping: string | undefined;
  readonly by: string;
}

/**
 * Puts the events of a file into a backfill. Cut off anywhere, the same file added again goes on; until one came to its
 * end, the backfill can't be applied.
 *
 * @throws {CommandError} if the backfill takes no more, or the file is not what it should be
 */
export async function addToBackfill(
  { invoke, data }: Pick<Workspace, 'invoke' | 'data'>,
  sellerId: string,
  { id, scope, file, mapping, by }: Adding,
): Promise<IngestedFile> {
  await invokeStep(invoke, 'usage-ingestion/open-backfill', { sellerId, backfillId: id, scope, by, at: now().toISOString() });
  const added = await ingestFile({ invoke, data }, sellerId, file, mapping, id);
  await invokeStep(invoke, 'usage-ingestion/finish-backfill', { sellerId, backfillId: id });
  return added;
}

/** What came of a decision. */
export interface DecidedBackfill {
  readonly id: string;
  readonly isRepeated: boolean;
  readonly content?: BackfillContent;
}

/** @throws {CommandError} if it is refused, with the reason */
export async function decideBackfill(
  invoke: Invoke,
  sellerId: string,
  id: string,
  decided: { decision: 'apply' | 'undo'; by: string; reason?: string | undefined },
): Promise<DecidedBackfill> {
  await requireKnown(sellerId, id);
  const wanted = { sellerId, backfillId: id, ...decided, at: now().toISOString() };
  return (await invokeStep(invoke, 'usage-ingestion/decide-backfill', wanted, DECISION_MILLISECONDS)) as DecidedBackfill;
}

/** What a backfill does to a service period: its net amounts, or why it can't be priced. */
interface PreviewedPeriod {
  readonly subscriptionId: string;
  readonly period: Period;
  readonly isBilled: boolean;
  readonly currency?: string;
  readonly without?: string;
  readonly with?: string;
  readonly difference?: string;
  readonly reason?: string;
}

/** What a backfill does to the bills of all of its customers. */
export interface BackfillPreview {
  readonly backfill: Backfill;
  readonly customers: readonly { readonly customerId: string; readonly periods: readonly PreviewedPeriod[] }[];
}

/** @throws {CommandError} if there is no such backfill */
export async function previewBackfill(invoke: Invoke, sellerId: string, id: string): Promise<BackfillPreview> {
  const backfill = await requireKnown(sellerId, id);
  const at = now().toISOString();
  const customers: BackfillPreview['customers'][number][] = [];
  for (const customerId of await backfilledCustomers(sellerId, backfill)) {
    const wanted = { sellerId, customerId, backfillId: id, at };
    customers.push((await invokeStep(invoke, 'pricing/preview-backfill', wanted, PREVIEW_MILLISECONDS)) as (typeof customers)[number]);
  }
  return { backfill, customers };
}

async function requireKnown(sellerId: string, id: string): Promise<Backfill> {
  const found = await getBackfill(sellerId, id);
  if (found) return found;
  const names = (await backfillsOf(sellerId)).map((it) => it.id);
  throw new CommandError(`There is no backfill "${id}"${names.length > 0 ? nearest(id, names) : '.'}`);
}
