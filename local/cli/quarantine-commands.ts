import type { Command } from 'commander';
import { CommandError } from '../commands/errors.ts';
import type { ApiClient } from '../remote/api-client.ts';
import {
  addCommand,
  answer,
  asOption,
  type Common,
  jsonOption,
  positive,
  sellerBehind,
  sellerOf,
  sellerOption,
  within,
} from './command.ts';

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
      within(
        options,
        async () => {
          const { entryLines, entryNamed } = await import('../commands/quarantine-list.ts');
          const { storedInstead } = await import('../../shared/stored-instead.store.ts');
          const sellerId = await sellerOf(options);
          const entry = await entryNamed(sellerId, id);
          const stored = await storedInstead(sellerId, entry);
          answer(options, { ...entry, ...(stored ? { stored } : {}) }, entryLines(entry, stored));
        },
        {
          async overApi(api) {
            const { entryLines } = await import('../commands/quarantine-list.ts');
            const { remoteEntryNamed } = await import('../remote/remote-quarantine.ts');
            const entry = await remoteEntryNamed(api, await sellerBehind(api, options), id);
            answer(options, entry, entryLines(entry, undefined));
          },
        },
      ),
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
      within(
        options,
        async ({ invoke }) => {
          const { dismiss } = await import('../commands/decide-quarantine.ts');
          const { entryNamed } = await import('../commands/quarantine-list.ts');
          const { personOf } = await import('../commands/person.ts');
          const sellerId = await sellerOf(options);
          if (options.reason.trim() === '') throw new CommandError('Say why with --reason.');
          const wanted = await Promise.all(ids.map(async (id) => (await entryNamed(sellerId, id)).id));
          const done = await dismiss(invoke, sellerId, { ids: wanted, by: personOf(options.as), reason: options.reason });
          answer(options, done, dismissedLines(done));
        },
        {
          async overApi(api) {
            const { remoteDismissal, remoteEntryNamed } = await import('../remote/remote-quarantine.ts');
            const sellerId = await sellerBehind(api, options);
            const wanted = await Promise.all(ids.map(async (id) => (await remoteEntryNamed(api, sellerId, id)).id));
            const done = await remoteDismissal(api, sellerId, wanted, options.reason);
            answer(options, done, dismissedLines(done));
          },
        },
      ),
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
  return within(
    options,
    async () => {
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
    },
    { overApi: (api) => listRemote(api, options) },
  );
}

async function listRemote(api: ApiClient, { limit, after, ...options }: Listing): Promise<void> {
  const { pageLines, quarantinePage, quarantineSummary, reasonNamed, summaryLines } = await import('../commands/quarantine-list.ts');
  const { remoteQuarantined } = await import('../remote/remote-quarantine.ts');
  const shown = { reason: reasonNamed(options.reason), isDismissed: options.dismissed === true, limit, after };
  const sellerId = await sellerBehind(api, options);
  const entries = remoteQuarantined(api, sellerId);
  if (shown.reason === undefined && !shown.isDismissed && after === undefined) {
    const summary = await quarantineSummary(sellerId, entries);
    return answer(options, summary, summaryLines(summary));
  }
  const page = await quarantinePage(sellerId, shown, entries);
  answer(options, page, pageLines(page, shown));
}

function dismissedLines({ dismissed, before }: { readonly dismissed: number; readonly before: number }): string[] {
  return [`Dismissed ${dismissed}${before > 0 ? `; ${before} before` : ''}.`];
}

/** What is to be replayed is said in one way. */
function requireOneWay(ids: readonly string[], isAll: boolean, reason: string | undefined): void {
  if ([ids.length > 0, isAll, reason !== undefined].filter(Boolean).length === 1) return;
  throw new CommandError('Say what to replay: ids, or --reason, or --all.');
}

function replayWanted(ids: readonly string[], options: Common & { all?: boolean; reason?: string }): Promise<void> {
  return within(
    options,
    async ({ invoke }) => {
      const { exitCodeOf, replay, replayableIds, replayLines } = await import('../commands/decide-quarantine.ts');
      const { entryNamed, reasonNamed } = await import('../commands/quarantine-list.ts');
      const { all: isAll = false } = options;
      const reason = reasonNamed(options.reason);
      requireOneWay(ids, isAll, reason);
      const sellerId = await sellerOf(options);
      const wanted = ids.length > 0 ? await Promise.all(ids.map(async (id) => (await entryNamed(sellerId, id)).id)) : undefined;
      const replayed = await replay(invoke, sellerId, wanted ?? replayableIds(sellerId, reason));
      answer(options, replayed, replayLines(replayed));
      process.exitCode = exitCodeOf(replayed);
    },
    {
      async overApi(api) {
        const { exitCodeOf, replayLines } = await import('../commands/decide-quarantine.ts');
        const { reasonNamed } = await import('../commands/quarantine-list.ts');
        const { remoteEntryNamed, remoteReplay, remoteReplayable } = await import('../remote/remote-quarantine.ts');
        const reason = reasonNamed(options.reason);
        requireOneWay(ids, options.all === true, reason);
        const sellerId = await sellerBehind(api, options);
        const named = Promise.all(ids.map(async (id) => (await remoteEntryNamed(api, sellerId, id)).id));
        const wanted = ids.length > 0 ? await named : await Array.fromAsync(remoteReplayable(api, sellerId, reason));
        const replayed = await remoteReplay(api, sellerId, wanted);
        answer(options, replayed, replayLines(replayed));
        process.exitCode = exitCodeOf(replayed);
      },
    },
  );
}
