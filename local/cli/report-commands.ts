import type { Command } from 'commander';
import { addCommand, answer, type Common, jsonOption, monthOf, sellerOption, wherever } from './command.ts';
import { dateOf } from './accounting-commands.ts';
import { REPORTS } from './places.ts';

interface Reporting extends Common {
  readonly csv?: boolean;
  readonly from?: string;
  readonly until?: string;
  readonly on?: string;
}

/** What the months come to: money that is open, comes, was billed, and is not earned yet. */
export function addReportCommands(program: Command): void {
  const report = program.command('report').description('what is open by age, cash by week, revenue, and what of it is deferred');
  const csvOption = ['--csv', 'print a CSV file'] as const;
  const print = (options: Reporting, found: unknown, csv: string, lines: readonly string[]): void => {
    if (options.csv) process.stdout.write(csv);
    else answer(options, found, lines);
  };

  addCommand(report, 'ageing', 'what is open, by days overdue', ['report ageing', 'report ageing --csv'])
    .option(...csvOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Reporting) =>
      wherever(options, REPORTS, async (reports) => {
        const { ageingLines } = await import('../commands/reports.ts');
        const { ageingCsv } = await import('../../shared/reports/report-csv.ts');
        const found = await reports.ageing();
        print(options, found, ageingCsv(found.day, found.ageing), ageingLines(found));
      }),
    );

  addCommand(report, 'cash', 'what came in the weeks before, and what is expected in those that follow', [
    'report cash',
    'report cash --csv',
  ])
    .option(...csvOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Reporting) =>
      wherever(options, REPORTS, async (reports) => {
        const { cashLines } = await import('../commands/reports.ts');
        const { cashCsv } = await import('../../shared/reports/report-csv.ts');
        const found = await reports.cash();
        print(options, found, cashCsv(found.cash), cashLines(found));
      }),
    );

  addCommand(report, 'revenue', 'what was billed by plan and meter, by month of issue, without VAT', [
    'report revenue',
    'report revenue --from 2026-01 --until 2026-12 --csv',
  ])
    .option('--from <month>', 'first month of issue; a year before the last one if not given', monthOf)
    .option('--until <month>', 'last month of issue; this one if not given', monthOf)
    .option(...csvOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Reporting) =>
      wherever(options, REPORTS, async (reports) => {
        const { revenueLines } = await import('../commands/reports.ts');
        const { revenueCsv } = await import('../../shared/reports/report-csv.ts');
        const found = await reports.revenue({ from: options.from, until: options.until });
        print(options, found, revenueCsv(found.revenue), revenueLines(found));
      }),
    );

  addCommand(report, 'deferred', 'what is billed for days that come, and the months in which it is earned', [
    'report deferred',
    'report deferred --on 2026-12-31 --csv',
  ])
    .option('--on <date>', 'day at whose end it is deferred; the last one of the month before if not given', dateOf)
    .option(...csvOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Reporting) =>
      wherever(options, REPORTS, async (reports) => {
        const { deferredLines } = await import('../commands/reports.ts');
        const { deferredCsv } = await import('../../shared/reports/report-csv.ts');
        const found = await reports.deferred(options.on);
        print(options, found, deferredCsv(found.day, found.deferred), deferredLines(found));
      }),
    );
}
