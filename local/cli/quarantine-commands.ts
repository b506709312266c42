import type { Command } from 'commander';
import { CommandError } from '../commands/errors.ts';
import { addCommand, answer, asOption, type Common, jsonOption, positive, sellerOf, sellerOption, within } from './command.ts';

interface Listing extends Common {
  readonly reason?: string;
  readonly dismissed?: boolean;
  readonly limit: number;
  readonly after?: string;
}

/** What was sent and not counted: looked at, sent again, dismissed; and what counts and should not, taken back. */
export function addQuarantineCommands(program: Command): void {
  const quarantine = addCommand(program, 'quarantine', 'what was sent and could not be counted: by reason, or one by one', [
    'quarantine',
    'quarantine --reason unknown-customer --limit 50',
    'quarantine show 3f2a91c04b7d',
    'quarantine replay --reason unknown-customer',
    'quarantine dismiss 3f2a91c04b7d --reason "A test of the new meter"',
  ])
    // Options behind `show`, `replay` and `dismiss` are theirs.
    .enablePositionalOptions()
    .option('--reason <reason>', 'list those of one reason')
    .option('--dismissed', 'list those that were dismissed')
    .option('--limit <count>', 'entries at once', positive, 20)
    .option('--after <id>', 'go on after this entry')
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Listing) => list(options));

  addCommand(quarantine, 'show <id>', 'all that is known of an entry, and what can be done; of a conflict, both contents', [
    'quarantine show 3f2a91c04b7d',
  ])
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((id: string, options: Common) =>
      within(options, async () => {
        const { entryLines, entryNamed } = await import('../commands/quarantine-list.ts');
        const { storedInstead } = await import('../../shared/stored-instead.store.ts');
        const sellerId = await sellerOf(options);
        const entry = await entryNamed(sellerId, id);
        const stored = await storedInstead(sellerId, entry);
        answer(options, { ...entry, ...(stored ? { stored } : {}) }, entryLines(entry, stored));
      }),
    );

  addCommand(quarantine, 'replay [id...]', 'send entries through ingestion again, once the cause is mended; conflicts stay', [
    'quarantine replay 3f2a91c04b7d',
    'quarantine replay --reason unknown-customer',
    'quarantine replay --all',
  ])
    .option('--all', 'everything but conflicts and what was dismissed')
    .option('--reason <reason>', 'everything of one reason')
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((ids: string[], options: Common & { all?: boolean; reason?: string }) => replayWanted(ids, options));

  addCommand(quarantine, 'dismiss <id...>', 'decide that entries are no usage; they stay, with who decided and why', [
    'quarantine dismiss 3f2a91c04b7d --reason "A test of the new meter" --as ops@acme.example',
  ])
    .requiredOption('--reason <text>', 'why; for the audit log and for whoever looks later')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((ids: string[], options: Common & { reason: string }) =>
      within(options, async ({ invoke }) => {
        const { dismiss } = await import('../commands/decide-quarantine.ts');
        const { entryNamed } = await import('../commands/quarantine-list.ts');
        const { personOf } = await import('../commands/person.ts');
        const sellerId = await sellerOf(options);
        if (options.reason.trim() === '') throw new CommandError('Say why with --reason.');
        const wanted = await Promise.all(ids.map(async (id) => (await entryNamed(sellerId, id)).id));
        const done = await dismiss(invoke, sellerId, { ids: wanted, by: personOf(options.as), reason: options.reason });
        answer(options, done, [`Dismissed ${done.dismissed}${done.before > 0 ? `; ${done.before} before` : ''}.`]);
      }),
    );

  addCommand(program, 'reverse <customer> <event>', 'take an event back: it counts no more, and what was billed is corrected', [
    'reverse brinkmann req-8f1c --time 2026-10-31T22:15:00+01:00 --reason "Counted twice by the gateway"',
  ])
    .requiredOption('--time <time>', 'time of the event, as it was sent')
    .option('--reason <text>', 'why; kept with the reversal')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((customerId: string, eventId: string, options: Common & { time: string; reason?: string }) =>
      within(options, async ({ invoke }) => {
        const { reverseEvent, reversedLines } = await import('../commands/reverse-event.ts');
        const { personOf } = await import('../commands/person.ts');
        const { time, reason } = options;
        const wanted = { customerId, eventId, time, by: personOf(options.as), reason };
        const reversed = await reverseEvent(invoke, await sellerOf(options), wanted);
        answer(options, reversed, reversedLines(reversed));
      }),
    );
}

function list(options: Listing): Promise<void> {
  return within(options, async () => {
    const { pageLines, quarantinePage, quarantineSummary, reasonNamed, summaryLines } = await import('../commands/quarantine-list.ts');
    const { limit, after } = options;
    const reason = reasonNamed(options.reason);
    const isDismissed = options.dismissed === true;
    const sellerId = await sellerOf(options);
    if (reason === undefined && !isDismissed && after === undefined) {
      const summary = await quarantineSummary(sellerId);
      answer(options, summary, summaryLines(summary));
    } else {
      const shown = { reason, isDismissed, limit, after };
      const page = await quarantinePage(sellerId, shown);
      answer(options, page, pageLines(page, shown));
    }
  });
}

function replayWanted(ids: readonly string[], options: Common & { all?: boolean; reason?: string }): Promise<void> {
  return within(options, async ({ invoke }) => {
    const { exitCodeOf, replay, replayableIds, replayLines } = await import('../commands/decide-quarantine.ts');
    const { entryNamed, reasonNamed } = await import('../commands/quarantine-list.ts');
    const { all: isAll = false } = options;
    const reason = reasonNamed(options.reason);
    if ([ids.length > 0, isAll, reason !== undefined].filter(Boolean).length !== 1)
      throw new CommandError('Say what to replay: ids, or --reason, or --all.');
    const sellerId = await sellerOf(options);
    const wanted = ids.length > 0 ? await Promise.all(ids.map(async (id) => (await entryNamed(sellerId, id)).id)) : undefined;
    const replayed = await replay(invoke, sellerId, wanted ?? replayableIds(sellerId, reason));
    answer(options, replayed, replayLines(replayed));
    process.exitCode = exitCodeOf(replayed);
  });
}
