import type { Command } from 'commander';
import { addCommand, answer, asOption, type Common, jsonOption, sellerOf, sellerOption, within } from './command.ts';

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
      within(options, async () => {
        const { directDebitLines, directDebits } = await import('../commands/direct-debits.ts');
        const found = await directDebits(await sellerOf(options));
        answer(options, found, directDebitLines(found));
      }),
    );

  addCommand(debits, 'file', 'write what is due within two weeks into a file for the bank; each debit is in one file', [
    'direct-debits file',
  ])
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common) =>
      within(options, async () => {
        const { fileDirectDebits, filedLines } = await import('../commands/direct-debits.ts');
        const { personOf } = await import('../commands/person.ts');
        const filed = await fileDirectDebits(await sellerOf(options), personOf(options.as));
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
      within(options, async () => {
        const { reportDirectDebits, reportedLines } = await import('../commands/direct-debits.ts');
        const { personOf } = await import('../commands/person.ts');
        const rejected = await reportDirectDebits(await sellerOf(options), file, personOf(options.as));
        answer(options, rejected, reportedLines(rejected));
      }),
    );
}
