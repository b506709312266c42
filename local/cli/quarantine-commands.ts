import type { Command } from 'commander';
import { CommandError } from '../commands/errors.ts';
import { addCommand, answer, asOption, type Common, jsonOption, positive, sellerOf, sellerOption, wherever, within } from './command.ts';
import { QUARANTINE } from './places.ts';

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
      wherever(options, QUARANTINE, async (held) => {
        const { entryLines } = await import('../commands/quarantine-list.ts');
        const entry = await held.named(id);
        const stored = await held.storedInstead(entry);
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
      wherever(options, QUARANTINE, async (held) => {
        if (options.reason.trim() === '') throw new CommandError('Say why with --reason.');
        const wanted = await Promise.all(ids.map(async (id) => (await held.named(id)).id));
        const { dismissed, before } = await held.dismiss(wanted, options.reason);
        answer(options, { dismissed, before }, [`Dismissed ${dismissed}${before > 0 ? `; ${before} before` : ''}.`]);
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
  return wherever(options, QUARANTINE, async (held) => {
    const { pageLines, reasonNamed, summaryLines } = await import('../commands/quarantine-list.ts');
    const { limit, after } = options;
    const shown = { reason: reasonNamed(options.reason), isDismissed: options.dismissed === true, limit, after };
    if (shown.reason === undefined && !shown.isDismissed && after === undefined) {
      const summary = await held.summary();
      return answer(options, summary, summaryLines(summary));
    }
    const page = await held.page(shown);
    answer(options, page, pageLines(page, shown));
  });
}

/** What is to be replayed is said in one way. */
function requireOneWay(ids: readonly string[], isAll: boolean, reason: string | undefined): void {
  if ([ids.length > 0, isAll, reason !== undefined].filter(Boolean).length === 1) return;
  throw new CommandError('Say what to replay: ids, or --reason, or --all.');
}

function replayWanted(ids: readonly string[], options: Common & { all?: boolean; reason?: string }): Promise<void> {
  return wherever(options, QUARANTINE, async (held) => {
    const { exitCodeOf, replayLines } = await import('../commands/decide-quarantine.ts');
    const { reasonNamed } = await import('../commands/quarantine-list.ts');
    const reason = reasonNamed(options.reason);
    requireOneWay(ids, options.all === true, reason);
    const named = ids.length > 0 ? await Promise.all(ids.map(async (id) => (await held.named(id)).id)) : undefined;
    const replayed = await held.replay(named ?? held.replayable(reason));
    answer(options, replayed, replayLines(replayed));
    process.exitCode = exitCodeOf(replayed);
  });
}
