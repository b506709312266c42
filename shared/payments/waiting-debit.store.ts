import { requireSeller } from '../catalog.store.ts';
import { dateIn } from '../period.ts';
import { gatheringDays } from './collection.ts';
import { dueDebitsPage } from './due-debit.store.ts';
import { judge } from './gathered-debit.store.ts';
import { requirePayment } from './payment.store.ts';

/** A debit that waits for the next file. */
export interface WaitingDebit {
  readonly payment: string;
  readonly number: string;
  readonly customerId: string;
  /** What would be debited now, in EUR. */
  readonly amount: string;
  readonly dueOn: string;
  readonly mandate: string;
  /** Why it would be set aside if it were filed today. */
  readonly aside?: string;
}

/**
 * Debits that wait for a file, whenever they are due, what is due first first.
 *
 * @param at instant of now
 */
export async function waitingDebits(
  sellerId: string,
  at: string,
  paging: { readonly after?: string | undefined; readonly limit: number },
): Promise<{ waiting: WaitingDebit[]; next?: string }> {
  const { zone, payments } = await requireSeller(sellerId);
  const { firstDay } = gatheringDays(dateIn(at, zone), payments?.directDebit?.bankDays ?? 1);
  const { ids, ...more } = await dueDebitsPage(sellerId, paging);
  const waiting = await Promise.all(ids.map((id) => waitingDebit(sellerId, id, firstDay)));
  return { waiting: waiting.filter((it) => it !== undefined), ...more };
}

async function waitingDebit(sellerId: string, id: string, firstDay: string): Promise<WaitingDebit | undefined> {
  const { payment } = await requirePayment(sellerId, id);
  const { number, customerId, by } = payment;
  if (by.method !== 'direct-debit') return undefined;
  const judged = await judge(sellerId, payment, { id: 'next', firstDay });
  const { amount } = 'debit' in judged ? judged.debit : payment;
  const aside = 'aside' in judged && 'message' in judged.aside ? { aside: judged.aside.message } : {};
  return { payment: id, number, customerId, amount, dueOn: by.dueOn, mandate: by.mandate, ...aside };
}
