import { type Command, Option } from 'commander';
import { addCommand, answer, asOption, type Common, jsonOption, sellerOption, wherever } from './command.ts';
import { PAYMENTS } from './places.ts';

/** Where a file for the bank is put. */
export function folderOption(): Option {
  return new Option('--to <folder>', 'put the file there; if not given it stays where it lies, and over --url it is put here');
}

/** SEPA direct debits: what waits, the file for the bank, and what the bank says of it. */
export function addDirectDebitCommands(program: Command): void {
  const debits = addCommand(program, 'direct-debits', 'SEPA direct debits: what waits, the file for the bank, its report', [
    'direct-debits list',
    'direct-debits file',
    'direct-debits report pain002.xml',
  ]).enablePositionalOptions();

  addCommand(debits, 'list', 'debits that wait for a file, why one would be set aside, and the files there are', ['direct-debits list'])
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common) =>
      wherever(options, PAYMENTS, async (payments) => {
        const { directDebitLines } = await import('../commands/direct-debits.ts');
        const found = await payments.directDebits();
        answer(options, found, directDebitLines(found));
      }),
    );

  addCommand(debits, 'file', 'write what is due within two weeks into a file for the bank; each debit is in one file', [
    'direct-debits file',
  ])
    .addOption(folderOption())
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common & { to?: string }) =>
      wherever(options, PAYMENTS, async (payments) => {
        const { fileDirectDebits, filedLines } = await import('../commands/direct-debits.ts');
        const filed = await fileDirectDebits(payments, options.to);
        answer(options, filed, filedLines(filed));
      }),
    );

  addCommand(debits, 'report <file>', 'take what the bank says of a file, pain.002.001.10: what it rejects is open again', [
    'direct-debits report pain002.xml',
  ])
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((file: string, options: Common) =>
      wherever(options, PAYMENTS, async (payments) => {
        const { reportDirectDebits, reportedLines } = await import('../commands/direct-debits.ts');
        const rejected = await reportDirectDebits(payments, file);
        answer(options, rejected, reportedLines(rejected));
      }),
    );
}
