/** Customers of a batch that are worked on at once: well below the 40 an inline Map of Step Functions takes. */
const MOST_IN_BATCH = 10;

/**
 * How many batches, and customers in each, a run works on at once.
 *
 * @param wanted customers at once, of the seller or of this run
 * @param most what the stage allows
 */
export function concurrencyFor(wanted: number, most: number): { batches: number; inBatch: number } {
  const customers = Math.max(1, Math.min(wanted, most));
  const inBatch = Math.min(customers, MOST_IN_BATCH);
  return { batches: Math.max(1, Math.floor(customers / inBatch)), inBatch };
}
