import { auditChanges } from './audit.store.ts';
import type { Act } from './audit.ts';
import { besideImports } from './catalog-import.store.ts';
import { requireCustomerItem } from './catalog.store.ts';
import { creditGrant, customer } from './catalog.ts';
import type { CreditGrant } from './catalog.ts';
import { canonicalJson, contentHash } from './content-hash.ts';
import { ConditionFailedError, RecordConflictError, TransientError } from './errors.ts';
import { table } from './ports.ts';

type Doing = Pick<Act, 'at' | 'by' | 'reason'>;

/**
 * Gives a customer a credit, with an entry of the audit log in the same transaction. The same again is success.
 *
 * @returns whether it was new
 * @throws {NotFoundError} if the seller has no such customer
 * @throws {RecordConflictError} if the customer has another credit of this id
 * @throws {TransientError} if the customer, an import or the audit log changed in between
 */
export async function grantCredit(sellerId: string, customerId: string, credit: CreditGrant, doing: Doing): Promise<boolean> {
  return changeCredits(sellerId, customerId, { ...doing, action: 'credit-granted', credits: [credit.id] }, (credits) => {
    const known = credits.find(({ id }) => id === credit.id);
    if (!known) return [...credits, credit];
    // Behind a day or a void that came later it is still what was given.
    const { granted: _, voided: __, ...before } = known;
    const { granted: ___, ...given } = credit;
    if (canonicalJson(before) === canonicalJson(given)) return undefined;
    throw new RecordConflictError(`Customer "${customerId}" has another credit "${credit.id}", of ${known.amount} ${known.currency}.`);
  });
}

/**
 * Takes back what is left of a credit from `day` on; what drafts have reserved stays theirs. The same again is success.
 *
 * @param day local date of the seller
 * @returns whether it was not void yet
 * @throws {RecordConflictError} if the customer has no such credit
 * @throws {TransientError} if the customer, an import or the audit log changed in between
 */
export async function voidCredit(sellerId: string, customerId: string, credit: string, day: string, doing: Doing): Promise<boolean> {
  return changeCredits(sellerId, customerId, { ...doing, action: 'credit-voided', credits: [credit] }, (credits) => {
    const known = credits.find(({ id }) => id === credit);
    if (!known) throw new RecordConflictError(`Customer "${customerId}" has no credit "${credit}".`);
    return known.voided === undefined ? credits.map((it) => (it === known ? { ...it, voided: day } : it)) : undefined;
  });
}

/** @param change the credits as they are to be, or undefined if they are so */
async function changeCredits(
  sellerId: string,
  customerId: string,
  act: Pick<Act, 'at' | 'by' | 'reason' | 'action' | 'credits'>,
  change: (credits: readonly CreditGrant[]) => CreditGrant[] | undefined,
): Promise<boolean> {
  const { pk, sk, body, version } = await requireCustomerItem(sellerId, customerId);
  const before = customer.parse(body.customer);
  const credits = change(before.credits ?? []);
  if (!credits) return false;
  const entry = { ...act, customerId, contentHash: contentHash(credits.find(({ id }) => id === act.credits?.[0])) };
  try {
    await table().write([
      { put: { pk, sk, body: { ...body, customer: { ...before, credits: credits.map((it) => creditGrant.parse(it)) } } }, if: version },
      ...(await besideImports(sellerId)),
      ...(await auditChanges(sellerId, 'seller', entry)),
    ]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError(`Customer "${customerId}", an import or the audit log changed in between.`);
  }
  return true;
}
