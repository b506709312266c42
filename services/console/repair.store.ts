import { z } from 'zod';
import { auditEntries } from '../../shared/audit.store.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { getCustomer } from '../../shared/catalog.store.ts';
import { compareInstants } from '../../shared/period.ts';
import type { Wait } from './run-state.ts';

/** What the verification of a run found, as the run waits with it. */
const verification = z.object({
  documents: z.number(),
  problems: z.array(z.string()),
  problemCount: z.number(),
  missing: z.array(z.object({ number: z.string(), customerId: z.string() })).default([]),
});

/** A number whose document is not as it must be. */
export interface MissingDocument {
  readonly number: string;
  readonly customerId: string;
  readonly name: string;
  /** What is wrong, as far as it is said. */
  readonly problem: string;
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

/** What the verification found that a run waits for repair with, or undefined if it does not. */
export function foundOf(wait: Wait | undefined): z.infer<typeof verification> | undefined {
  return wait?.for === 'repair' ? verification.safeParse(wait.about).data : undefined;
}

/** The same with the names of customers. */
export async function repairView({ sellerId }: Pick<BillingRun, 'sellerId'>, wait: Wait | undefined): Promise<RepairView | undefined> {
  const found = foundOf(wait);
  if (found === undefined || wait?.since === undefined) return undefined;
  const { documents, problems, problemCount, missing } = found;
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
      })),
    ),
    otherwise: problems.filter((problem) => !missing.some(({ number }) => isOf(number, problem))),
  };
}

/** What people did to a run since it waited for a repair, a sentence each. */
export async function repairsSince({ sellerId, id: runId }: BillingRun, since: string): Promise<string[]> {
  const entries = (await auditEntries(sellerId, { runId })).filter(({ at }) => compareInstants(at, since) >= 0);
  return entries.flatMap(({ action, by, numbers = [], reason = '' }) => {
    if (action === 'retried') return [`${by} had the missing documents made again`];
    return action === 'voided' ? [`${by} made ${numbers.join(', ')} void: ${reason}`] : [];
  });
}
