import { everyTransaction, requireBankLedger } from '../../shared/bank/bank.store.ts';
import type { BankLedger } from '../../shared/bank/bank.store.ts';
import { canonicalJson } from '../../shared/content-hash.ts';
import { moneyFigure } from '../../shared/figures.ts';
import { amountText, decimal, sum } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import type { Allocation, AllocationSource } from '../../shared/receivables/allocation.ts';
import { getInvoiceLedger } from '../../shared/receivables/ledger.store.ts';
import type { InvoiceLedger } from '../../shared/receivables/ledger.store.ts';
import type { Problem } from '../../shared/finding.ts';
import { readable } from './verify-problem.ts';

/**
 * Proves what transactions of the bank count for: no more is allocated than came, no invoice is paid above what it comes
 * to, and each entry lies with its invoice as it lies with its transaction.
 *
 * @returns how many transactions there are, and what is not whole
 */
export async function verifyLedger(sellerId: string): Promise<{ count: number; problems: Problem[] }> {
  const problems: Problem[] = [];
  const invoices = new Map<string, InvoiceLedger | undefined>();
  let count = 0;
  for await (const id of everyTransaction(sellerId)) {
    count++;
    const ledger = await readable(problems, `Transaction ${id}`, undefined, () => requireBankLedger(sellerId, id));
    if (!ledger) continue;
    problems.push(...transactionProblems(ledger));
    for (const entry of ledger.entries) {
      const { number } = entry;
      if (!invoices.has(number))
        invoices.set(number, await readable(problems, `Entries of ${number}`, undefined, () => getInvoiceLedger(sellerId, number)));
      const found = invoices.get(number);
      if (!found?.entries.some((it) => canonicalJson(it) === canonicalJson(entry))) problems.push(apart(id, entry));
    }
  }
  for (const ledger of invoices.values()) if (ledger) problems.push(...invoiceProblems(ledger));
  return { count, problems };
}

function transactionProblems({ transaction: { id, amount, currency }, left }: BankLedger): Problem[] {
  if (left.isZero() || left.gt(0) === decimal(amount).gt(0)) return [];
  return [{ where: `Transaction ${id}`, what: `its entries come to more than it`, right: `at most ${moneyFigure(amount, currency)}` }];
}

function apart(id: string, { number, sequence }: Allocation): Problem {
  return {
    where: `Transaction ${id}`,
    what: `entry ${sequence} of ${number} is not with the invoice`,
    right: 'the same entry on both sides',
  };
}

/** Credit notes may come to more than is open; what was paid may not. */
function invoiceProblems({ invoice: { number, currency, totals }, entries }: InvoiceLedger): Problem[] {
  const of = (isOne: (kind: AllocationSource['kind']) => boolean): Decimal =>
    sum(entries.filter(({ source }) => isOne(source.kind)).map(({ amount }) => decimal(amount)));
  const paid = of((kind) => kind !== 'credit-note' && kind !== 'dunning');
  const most = decimal(totals.payable).minus(of((kind) => kind === 'dunning'));
  const gap = entries.findIndex(({ sequence }, i) => sequence !== i + 1);
  return [
    ...(paid.gt(most) || paid.lt(0)
      ? [
          {
            where: number,
            what: `${paid.toFixed()} ${currency} were paid of it`,
            right: `0 to ${moneyFigure(amountText(most, currency), currency)}`,
          },
        ]
      : []),
    ...(gap < 0 ? [] : [{ where: number, what: `its entry ${gap + 1} is missing`, right: 'entries from 1 on, without a gap' }]),
  ];
}
