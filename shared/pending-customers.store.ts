import { endedAttempts } from './attempt.store.ts';
import { latestRun, requireRun } from './billing-run.store.ts';
import type { BillingRun } from './billing-run.ts';

/** Every run of a month, oldest first. */
export async function runsOfMonth(sellerId: string, month: string): Promise<BillingRun[]> {
  const latest = await latestRun(sellerId, month);
  return Promise.all(Array.from({ length: latest?.sequence ?? 0 }, (_, i) => requireRun(sellerId, `${sellerId}-${month}-${i + 1}`)));
}

/** Customers that the month's closed runs set aside and none has billed since. */
export async function pendingCustomers(sellerId: string, month: string): Promise<string[]> {
  let pending = new Set<string>();
  for (const run of await runsOfMonth(sellerId, month)) {
    if (run.state !== 'closed') continue;
    if (run.onlyCustomers) for (const customerId of run.onlyCustomers) pending.delete(customerId);
    else pending = new Set();
    for (const { customerId, setAside } of (await endedAttempts(sellerId, run.id)).values()) if (setAside) pending.add(customerId);
  }
  return [...pending];
}
