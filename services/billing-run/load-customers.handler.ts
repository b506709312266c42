import { changeAttempt, endedAttempts } from '../../shared/attempt.store.ts';
import { requireRun } from '../../shared/billing-run.store.ts';
import { runStep } from '../../shared/billing-run.ts';
import type { BillingRun, Decision } from '../../shared/billing-run.ts';
import { customerIds } from '../../shared/catalog.store.ts';
import { getDecision } from '../../shared/decision.store.ts';
import { inLanes } from '../../shared/lanes.ts';
import { getList, keepList, runFolder } from '../../shared/list.store.ts';
import { defineStep } from '../../shared/step.ts';
import { rejection } from './decision.ts';
import { listedCustomer, listKey } from './listed-customer.ts';

const AT_ONCE = 20;

/**
 * Lists the customers to prepare, once a round: at first all of the run; later those that a person wants repaired,
 * once those that were rejected are out. A repeated step keeps the list that is there.
 */
export const handler = defineStep(runStep, async ({ sellerId, runId }) => {
  const run = await requireRun(sellerId, runId);
  const key = listKey(runFolder(sellerId, runId), run.round);
  const listed = await getList(listedCustomer, key);
  if (listed) return { key, count: listed.length, round: run.round };
  const decided = run.round === 1 ? undefined : await getDecision(sellerId, runId, run.round - 1);
  const list = await keepList(key, decided ? await changed(run, decided) : await everybody(run));
  return { ...list, round: run.round };
});

async function everybody({ sellerId, onlyCustomers }: BillingRun): Promise<{ customerId: string; attempt: number }[]> {
  const customers = await customerIds(sellerId);
  const wanted = onlyCustomers && new Set(onlyCustomers);
  return customers.filter((customerId) => wanted?.has(customerId) ?? true).map((customerId) => ({ customerId, attempt: 1 }));
}

async function changed(run: BillingRun, decided: Decision): Promise<{ customerId: string; attempt: number }[]> {
  const { rejected, repaired } = decided;
  await inLanes(AT_ONCE, rejected, (customerId) => changeAttempt(run, customerId, rejection(decided)));
  await inLanes(AT_ONCE, repaired, (customerId) => changeAttempt(run, customerId, undefined));
  const attempts = await endedAttempts(run.sellerId, run.id);
  return repaired.map((customerId) => ({ customerId, attempt: attempts.get(customerId)?.attempt ?? 1 }));
}
