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

/**
 * How many customers at once are worth starting a function for, where nobody asked for a number: a month of a hundred
 * customers takes as long as one of ten thousand, and pays for no more cold starts.
 *
 * @param customers of the run, or as many as `enoughCustomers`
 * @param each customers that a function which starts cold is worth
 */
export function worthAtOnce(customers: number, each: number): number {
  return Math.max(1, Math.ceil(customers / each));
}

/** With so many customers, `wanted` at once are worth it; more need not be counted. */
export function enoughCustomers(wanted: number, each: number): number {
  return wanted * each;
}
