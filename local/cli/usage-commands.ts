import type { Command } from 'commander';
import { addCommand, answer, asOption, type Common, jsonOption, say, sellerOf, sellerOption, within } from './command.ts';

/** What comes in: catalogs and usage events. */
export function addUsageCommands(program: Command): void {
  addCommand(program, 'import <catalog>', 'import a catalog file: seller, meters, plans, customers', [
    'import catalog.yml',
    'import catalog.yml --as ops@acme.example',
  ])
    .addOption(asOption)
    .action((file: string, options: Common) =>
      within(
        options,
        async () => {
          const { importCatalog } = await import('../commands/import-catalog.ts');
          const { personOf } = await import('../commands/person.ts');
          const { counted } = await import('../commands/report.ts');
          const { seller, meters, plans, customers } = await importCatalog(file, personOf(options.as));
          say(
            `Imported ${file}: seller ${seller.id}, ${counted(meters.length)} meters, ${counted(plans.length)} plans, ${counted(customers.length)} customers.`,
          );
        },
        { makesFolder: true },
      ),
    );

  addCommand(program, 'ingest <file>', 'send the usage events of a file (NDJSON, or CSV with a mapping) through ingestion', [
    'ingest events.ndjson',
    'ingest sessions.csv --mapping mapping.yml',
  ])
    .option('--mapping <file>', 'which columns of a CSV file make an event')
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((file: string, options: Common & { mapping?: string }) =>
      within(options, async (workspace) => {
        const { ingestFile } = await import('../commands/ingest-file.ts');
        const { ingestReport } = await import('../commands/report.ts');
        const result = await ingestFile(workspace.invoke, await sellerOf(options), file, options.mapping);
        answer(options, { ...result, reasons: Object.fromEntries(result.reasons) }, ingestReport(result));
      }),
    );
}
