import { runStep } from '../../shared/billing-run.ts';
import { customerIds } from '../../shared/catalog.store.ts';
import { getList, keepList, runFolder } from '../../shared/list.store.ts';
import { defineStep } from '../../shared/step.ts';
import { listedCustomer } from './listed-customer.ts';

/** Lists the customers of the run, once: a repeated step keeps the list that is there. */
export const handler = defineStep(runStep, async ({ sellerId, runId }) => {
  const key = `${runFolder(sellerId, runId)}/customers.jsonl`;
  const listed = await getList(listedCustomer, key);
  if (listed) return { key, count: listed.length };
  return keepList(
    key,
    (await customerIds(sellerId)).map((customerId) => ({ customerId, attempt: 1 })),
  );
});
