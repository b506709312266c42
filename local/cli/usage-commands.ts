import type { Command } from 'commander';
import { addCommand, answer, type Common, jsonOption, sellerOf, sellerOption, within } from './command.ts';

/** What comes in: usage events. */
export function addUsageCommands(program: Command): void {
  addCommand(
    program,
    'ingest <file>',
    'send the usage events of a file (NDJSON, or CSV with a mapping) through ingestion; sent again, each counts once',
    ['ingest events.ndjson', 'ingest sessions.csv --mapping mapping.yml', 'ingest - < events.ndjson'],
  )
    .option('--mapping <file>', 'which columns of a CSV file make an event')
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((file: string, options: Common & { mapping?: string }) =>
      within(options, async (home) => {
        const { ingestFile } = await import('../commands/ingest-file.ts');
        const { exitCodeOf, ingestAnswer, ingestLines } = await import('../commands/ingest-report.ts');
        const { listsFolder } = await import('../home.ts');
        const result = await ingestFile({ invoke: home.invoke, data: listsFolder(home) }, await sellerOf(options), file, options.mapping);
        answer(options, ingestAnswer(result), ingestLines(result));
        process.exitCode = exitCodeOf(result);
      }),
    );
}
