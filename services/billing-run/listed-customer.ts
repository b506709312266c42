import { customerStep } from '../../shared/billing-run.ts';

/** A customer of the run as the list says it, with the attempt to begin with. */
export const listedCustomer = customerStep.pick({ customerId: true, attempt: true });
