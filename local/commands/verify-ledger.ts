import { everyTransaction, requireBankLedger } from '../../shared/bank/bank.store.ts';
import type { BankLedger } from '../../shared/bank/bank.store.ts';
import { canonicalJson } from '../../shared/content-hash.ts';
import { moneyFigure } from '../../shared/figures.ts';
import { amountText, decimal, sum, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import type { Allocation, AllocationSource } from '../../shared/receivables/allocation.ts';
import { everyPayment, leftOfPayment, requirePayment } from '../../shared/payments/payment.store.ts';
import type { PaymentRecord } from '../../shared/payments/payment.store.ts';
import { usedOf } from '../../shared/receivables/balance.ts';
import { entriesOf, getInvoiceLedger } from '../../shared/receivables/ledger.store.ts';
import type { InvoiceLedger } from '../../shared/receivables/ledger.store.ts';
import { dueSums, listedItems } from '../../shared/receivables/open-item.store.ts';
import { listedOf } from '../../shared/receivables/open-items.store.ts';
import type { Problem } from '../../shared/finding.ts';
import { readable } from './verify-problem.ts';

/**
 * Proves what transactions of the bank and payments that were collected count for: no more is allocated than came, no
 * invoice is paid above what it comes to, each entry lies with its invoice as it lies with what it comes from, and what
 * is listed as open is what the entries say.
 *
 * @returns how many transactions and payments there are, and what is not whole
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
    await findEntries(`Transaction ${id}`, ledger.entries);
  }
  for await (const id of everyPayment(sellerId)) {
    count++;
    const record = await readable(problems, `Payment ${id}`, undefined, () => requirePayment(sellerId, id));
    if (!record) continue;
    problems.push(...paymentProblems(record));
    await findEntries(`Payment ${id}`, record.entries);
  }
  for (const number of invoices.keys()) {
    const ledger = await readable(problems, number, undefined, () => getInvoiceLedger(sellerId, number));
    if (ledger) problems.push(...invoiceProblems(ledger));
  }
  problems.push(...(await listedProblems(sellerId, problems)));
  return { count, problems };

  async function findEntries(where: string, entries: readonly Allocation[]): Promise<void> {
    for (const entry of entries) {
      const { number, sequence } = entry;
      if (!invoices.has(number))
        invoices.set(
          number,
          await readable(problems, `Entries of ${number}`, undefined, async () => (await entriesOf(sellerId, number)).entries),
        );
      if (invoices.get(number)?.some((it) => canonicalJson(it) === canonicalJson(entry))) continue;
      problems.push({ where, what: `entry ${sequence} of ${number} is not with the invoice`, right: 'the same entry on both sides' });
    }
  }
}

function transactionProblems({ transaction: { id, amount, currency }, left }: BankLedger): Problem[] {
  if (left.isZero() || left.gt(0) === decimal(amount).gt(0)) return [];
  return [{ where: `Transaction ${id}`, what: `its entries come to more than it`, right: `at most ${moneyFigure(amount, currency)}` }];
}

/** What came by a payment counts for no more than it was; one that brought nothing, or went back, for no invoice. */
function paymentProblems(record: PaymentRecord): Problem[] {
  const { id, number, amount, currency, outcome } = record.payment;
  const isThere = outcome?.state === 'paid';
  const most = isThere ? amount : '0';
  const used = usedOf(record.entries.filter((it) => it.number === number));
  const isMore = used.gt(decimal(most)) || (isThere && leftOfPayment(record).startsWith('-'));
  if (!used.isNegative() && !isMore) return [];
  return [
    { where: `Payment ${id}`, what: `its entries come to ${used.toFixed()} ${currency}`, right: `0 to ${moneyFigure(most, currency)}` },
  ];
}

/** Credit notes may come to more than is open; what was paid may not. */
function invoiceProblems({ invoice: { number, currency, totals }, entries }: InvoiceLedger): Problem[] {
  const of = (isOne: (kind: AllocationSource['kind']) => boolean): Decimal =>
    sum(entries.filter(({ source }) => isOne(source.kind)).map(({ amount }) => decimal(amount)));
  const paid = of((kind) => kind !== 'credit-note' && kind !== 'refund' && kind !== 'dunning');
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
