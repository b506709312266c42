/** Every command of the bank, on an invoice that is open. */
import { writeFileSync } from 'node:fs';

import { importStatements } from '../../local/commands/bank-import.ts';
import { listTransactions } from '../../local/commands/bank-list.ts';
import { decide, dismissTransaction, matchTransaction, unmatchTransaction } from '../../local/commands/bank-match.ts';
import { orderTyped } from '../../local/commands/refunds.ts';
import { receivables } from '../../local/commands/receivables.ts';
import { statementXml, transferIn } from './camt.ts';
import { SELLER } from './catalog.ts';
import { issue } from './issued-invoices.ts';

const CFO = { by: 'cfo@kranich.example', reason: 'A test' };

/**
 * @param file where the statement is written
 * @param typing carries a command out
 */
export async function bankThroughout(
  file: string,
  number: string,
  typing: <Result>(command: () => Promise<Result>) => Promise<Result>,
): Promise<void> {
  const entry = transferIn({ amount: '0.50', ref: 'B1', iban: 'DE89370400440532013000' });
  writeFileSync(file, statementXml({ entries: [entry], closing: '1000.50' }));
  await typing(() => importStatements(SELLER, [file], undefined, CFO.by));
  const [left] = await typing(() => listTransactions(SELLER, true));
  await typing(() => dismissTransaction(SELLER, left!.id, CFO));
  await typing(() => matchTransaction(SELLER, left!.id, [number], { ...CFO, isSettling: true }));
  await typing(() => unmatchTransaction(SELLER, left!.id, undefined, CFO));
  await typing(() => decide(SELLER, { kind: 'refund', of: { kind: 'transaction', transaction: left!.id } }, CFO));
  await typing(() => orderTyped(SELLER, CFO.by, undefined));
  // Issued, not typed: what a command takes in.
  await issue({ payable: '1.00', changes: { dueDate: '2027-01-31' } });
  await issue({ payable: '0.10', changes: { kind: 'credit-note', precedingInvoices: [{ number, issueDate: '2026-11-02' }] } });
  const { items } = await typing(() => receivables(SELLER, false));
  for (const item of items) await typing(() => decide(SELLER, { kind: 'write-off', number: item.number }, CFO));
}
