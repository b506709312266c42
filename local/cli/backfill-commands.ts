import type { Command } from 'commander';
import { addCommand, answer, asOption, type Common, jsonOption, sellerOf, sellerOption, within } from './command.ts';

interface Adding extends Common {
  readonly id: string;
  readonly from?: string;
  readonly until?: string;
  readonly customer?: string[];
  readonly type?: string[];
  readonly replace?: boolean;
  readonly mapping?: string;
}

/** Usage of a range of time that is put in, looked at, billed, and taken out again as a whole. */
export function addBackfillCommands(program: Command): void {
  const backfill = addCommand(program, 'backfill', 'usage of a range of time, put in and taken out as a whole: which there are', [
    'backfill',
    'backfill add october.ndjson --id october-gateway --from 2026-10-01 --until 2026-11-01',
    'backfill preview october-gateway',
    'backfill apply october-gateway --as ops@acme.example',
    'backfill undo october-gateway --reason "Sent from the test system"',
  ])
    // Options behind its own commands are theirs.
    .enablePositionalOptions()
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common) =>
      within(options, async () => {
        const { backfillsOf } = await import('../../shared/backfill.store.ts');
        const { backfillTable } = await import('../commands/backfill-report.ts');
        const found = await backfillsOf(await sellerOf(options));
        answer(options, found, backfillTable(found));
      }),
    );

  addCommand(backfill, 'add <file>', 'put the events of a file into a backfill; none of them counts until it is applied', [
    'backfill add october.ndjson --id october-gateway --from 2026-10-01 --until 2026-11-01',
    'backfill add more.csv --id october-gateway --mapping mapping.yml',
    'backfill add fixed.ndjson --id fixed --from 2026-10-01 --until 2026-11-01 --customer brinkmann --type api.calls --replace',
  ])
    .requiredOption('--id <name>', 'what it is called: small letters, digits and -')
    .option('--from <time>', 'first day, in the zone of the seller, or instant; only for a new one')
    .option('--until <time>', 'first day or instant behind it; only for a new one')
    .option('--customer <id...>', 'whose usage it may hold; of anybody if not given')
    .option('--type <type...>', 'types of events it may hold; of any if not given')
    .option('--replace', 'while it is applied, count nothing else of its customers, types and time')
    .option('--mapping <file>', 'which columns of a CSV file make an event')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((file: string, options: Adding) =>
      within(options, async (home) => {
        const { addToBackfill, requireScope } = await import('../commands/backfill.ts');
        const { addedAnswer, addedLines } = await import('../commands/backfill-report.ts');
        const { exitCodeOf } = await import('../commands/ingest-report.ts');
        const { listsFolder } = await import('../home.ts');
        const { personOf } = await import('../commands/person.ts');
        const sellerId = await sellerOf(options);
        const scope = await requireScope(sellerId, options);
        const wanted = { id: options.id, scope, file, mapping: options.mapping, by: personOf(options.as) };
        const added = await addToBackfill({ invoke: home.invoke, data: listsFolder(home) }, sellerId, wanted);
        answer(options, addedAnswer(options.id, added), addedLines(options.id, added));
        process.exitCode = exitCodeOf(added);
      }),
    );

  addCommand(backfill, 'preview <id>', 'what it does to each bill: every service period without it and with it; keeps nothing', [
    'backfill preview october-gateway',
    'backfill preview october-gateway --json',
  ])
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((id: string, options: Common) =>
      within(options, async ({ invoke }) => {
        const { previewBackfill } = await import('../commands/backfill.ts');
        const { previewLines } = await import('../commands/backfill-report.ts');
        const preview = await previewBackfill(invoke, await sellerOf(options), id);
        answer(options, preview, previewLines(preview));
      }),
    );

  for (const decision of ['apply', 'undo'] as const) {
    const what = {
      apply: 'make it count: the next runs bill it, and correct what is billed',
      undo: 'make it count no more: what there was without it counts again, and what is billed is corrected',
    }[decision];
    addCommand(backfill, `${decision} <id>`, what, [`backfill ${decision} october-gateway --as ops@acme.example`])
      .option('--reason <text>', 'why; for the audit log')
      .addOption(asOption)
      .addOption(sellerOption)
      .addOption(jsonOption)
      .action((id: string, options: Common & { reason?: string }) =>
        within(options, async ({ invoke }) => {
          const { decideBackfill } = await import('../commands/backfill.ts');
          const { decidedLines } = await import('../commands/backfill-report.ts');
          const { personOf } = await import('../commands/person.ts');
          const { reason } = options;
          const decided = await decideBackfill(invoke, await sellerOf(options), id, { decision, reason, by: personOf(options.as) });
          answer(options, decided, decidedLines(decision, decided));
        }),
      );
  }
}
