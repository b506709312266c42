import { z } from 'zod';
import { id } from './catalog.ts';
import { table } from './ports.ts';
import { everyItem } from './table.ts';

/** That a closed run billed a plan version, written once, by the first that did. */
const billedPlan = z.object({ schema: z.literal(1), plan: id, version: z.number().int(), runId: id });

/** Remembers which plan versions a run billed; of several runs the first one stays. */
export async function keepBilledPlans(
  sellerId: string,
  runId: string,
  plans: readonly { readonly plan: string; readonly version: number }[],
): Promise<void> {
  const records = plans.map(({ plan, version }) => ({
    pk: billedPlansPartition(sellerId),
    sk: `${plan}|${String(version).padStart(6, '0')}`,
    body: { schema: 1, plan, version, runId } satisfies z.input<typeof billedPlan>,
  }));
  await table().append(records);
}

/** Every plan version that a closed run has billed. */
export async function billedPlans(sellerId: string): Promise<{ plan: string; version: number }[]> {
  const found: { plan: string; version: number }[] = [];
  for await (const item of everyItem(table(), { pk: billedPlansPartition(sellerId) })) {
    const { plan, version } = billedPlan.parse(item.body);
    found.push({ plan, version });
  }
  return found;
}

const billedPlansPartition = (sellerId: string): string => `${sellerId}|billed-plans`;
