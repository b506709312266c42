import { type Command, InvalidArgumentError } from 'commander';
import type { AccountingFormat } from '../../shared/accounting/accounting-file-names.ts';
import { CommandError, EXIT } from '../commands/errors.ts';
import type { AccountingAsked, AccountingExport } from '../commands/export-accounting.ts';
import { addCommand, answer, type Common, jsonOption, monthOf, type Placed, sellerOption, wherever } from './command.ts';

interface Accounting extends Common, Partial<Record<AccountingFormat, boolean>> {
  readonly from?: string;
  readonly until?: string;
  readonly to?: string;
  readonly force?: boolean;
}

/** What was issued, for whoever keeps the books. */
export function addAccountingCommands(program: Command): void {
  addCommand(program, 'accounting', 'write what was issued in a month for accounting: DATEV bookings, CSV, documents as a zip, JSON', [
    'accounting 2026-10 --csv',
    'accounting 2026-10 --datev --zip --to books',
    'accounting --from 2026-10-01 --until 2026-12-31 --ndjson   # days of issue, both included',
  ])
    .argument('[month]', 'month of issue', monthOf)
    .option('--from <date>', 'first day of issue, instead of a month', dateOf)
    .option('--until <date>', 'last day of issue', dateOf)
    .option('--datev', 'bookings for DATEV, by the accounts of the catalog')
    .option('--csv', 'invoices and their lines as tables')
    .option('--zip', 'the PDFs, with the manifests of their runs and days')
    .option('--ndjson', 'all that the documents say, a JSON object a line')
    .option('--to <folder>', 'where the files go; accounting-<month> if not given')
    .option('--force', 'write over files that are there')
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action(async (month: string | undefined, options: Accounting) => {
      const { accountingReport } = await import('../commands/export-accounting.ts');
      const asked = await askedOf(month, options);
      const placed: Placed<AccountingExport> = {
        async here(_, sellerId) {
          const { exportAccounting } = await import('../commands/export-accounting.ts');
          const { now } = await import('../../shared/clock.ts');
          return exportAccounting(sellerId, { ...asked, createdAt: now() });
        },
        there: async (api, sellerId) => (await import('../remote/remote-accounting.ts')).remoteAccounting(api, sellerId, asked),
      };
      await wherever(options, placed, async (done) => {
        answer(options, done, accountingReport(done));
        if (done.leftOut.length > 0) process.exitCode = EXIT.failed;
      });
    });
}

async function askedOf(month: string | undefined, options: Accounting): Promise<Omit<AccountingAsked, 'createdAt'>> {
  const { issuePeriod } = await import('../commands/issue-period.ts');
  const { Meter } = await import('../commands/progress.ts');
  const formats = (['datev', 'csv', 'zip', 'ndjson'] as const).filter((format) => options[format]);
  if (formats.length === 0) throw new CommandError('Say what to write: --datev, --csv, --zip, --ndjson, or several.');
  const period = issuePeriod(month, options);
  const folder = options.to ?? `accounting-${month ?? `${period.from}-${period.until}`}`;
  return { period, formats, folder, isForced: options.force ?? false, meterOf: (label, total) => new Meter(label, total) };
}

/** A day of an option; the shape alone, so that `--help` loads no calendar. */
export function dateOf(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new InvalidArgumentError('Write a day such as 2026-10-31.');
  return text;
}
