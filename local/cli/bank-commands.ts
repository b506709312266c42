import type { Command } from 'commander';
import { addDirectDebitCommands, folderOption } from './direct-debit-commands.ts';
import { addCommand, answer, asOption, type Common, jsonOption, sellerOption, wherever } from './command.ts';
import { PAYMENTS } from './places.ts';

interface Deciding extends Common {
  readonly reason: string;
  readonly settle?: boolean;
}

/** Money that comes: statements of the bank, what they pay, and what is open. */
export function addBankCommands(program: Command): void {
  const bank = addCommand(program, 'bank', 'statements of the bank: imported, matched with invoices, listed', [
    'bank import statement.xml',
    'bank list --unmatched',
    'bank match 4f1a9c20 RE-2026-000017',
  ]).enablePositionalOptions();

  addCommand(bank, 'import <file...>', 'import statements and match what is certain; a file that was imported changes nothing', [
    'bank import 2026-11-09.xml   # camt.053.001.08',
    'bank import turnover.csv --mapping bank.yml',
  ])
    .option('--mapping <file>', 'the files are CSV: which columns make a transaction, as docs/payments.md shows')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((files: string[], options: Common & { mapping?: string }) =>
      wherever(options, PAYMENTS, async (payments) => {
        const { importedLines, importStatements } = await import('../commands/bank-import.ts');
        const { unmatchedLines } = await import('../commands/bank-list.ts');
        const imported = await importStatements(payments, files, options.mapping);
        const unmatched = await payments.transactions(true);
        answer(options, { imported, unmatched }, [...importedLines(imported), ...unmatchedLines(unmatched)]);
      }),
    );

  addCommand(bank, 'list', 'transactions by day, and the invoices they count for', ['bank list', 'bank list --unmatched'])
    .option('--unmatched', 'only what is left over, with the invoices it may be for and why')
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common & { unmatched?: boolean }) =>
      wherever(options, PAYMENTS, async (payments) => {
        const { transactionLines, unmatchedLines } = await import('../commands/bank-list.ts');
        const listed = await payments.transactions(options.unmatched ?? false);
        answer(options, listed, options.unmatched ? unmatchedLines(listed) : transactionLines(listed));
      }),
    );

  addCommand(bank, 'match <transaction> <number...>', 'have a transaction count for invoices: all that is open, or an amount', [
    'bank match 4f1a9c20 RE-2026-000017 RE-2026-000018',
    'bank match 4f1a9c20 RE-2026-000017=50.00',
    'bank match 4f1a9c20 RE-2026-000017=100.00:92.10   # 100.00 of the invoice’s currency, by 92.10 of what came',
  ])
    .option('--settle', 'write off what is still missing of each invoice then, or what is too much')
    .option('--reason <text>', 'why; for the audit log', 'matched by hand')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((transaction: string, numbers: string[], options: Deciding) =>
      wherever(options, PAYMENTS, async (payments) => {
        const { decidedLines, matchTransaction } = await import('../commands/bank-match.ts');
        const { reason, settle: isSettling = false } = options;
        const decided = await matchTransaction(payments, transaction, numbers, { reason, isSettling });
        answer(options, decided, decidedLines(decided));
      }),
    );

  addCommand(bank, 'unmatch <transaction> [number]', 'take back what a transaction counts for: for one invoice, or all', [
    'bank unmatch 4f1a9c20 RE-2026-000017 --reason "Paid by somebody else"',
  ])
    .requiredOption('--reason <text>', 'why; for the audit log')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((transaction: string, number: string | undefined, options: Deciding) =>
      wherever(options, PAYMENTS, async (payments) => {
        const { decidedLines, unmatchTransaction } = await import('../commands/bank-match.ts');
        const decided = await unmatchTransaction(payments, transaction, number, options.reason);
        answer(options, decided, decidedLines(decided));
      }),
    );

  addCommand(bank, 'dismiss <transaction>', 'say that a transaction pays no invoice, such as interest', [
    'bank dismiss 4f1a9c20 --reason "Interest"',
  ])
    .requiredOption('--reason <text>', 'what it is; for the audit log')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((transaction: string, options: Deciding) =>
      wherever(options, PAYMENTS, async (payments) => {
        const { dismissTransaction } = await import('../commands/bank-match.ts');
        const done = await dismissTransaction(payments, transaction, options.reason);
        answer(options, done, [done.isNew ? 'It pays no invoice.' : 'It was dismissed already.']);
      }),
    );

  addCommand(bank, 'file <file>', 'where a file for the bank lies, of direct debits or refunds; with --to, or over --url, it is put here', [
    'bank file DD-2026-11-09-4f1a9c20 --to bank',
  ])
    .addOption(folderOption())
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((id: string, options: Common & { to?: string }) =>
      wherever(options, PAYMENTS, async (payments) => {
        const path = await payments.bankFile({ of: id.startsWith('refunds-') ? 'refunds' : 'debits', id }, options.to);
        answer(options, { file: path }, [path]);
      }),
    );

  addDirectDebitCommands(program);

  addCommand(program, 'receivables', 'what is open: each invoice with the days it is overdue, and sums by age', [
    'receivables',
    'receivables --overdue --json',
  ])
    .option('--overdue', 'only what is overdue')
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common & { overdue?: boolean }) =>
      wherever(options, PAYMENTS, async (payments) => {
        const { receivablesLines } = await import('../commands/receivables.ts');
        const found = await payments.receivables(options.overdue ?? false);
        answer(options, found, receivablesLines(found));
      }),
    );
}
