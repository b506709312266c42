import { addMonths } from '../period.ts';
import type { Mandate } from './payment-terms.ts';

/** A mandate that was not used for so many months has lapsed: docs/sources.md#sepa-direct-debit. */
const MONTHS_UNUSED = 36;

/** Why nothing may be debited under a mandate, with a code of our own. */
export interface MandateFault {
  readonly code: 'mandate-revoked' | 'mandate-expired' | 'mandate-used-up';
  readonly message: string;
}

/**
 * Why a mandate can't be used for a debit, or undefined.
 *
 * @param usedOn day of the last debit under it, as Stepbill knows; undefined if there was none
 * @param day of the debit
 */
export function mandateFault(mandate: Mandate, usedOn: string | undefined, day: string): MandateFault | undefined {
  const { reference, signedOn, lastUsedOn, revokedOn, sequence } = mandate;
  if (revokedOn !== undefined && revokedOn <= day)
    return { code: 'mandate-revoked', message: `mandate ${reference} was revoked on ${revokedOn}: a new one is needed` };
  if (sequence === 'one-off' && usedOn !== undefined)
    return { code: 'mandate-used-up', message: `mandate ${reference} was for one debit, of ${usedOn}: a new one is needed` };
  const last = [signedOn, lastUsedOn, usedOn]
    .filter((it) => it !== undefined)
    .sort()
    .at(-1)!;
  const lapsesOn = addMonths(last, MONTHS_UNUSED);
  if (day <= lapsesOn) return undefined;
  return {
    code: 'mandate-expired',
    message: `mandate ${reference} was last used or signed on ${last} and lapsed on ${lapsesOn}, after 36 months: a new one is needed`,
  };
}

/** Place of a debit in the sequence of its mandate, as banks want to know it. */
export function sequenceOf({ sequence, lastUsedOn }: Mandate, usedOn: string | undefined): 'FRST' | 'RCUR' | 'OOFF' | 'FNAL' {
  if (sequence === 'one-off') return 'OOFF';
  if (sequence === 'final') return 'FNAL';
  return (usedOn ?? lastUsedOn) === undefined ? 'FRST' : 'RCUR';
}
