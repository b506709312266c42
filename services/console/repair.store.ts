import { auditEntries } from '../../shared/audit.store.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { getCustomer } from '../../shared/catalog.store.ts';
import { failedTriesPage } from '../../shared/failed-try.store.ts';
import type { FailedTry } from '../../shared/failed-try.ts';
import { compareInstants } from '../../shared/period.ts';
import { foundOf, INVOICE_STATES } from './missing-documents.ts';
import type { Wait } from './run-state.ts';

/** Tries of each of them that are looked through for why a document is missing. */
const MOST_TRIES = 500;

/** A number whose document is not as it must be. */
export interface MissingDocument {
  readonly number: string;
  readonly customerId: string;
  readonly name: string;
  /** What is wrong, as far as it is said. */
  readonly problem: string;
  /** The last try that failed at it, if one is kept. */
  readonly failed: FailedTry | undefined;
}

/** What a run that waits for repair misses. */
export interface RepairView {
  readonly since: string;
  readonly documents: number;
  /** How many are wrong; `missing` names the first. */
  readonly count: number;
  readonly missing: readonly MissingDocument[];
  /** What is wrong with no number of its own, a sentence each. */
  readonly otherwise: readonly string[];
}

/** What a run waits for repair with, with the names of customers; undefined if it does not. */
export async function repairView({ sellerId, id: runId }: BillingRun, wait: Wait | undefined): Promise<RepairView | undefined> {
  const found = foundOf(wait);
  if (found === undefined || wait?.since === undefined) return undefined;
  const { documents, problems, problemCount, missing } = found;
  const failed = await lastTries(sellerId, runId);
  const isOf = (number: string, problem: string): boolean => problem.startsWith(`${number} `);
  return {
    since: wait.since,
    documents,
    count: problemCount,
    missing: await Promise.all(
      missing.map(async ({ number, customerId }) => ({
        number,
        customerId,
        name: (await getCustomer(sellerId, customerId))?.name ?? customerId,
        problem: problems.find((problem) => isOf(number, problem)) ?? '',
        failed: failed.get(customerId),
      })),
    ),
    otherwise: problems.filter((problem) => !missing.some(({ number }) => isOf(number, problem))),
  };
}

/** The last try of the invoice workflow that failed, by customer. */
async function lastTries(sellerId: string, runId: string): Promise<Map<string, FailedTry>> {
  const pages = await Promise.all(INVOICE_STATES.map((state) => failedTriesPage(sellerId, runId, state, { limit: MOST_TRIES })));
  const tries = pages.flatMap(({ tries: own }) => own).sort((a, b) => compareInstants(a.at, b.at));
  return new Map(tries.map((failed) => [failed.customerId, failed]));
}

/** What people did to a run since it waited for a repair, a sentence each. */
export async function repairsSince({ sellerId, id: runId }: BillingRun, since: string): Promise<string[]> {
  const entries = (await auditEntries(sellerId, { runId })).filter(({ at }) => compareInstants(at, since) >= 0);
  return entries.flatMap(({ action, by, numbers = [], reason = '' }) => {
    if (action === 'retried') return [`${by} had the missing documents made again`];
    return action === 'voided' ? [`${by} made ${numbers.join(', ')} void: ${reason}`] : [];
  });
}
