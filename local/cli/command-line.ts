import { Command } from 'commander';
import { addAccountingCommands } from './accounting-commands.ts';
import { addBackfillCommands } from './backfill-commands.ts';
import { addBankCommands } from './bank-commands.ts';
import { addReportCommands } from './report-commands.ts';
import { addDunningCommands } from './dunning-commands.ts';
import { addCatalogCommands } from './catalog-commands.ts';
import { addCorrectCommands } from './correct-commands.ts';
import { addCreditCommands } from './credit-commands.ts';
import { addDataCommands } from './data-commands.ts';
import { addDocumentCommands } from './document-commands.ts';
import { addKeyCommands } from './key-commands.ts';
import { addMailCommands } from './mail-commands.ts';
import { addOrderCommands } from './order-commands.ts';
import { addPriceCommands } from './price-commands.ts';
import { addQuarantineCommands } from './quarantine-commands.ts';
import { addReceivableCommands } from './receivable-commands.ts';
import { addRunCommands } from './run-commands.ts';
import { addServeCommands } from './serve-commands.ts';
import { addUsageCommands } from './usage-commands.ts';
import { addUserCommands } from './user-commands.ts';
import { errorText, EXIT } from '../commands/errors.ts';
import { COMMAND, type Given, typeWith } from '../commands/typed.ts';

/** The command line with all its commands. */
function commandLine(): Command {
  const program = new Command('stepbill')
    .description('Usage-based billing: state machines on AWS, or the same ones on this machine, on SQLite and files.')
    .showHelpAfterError('Add --help to see what is possible.')
    .exitOverride()
    // Options behind a command's own commands are theirs.
    .enablePositionalOptions()
    .hook('preAction', (_, command) => typeWith(command.opts<Given>()))
    .addHelpText(
      'after',
      `
Examples:
  $ ${COMMAND} import catalog.yml
  $ ${COMMAND} ingest events.ndjson
  $ ${COMMAND} run 2026-10 --dry-run
  $ ${COMMAND} run 2026-10
  $ ${COMMAND} review 2026-10
  $ ${COMMAND} release nordlicht-2026-10-1 --hash 1f2e3d4c --as finance@nordlicht.example
  $ ${COMMAND} verify
  $ ${COMMAND} serve
  $ ${COMMAND} runs --stage dev   # or any of these but serve, on what is deployed

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a run waits for a person, 130 stopped with Ctrl-C.`,
    );
  addCatalogCommands(program);
  addUsageCommands(program);
  addBackfillCommands(program);
  addQuarantineCommands(program);
  addKeyCommands(program);
  addRunCommands(program);
  addCorrectCommands(program);
  addCreditCommands(program);
  addDocumentCommands(program);
  addBankCommands(program);
  addDunningCommands(program);
  addReportCommands(program);
  addMailCommands(program);
  addReceivableCommands(program);
  addOrderCommands(program);
  addAccountingCommands(program);
  addPriceCommands(program);
  addDataCommands(program);
  addServeCommands(program);
  addUserCommands(program);
  return program;
}

/**
 * Carries a command out. Whatever goes wrong is told on stderr and in the exit code of this process.
 *
 * @param args as they were typed behind the name of the program
 */
export async function carryOut(args: readonly string[]): Promise<void> {
  try {
    await commandLine().parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Says what was wrong and returns the exit code. Faults of ours come with their stack. */
function report(error: unknown): number {
  if (isCommanderError(error)) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  process.stderr.write(`${errorText(error)}\n`);
  return EXIT.failed;
}

function isCommanderError(error: unknown): error is Error & { exitCode: number } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.') && 'exitCode' in error;
}
