import { customerStep } from '../../shared/billing-run.ts';

/** A customer of the run as the list says it, with the attempt to begin with. */
export const listedCustomer = customerStep.pick({ customerId: true, attempt: true });

/** Where the list of a round lies; that of the first names every customer of the run. */
export function listKey(folder: string, round: number): string {
  return `${folder}/customers${round === 1 ? '' : `-${round}`}.jsonl`;
}
