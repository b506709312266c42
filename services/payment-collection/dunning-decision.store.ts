import { type z } from 'zod';
import { auditChanges } from '../../shared/audit.store.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { decisionChange, requireCase } from '../../shared/dunning/dunning-case.store.ts';
import { dunningDecision } from '../../shared/dunning/dunning-case.ts';
import type { DunningDecision } from '../../shared/dunning/dunning-case.ts';
import { wakeDunning } from '../../shared/dunning/dunning-wait.store.ts';
import { canonicalJson } from '../../shared/content-hash.ts';
import { ConditionFailedError, DecisionRefusedError, TransientError } from '../../shared/errors.ts';
import { decimal, sum } from '../../shared/money.ts';
import { dateIn } from '../../shared/period.ts';
import { table } from '../../shared/ports.ts';
import { getOpenItem } from '../../shared/receivables/open-items.store.ts';

/** A decision as a person says it. */
export const wantedDecision = dunningDecision.omit({ schema: true, sequence: true });
export type WantedDecision = z.infer<typeof wantedDecision>;

/**
 * Writes what a person decides on the open case of an invoice, and wakes it. The same as the last decision is success.
 *
 * @returns whether it is a new decision
 * @throws {NotFoundError} if there is no case
 * @throws {DecisionRefusedError} if the case is closed, or the decision does not fit it
 * @throws {TransientError} if somebody else decided at the same moment
 */
export async function decideDunning(sellerId: string, number: string, wanted: WantedDecision): Promise<{ isNew: boolean }> {
  const { case: it, decisions } = await requireCase(sellerId, number);
  const last = decisions.at(-1);
  if (last && isSame(last, wanted)) {
    await wakeDunning(sellerId, [number]);
    return { isNew: false };
  }
  if (it.closed) throw new DecisionRefusedError(`The dunning case of ${number} is closed (${it.closed.as}): open it again first.`);
  const today = dateIn(wanted.at, (await requireSeller(sellerId)).zone);
  const { open = '0' } = (await getOpenItem(sellerId, number, today)) ?? {};
  const fault = faultOf(wanted, last, { open, today });
  if (fault !== undefined) throw new DecisionRefusedError(fault);
  const decision: DunningDecision = { schema: 1, sequence: (last?.sequence ?? 0) + 1, ...wanted };
  const { at, by, reason, kind } = wanted;
  try {
    await table().write([
      decisionChange(sellerId, number, it.case, decision),
      ...(await auditChanges(sellerId, 'seller', { at, by, action: `dunning-${kind}`, reason, numbers: [number] })),
    ]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError(`Somebody else decided on ${number} at the same moment.`);
  }
  await wakeDunning(sellerId, [number]);
  return { isNew: true };
}

function faultOf(
  { kind, until, instalments }: WantedDecision,
  last: DunningDecision | undefined,
  { open, today }: { open: string; today: string },
): string | undefined {
  if (until !== undefined && kind !== 'pause' && kind !== 'dispute') return 'Only a pause and a dispute have a last day.';
  if (until !== undefined && until < today) return `The last day ${until} is over; today is ${today}.`;
  if ((instalments === undefined) === (kind === 'instalments')) return 'Instalments, and nothing else, have days and amounts.';
  if (kind === 'resume' && (!last || last.kind === 'resume')) return 'Nothing holds the case; there is nothing to resume.';
  if (!instalments) return undefined;
  const wrong = instalments.find(({ day }, i) => day < today || (i > 0 && day <= instalments[i - 1]!.day));
  if (wrong) return `Instalments are of different days from today on, in their order; ${wrong.day} is not.`;
  if (instalments.some(({ amount }) => !decimal(amount).gt(0))) return 'An instalment is above 0.';
  const together = sum(instalments.map(({ amount }) => decimal(amount)));
  return together.eq(decimal(open)) ? undefined : `The instalments come to ${together.toFixed()}; open is ${open}.`;
}

function isSame(last: DunningDecision, wanted: WantedDecision): boolean {
  const said = ({ kind, until, instalments, by, reason }: WantedDecision): string =>
    canonicalJson({ kind, until, instalments, by, reason });
  return said(last) === said(wanted);
}
