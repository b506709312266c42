import { Tally, type Counted, type Measure } from './tally.ts';

/** What was counted of a run of so many customers. */
export interface Sample {
  readonly customers: number;
  readonly counted: readonly Counted[];
}

/**
 * What a run of `customers` would count if each customer beyond the larger run cost what one did between the two. What a
 * run costs once, and what grows with the list of customers, is told apart by that.
 *
 * @throws {RangeError} unless `smaller` has fewer customers than `larger`
 */
export function extrapolated(smaller: Sample, larger: Sample, customers: number): Counted[] {
  if (smaller.customers >= larger.customers)
    throw new RangeError(`Two runs of different size are needed, not of ${smaller.customers} and ${larger.customers}.`);
  const tally = new Tally();
  for (const { machine, step, counts } of larger.counted) {
    const before = smaller.counted.find((it) => it.machine === machine && it.step === step)?.counts ?? {};
    for (const [name, count] of Object.entries(counts)) {
      const measure = name as Measure;
      const perCustomer = (count - (before[measure] ?? 0)) / (larger.customers - smaller.customers);
      tally.add({ machine, step }, measure, count + perCustomer * (customers - larger.customers));
    }
  }
  return tally.all();
}
