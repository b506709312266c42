import { creditGrant } from '../../shared/catalog.ts';
import type { CreditGrant } from '../../shared/catalog.ts';
import { getCustomer, requirePlanVersion, requireSeller, subscriptionsOf } from '../../shared/catalog.store.ts';
import { now } from '../../shared/clock.ts';
import { grantCredit, voidCredit } from '../../shared/credit.store.ts';
import { creditsLeft } from '../../shared/credits-left.store.ts';
import type { CreditsLeft } from '../../shared/credits-left.store.ts';
import { RecordConflictError } from '../../shared/errors.ts';
import { amountFigure, moneyFigure } from '../../shared/figures.ts';
import { dateIn } from '../../shared/period.ts';
import { CommandError } from './errors.ts';
import { alignedTable } from './report.ts';

/** @throws {CommandError} if the seller has no such customer */
export async function listCredits(sellerId: string, customerId: string): Promise<CreditsLeft> {
  return creditsLeft(sellerId, await requireKnown(sellerId, customerId), now().toISOString());
}

/**
 * Gives a customer a credit; the same again changes nothing.
 *
 * @param wanted as a person typed it
 * @throws {CommandError} if it can't be given so
 */
export async function giveCredit(
  sellerId: string,
  customerId: string,
  wanted: Readonly<Partial<Record<keyof CreditGrant, unknown>>>,
  by: string,
): Promise<{ credit: CreditGrant; isNew: boolean }> {
  await requireKnown(sellerId, customerId);
  const at = now().toISOString();
  const parsed = creditGrant.safeParse({ ...wanted, granted: dateIn(at, (await requireSeller(sellerId)).zone) });
  if (!parsed.success) throw new CommandError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}.`).join('\n'));
  const credit = parsed.data;
  const [subscription] = await subscriptionsOf(sellerId, customerId);
  const plan = subscription && (await requirePlanVersion(sellerId, subscription.plan, subscription.version));
  if (plan && plan.currency !== credit.currency)
    throw new CommandError(
      `The plans of "${customerId}" are in ${plan.currency}; a credit in ${credit.currency} would pay none of its bills.`,
    );
  return { credit, isNew: await refused(() => grantCredit(sellerId, customerId, credit, { at, by })) };
}

/** Takes back what is left of a credit; again changes nothing. */
export async function takeBackCredit(
  sellerId: string,
  customerId: string,
  credit: string,
  { by, reason }: { by: string; reason: string },
): Promise<{ isNew: boolean }> {
  await requireKnown(sellerId, customerId);
  const at = now().toISOString();
  const day = dateIn(at, (await requireSeller(sellerId)).zone);
  return { isNew: await refused(() => voidCredit(sellerId, customerId, credit, day, { at, by, reason })) };
}

export function creditLines({ customerId, day, credits, entries, balances }: CreditsLeft): string[] {
  if (credits.length === 0) return [`"${customerId}" has no credits.`];
  const of = new Map(credits.map((credit) => [credit.id, credit]));
  const rows = entries.map(({ credit, kind, runId, amount, currency }) => {
    const { kind: given, priority, expires } = of.get(credit)!;
    const told = kind === 'granted' ? `${given}, priority ${priority}${expires === undefined ? '' : `, until ${expires}`}` : (runId ?? '');
    return [kind === 'granted' ? credit : '', kind, told, `${amountFigure(amount, currency)} ${currency}`];
  });
  return [
    ...alignedTable(['Credit', '', '', 'Amount'], rows, 3),
    ...balances.map(({ currency, left }) => `Left on ${day}: ${moneyFigure(left, currency)}`),
  ];
}

async function requireKnown(sellerId: string, customerId: string) {
  const found = await getCustomer(sellerId, customerId);
  if (!found) throw new CommandError(`Seller "${sellerId}" has no customer "${customerId}".`);
  return found;
}

async function refused<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof RecordConflictError) throw new CommandError(error.message, { cause: error });
    throw error;
  }
}
