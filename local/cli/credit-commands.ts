import { type Command, Option } from 'commander';
import { CommandError } from '../commands/errors.ts';
import { addCommand, answer, asOption, type Common, jsonOption, sellerOf, sellerOption, within } from './command.ts';

interface Granting extends Common {
  readonly id: string;
  readonly amount: string;
  readonly currency: string;
  readonly kind: string;
  readonly priority: string;
  readonly expires?: string;
}

/** Credits that pay the invoices of a customer. */
export function addCreditCommands(program: Command): void {
  const credits = addCommand(program, 'credits', 'credits that pay a customer’s invoices: given, listed, taken back', [
    'credits list brinkmann',
    'credits grant brinkmann --id top-up-7 --amount 500 --currency EUR',
    'credits void brinkmann top-up-7 --reason "Refunded"',
  ]).enablePositionalOptions();

  addCommand(credits, 'list <customer>', 'what was given, used, and is left, entry by entry', ['credits list brinkmann'])
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((customerId: string, options: Common) =>
      within(options, async () => {
        const { creditLines, listCredits } = await import('../commands/credits.ts');
        const listed = await listCredits(await sellerOf(options), customerId);
        answer(options, listed, creditLines(listed));
      }),
    );

  addCommand(credits, 'grant <customer>', 'give a credit; the same id again changes nothing', [
    'credits grant brinkmann --id top-up-7 --amount 500 --currency EUR',
    'credits grant brinkmann --id welcome --amount 50 --currency EUR --kind promotional --priority 1 --expires 2027-01-01',
  ])
    .requiredOption('--id <id>', 'names the credit for good')
    .requiredOption('--amount <amount>', 'what it pays in all')
    .requiredOption('--currency <code>', 'that of the customer’s plans')
    .addOption(new Option('--kind <kind>', 'whether the customer paid for it').choices(['paid', 'promotional']).default('paid'))
    .option('--priority <number>', 'of several the lowest is used first', '100')
    .option('--expires <date>', 'first day on which what is left of it is gone')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((customerId: string, options: Granting) =>
      within(options, async () => {
        const { giveCredit } = await import('../commands/credits.ts');
        const { personOf } = await import('../commands/person.ts');
        const { id, amount, currency, kind, priority, expires } = options;
        const wanted = { id, amount, currency, kind, priority, ...(expires === undefined ? {} : { expires }) };
        const given = await giveCredit(await sellerOf(options), customerId, wanted, personOf(options.as));
        answer(options, given, [given.isNew ? `Credit "${id}" of ${amount} ${currency} was given.` : `Credit "${id}" is there already.`]);
      }),
    );

  addCommand(credits, 'void <customer> <credit>', 'take back what is left of a credit; what was used stays used', [
    'credits void brinkmann top-up-7 --reason "Refunded"',
  ])
    .requiredOption('--reason <text>', 'why; for the audit log')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((customerId: string, credit: string, options: Common & { reason: string }) =>
      within(options, async () => {
        const { takeBackCredit } = await import('../commands/credits.ts');
        const { personOf } = await import('../commands/person.ts');
        if (options.reason.trim() === '') throw new CommandError('Say why with --reason.');
        const done = await takeBackCredit(await sellerOf(options), customerId, credit, {
          by: personOf(options.as),
          reason: options.reason,
        });
        answer(options, done, [done.isNew ? `Credit "${credit}" is void.` : `Credit "${credit}" was void already.`]);
      }),
    );
}
