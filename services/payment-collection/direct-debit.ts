import type { PaymentProvider } from './payment-provider.ts';

/**
 * SEPA direct debit: nothing is asked of anybody here. The payment waits for the next collection, a file that a person gives
 * to the bank, and the bank's statement tells what became of it.
 */
export const directDebit: PaymentProvider = {
  collect: () => Promise.resolve({ state: 'pending' }),
  lookUp: () => Promise.resolve(undefined),
  // Who files it looks whether anything is open.
  close: () => Promise.resolve({ state: 'pending' }),
  refund: ({ id }) =>
    Promise.resolve({ state: 'declined', code: 'no-card', message: `${id} came by direct debit: pay it back by transfer.` }),
  lookUpRefund: () => Promise.resolve(undefined),
};
