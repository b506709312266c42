import { auditChanges } from '../../shared/audit.store.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { getCase, openNextCase } from '../../shared/dunning/dunning-case.store.ts';
import { DUNNING_MACHINE, dunningExecution } from '../../shared/dunning/dunning-case.ts';
import type { DunningCase } from '../../shared/dunning/dunning-case.ts';
import { DecisionRefusedError } from '../../shared/errors.ts';
import { decimal } from '../../shared/money.ts';
import { dateIn } from '../../shared/period.ts';
import { executions } from '../../shared/ports.ts';
import { balanceOf } from '../../shared/receivables/balance.ts';
import { requireInvoiceLedger } from '../../shared/receivables/ledger.store.ts';

/** A case that closed so is opened again by itself when the invoice is owed again, as after a payment that went back. */
const SETTLED = ['paid', 'credited', 'overpaid', 'written-off'];

/** Who opens a case, and why. */
export interface Opening {
  readonly opened: DunningCase['opened'];
  readonly by: string;
  /** Instant. */
  readonly at: string;
  /** Why, if a person opens it. */
  readonly reason?: string | undefined;
}

/**
 * Opens a dunning case for an invoice that is owed, and starts its state machine. One that is open goes on; its machine is
 * started if it was not.
 *
 * @returns undefined where there is nothing to go after: no plan, nothing owed, not due yet, or a person ended the last case
 * @throws {DecisionRefusedError} the reason, if a person opens it
 */
export async function openDunningCase(
  sellerId: string,
  number: string,
  { opened, by, at, reason }: Opening,
): Promise<DunningCase | undefined> {
  const latest = (await getCase(sellerId, number))?.case;
  if (latest && !latest.closed) return started(sellerId, latest);
  const seller = await requireSeller(sellerId);
  const { invoice, entries } = await requireInvoiceLedger(sellerId, number);
  const { currency, totals, dueDate } = invoice;
  const today = dateIn(at, seller.zone);
  const { open } = balanceOf({ currency, payable: totals.payable, dueDate }, entries, today);
  const fault = faultOf({ hasPlan: seller.dunning !== undefined, isOwed: invoice.kind !== 'credit-note' && decimal(open).gt(0) });
  const isByHand = opened === 'by-hand';
  if (fault !== undefined && isByHand) throw new DecisionRefusedError(`${number}: ${fault}.`);
  const isDue = opened === 'declined' || dueDate < today;
  const isEndedByPerson = latest?.closed !== undefined && !SETTLED.includes(latest.closed.as);
  if (fault !== undefined || !seller.dunning || (!isByHand && (!isDue || isEndedByPerson))) return undefined;
  const since = opened === 'overdue' && !latest ? dueDate : today;
  const wanted = { number, customerId: invoice.customer.id, opened, openedAt: at, by, since, plan: seller.dunning };
  const act = { at, by, action: 'dunning-opened' as const, numbers: [number], ...(reason !== undefined && { reason }) };
  return started(sellerId, await openNextCase(sellerId, wanted, isByHand ? await auditChanges(sellerId, 'seller', act) : []));
}

function faultOf({ hasPlan, isOwed }: { hasPlan: boolean; isOwed: boolean }): string | undefined {
  if (!hasPlan) return 'the seller has no dunning plan in its catalog: seller: { dunning: { version: 1, steps: […] } }';
  return isOwed ? undefined : 'nothing is open of it';
}

/** Starts the machine of a case, under the first name that has not ended; one that runs goes on. */
async function started(sellerId: string, it: DunningCase): Promise<DunningCase> {
  const { number, case: n } = it;
  for (let attempt = 1; ; attempt++) {
    const name = dunningExecution(sellerId, number, n, attempt);
    const known = await executions().describe(DUNNING_MACHINE, name);
    if (known?.status === 'RUNNING') return it;
    if (known) continue;
    await executions().start(DUNNING_MACHINE, name, { sellerId, number, case: n });
    return it;
  }
}
