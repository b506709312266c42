import { z } from 'zod';
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

/** A debit under a mandate: its day, and what is not known of those by a version before. */
export interface MandateUse {
  readonly usedOn: string;
  readonly iban?: string | undefined;
  readonly creditorId?: string | undefined;
}

/** What of a mandate is another than at the last debit under it, as the first debit behind has to say. */
export const amendment = z.object({
  /** What the mandate was called. */
  reference: z.string().optional(),
  /** What the creditor was called. */
  creditorId: z.string().optional(),
  /** Whether another account is debited. */
  isOtherAccount: z.literal(true).optional(),
});
export type Amendment = z.infer<typeof amendment>;

/**
 * What of a mandate was amended since the last debit under it; undefined if nothing was, or nothing was debited before.
 *
 * @param debit what is to be debited, by whom
 * @param own the last debit under this reference
 * @param former the last one under the reference that it had before
 * @see docs/sources.md#sepa-direct-debit
 */
export function amendmentOf(
  { reference, formerly, lastUsedOn }: Mandate,
  debit: { readonly iban: string; readonly creditorId: string },
  own: MandateUse | undefined,
  former: MandateUse | undefined,
): Amendment | undefined {
  if (!own && !former && lastUsedOn === undefined) return undefined;
  const last = own ?? former;
  const before = {
    reference: own ? undefined : formerly?.reference,
    creditorId: last?.creditorId ?? formerly?.creditorId,
    iban: last?.iban ?? formerly?.iban,
  };
  const isOther = (was: string | undefined, is: string): boolean => was !== undefined && was !== is;
  const found: Amendment = {
    ...(isOther(before.reference, reference) ? { reference: before.reference } : {}),
    ...(isOther(before.creditorId, debit.creditorId) ? { creditorId: before.creditorId } : {}),
    ...(isOther(before.iban, debit.iban) ? { isOtherAccount: true } : {}),
  };
  return Object.keys(found).length > 0 ? found : undefined;
}

/**
 * Place of a debit in the sequence of its mandate, as banks want to know it. The first debit of another account is a first one
 * again, which every bank takes.
 */
export function sequenceOf(
  { sequence, lastUsedOn }: Mandate,
  usedOn: string | undefined,
  amended: Amendment | undefined,
): 'FRST' | 'RCUR' | 'OOFF' | 'FNAL' {
  if (sequence === 'one-off') return 'OOFF';
  if (sequence === 'final') return 'FNAL';
  return (usedOn ?? lastUsedOn) === undefined || amended?.isOtherAccount ? 'FRST' : 'RCUR';
}
