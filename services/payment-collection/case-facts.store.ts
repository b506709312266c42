import { requireSeller } from '../../shared/catalog.store.ts';
import type { Seller } from '../../shared/catalog.ts';
import { requireCase } from '../../shared/dunning/dunning-case.store.ts';
import { paymentsOf } from '../../shared/payments/payment.store.ts';
import { dateIn } from '../../shared/period.ts';
import { balanceOf, isReceived } from '../../shared/receivables/balance.ts';
import { requireInvoiceLedger } from '../../shared/receivables/ledger.store.ts';
import type { InvoiceLedger } from '../../shared/receivables/ledger.store.ts';
import type { CaseFacts } from './next-step.ts';

/** All that a step of a case is worked out from, as it is now. */
export interface Standing {
  readonly facts: CaseFacts;
  readonly ledger: InvoiceLedger;
  readonly seller: Seller;
}

/** @throws {NotFoundError} if there is no such case, or the invoice is not issued */
export async function standingOfCase(sellerId: string, number: string, n: number, at: string): Promise<Standing> {
  const [seller, record, ledger, payments] = await Promise.all([
    requireSeller(sellerId),
    requireCase(sellerId, number, n),
    requireInvoiceLedger(sellerId, number),
    paymentsOf(sellerId, number),
  ]);
  const { currency, totals, dueDate } = ledger.invoice;
  const balance = balanceOf({ currency, payable: totals.payable, dueDate }, ledger.entries, dateIn(at, seller.zone));
  const isUnderWay = payments.some(({ outcome }) => outcome?.state === 'pending' || outcome?.state === 'unknown');
  return { facts: { ...record, balance, received: ledger.entries.filter(isReceived), isUnderWay, zone: seller.zone }, ledger, seller };
}
