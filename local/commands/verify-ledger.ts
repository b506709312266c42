import { everyTransaction, requireBankLedger } from '../../shared/bank/bank.store.ts';
import type { BankLedger } from '../../shared/bank/bank.store.ts';
import { canonicalJson } from '../../shared/content-hash.ts';
import { moneyFigure } from '../../shared/figures.ts';
import { decimal, sum, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import type { Allocation } from '../../shared/receivables/allocation.ts';
import { entriesOf, getInvoiceLedger } from '../../shared/receivables/ledger.store.ts';
import type { InvoiceLedger } from '../../shared/receivables/ledger.store.ts';
import { dueSums, listedItems } from '../../shared/receivables/open-item.store.ts';
import { listedOf } from '../../shared/receivables/open-items.store.ts';
import type { Problem } from '../../shared/finding.ts';
import { readable } from './verify-problem.ts';

/**
 * Proves what transactions of the bank count for: no more is allocated than came, no invoice is paid above what it comes
 * to, each entry lies with its invoice as it lies with its transaction, and what is listed as open is what the entries say.
 *
 * @returns how many transactions there are, and what is not whole
 */
export async function verifyLedger(sellerId: string): Promise<{ count: number; problems: Problem[] }> {
  const problems: Problem[] = [];
  const invoices = new Map<string, readonly Allocation[] | undefined>();
  let count = 0;
  for await (const id of everyTransaction(sellerId)) {
    count++;
    const ledger = await readable(problems, `Transaction ${id}`, undefined, () => requireBankLedger(sellerId, id));
    if (!ledger) continue;
    problems.push(...transactionProblems(ledger));
    for (const entry of ledger.entries) {
      const { number } = entry;
      if (!invoices.has(number))
        invoices.set(
          number,
          await readable(problems, `Entries of ${number}`, undefined, async () => (await entriesOf(sellerId, number)).entries),
        );
      if (!invoices.get(number)?.some((it) => canonicalJson(it) === canonicalJson(entry))) problems.push(apart(id, entry));
    }
  }
  for (const number of invoices.keys()) {
    const ledger = await readable(problems, number, undefined, () => getInvoiceLedger(sellerId, number));
    if (ledger) problems.push(...invoiceProblems(ledger));
  }
  problems.push(...(await listedProblems(sellerId, problems)));
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
  const paid = sum(entries.filter(({ source }) => !['credit-note', 'refund'].includes(source.kind)).map(({ amount }) => decimal(amount)));
  const gap = entries.findIndex(({ sequence }, i) => sequence !== i + 1);
  return [
    ...(paid.gt(decimal(totals.payable)) || paid.lt(0)
      ? [{ where: number, what: `${paid.toFixed()} ${currency} were paid of it`, right: `0 to ${moneyFigure(totals.payable, currency)}` }]
      : []),
    ...(gap < 0 ? [] : [{ where: number, what: `its entry ${gap + 1} is missing`, right: 'entries from 1 on, without a gap' }]),
  ];
}

/** What is listed as open, held against the entries; and the sums by day, against what is listed. */
async function listedProblems(sellerId: string, problems: Problem[]): Promise<Problem[]> {
  const found: Problem[] = [];
  const sums = new Map<string, Decimal>();
  for await (const listed of listedItems(sellerId)) {
    const { number, currency, dueDate, open } = listed;
    const ledger = await readable(problems, number, undefined, () => getInvoiceLedger(sellerId, number));
    const right = ledger && listedOf(ledger).open;
    if (right !== open) found.push({ where: number, what: `it is listed as open with ${open}`, right: right ?? 'an issued document' });
    const key = `${currency} due on ${dueDate}`;
    sums.set(key, (sums.get(key) ?? ZERO).plus(decimal(open)));
  }
  for (const { currency, dueDate, owed, overpaid } of await dueSums(sellerId)) {
    const key = `${currency} due on ${dueDate}`;
    const [said, right] = [decimal(owed).plus(decimal(overpaid)), sums.get(key) ?? ZERO];
    sums.delete(key);
    if (!said.eq(right)) found.push({ where: `Open ${key}`, what: `the sum is ${said.toFixed()}`, right: right.toFixed() });
  }
  for (const [key, right] of sums) found.push({ where: `Open ${key}`, what: 'there is no sum', right: right.toFixed() });
  return found;
}
