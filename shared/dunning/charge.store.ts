import { ConditionFailedError, TransientError } from '../errors.ts';
import { turnedText } from '../credit-sign.ts';
import { STEPBILL } from '../person.ts';
import { table } from '../ports.ts';
import type { Allocation } from '../receivables/allocation.ts';
import type { InvoiceLedger } from '../receivables/ledger.store.ts';
import { documentChanges } from '../receivables/posting.store.ts';
import { stepChange } from './dunning-case.store.ts';
import type { DoneStep } from './dunning-case.ts';

/**
 * Writes down a step with what it charges, all or nothing: its fee and its late interest are entries of the invoice that
 * raise what is open, so that whatever the customer pays is matched with all of it.
 *
 * @param ledger of the invoice, as the step was worked out on
 * @throws {TransientError} if an entry came in between; the step is then to be worked out again
 */
export async function writeStep(sellerId: string, n: number, step: DoneStep, ledger: InvoiceLedger): Promise<void> {
  const { number, currency } = ledger.invoice;
  const charges = [
    { charge: 'fee' as const, amount: step.fee },
    { charge: 'interest' as const, amount: step.interest },
  ].filter(({ amount }) => amount !== undefined && /[1-9]/.test(amount));
  const entries = charges.map(({ charge, amount }, i): Allocation => ({
    schema: 1,
    number,
    sequence: ledger.entries.length + i + 1,
    amount: turnedText(amount!),
    currency,
    source: { kind: 'dunning', case: n, step: step.step, charge },
    reason: charge === 'fee' ? 'fee of the dunning letter' : 'late interest',
    at: step.at,
    by: STEPBILL,
  }));
  try {
    await table().write([
      stepChange(sellerId, number, n, step),
      ...(entries.length > 0 ? await documentChanges(sellerId, [ledger], entries) : [ledger.raise(0)]),
    ]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError(`Something came in for ${number} while its dunning step was written.`);
  }
}
