/** Every command of the bank, on an invoice that is open. */
import { writeFileSync } from 'node:fs';

import { importStatements } from '../../local/commands/bank-import.ts';
import { dismissTransaction, matchTransaction, unmatchTransaction } from '../../local/commands/bank-match.ts';
import { fileDirectDebits, reportDirectDebits } from '../../local/commands/direct-debits.ts';
import type { Payments } from '../../local/commands/payments.ts';
import { orderTyped } from '../../local/commands/refunds.ts';
import { statementXml, transferIn } from './camt.ts';
import { issue } from './issued-invoices.ts';

const REASON = 'A test';

/**
 * @param payments those of a person who types
 * @param file where the statement is written
 * @param typing carries a command out
 */
export async function bankThroughout(
  payments: Payments,
  file: string,
  number: string,
  typing: <Result>(command: () => Promise<Result>) => Promise<Result>,
): Promise<void> {
  const entry = transferIn({ amount: '0.50', ref: 'B1', iban: 'DE89370400440532013000' });
  writeFileSync(file, statementXml({ entries: [entry], closing: '1000.50' }));
  await typing(() => importStatements(payments, [file]));
  const [left] = await typing(() => payments.transactions(true));
  const { id } = left!;
  await typing(() => dismissTransaction(payments, id, REASON));
  await typing(() => matchTransaction(payments, id, [number], { reason: REASON, isSettling: true }));
  await typing(() => unmatchTransaction(payments, id, undefined, REASON));
  await typing(() => payments.decide({ kind: 'refund', of: { kind: 'transaction', transaction: id } }, REASON));
  await typing(() => orderTyped(payments, undefined, undefined));
  // The seller is no creditor, and the statement no report, which they say: the calls are what counts here.
  await typing(() => fileDirectDebits(payments, undefined)).catch(() => {});
  await typing(() => reportDirectDebits(payments, file)).catch(() => {});
  await typing(() => payments.directDebits());
  // Issued, not typed: what a command takes in.
  await issue({ payable: '1.00', changes: { dueDate: '2027-01-31' } });
  await issue({ payable: '0.10', changes: { kind: 'credit-note', precedingInvoices: [{ number, issueDate: '2026-11-02' }] } });
  const { items } = await typing(() => payments.receivables(false));
  for (const item of items) await typing(() => payments.decide({ kind: 'write-off', number: item.number }, REASON));
}
