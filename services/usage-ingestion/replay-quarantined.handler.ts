import { z } from 'zod';
import { auditAct } from '../../shared/audit.store.ts';
import { id } from '../../shared/catalog.ts';
import { addUsage } from '../../shared/erased-usage.store.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { changeQuarantined, getQuarantined, releaseFromQuarantine } from '../../shared/quarantine.store.ts';
import { closedReason, CONFLICT } from '../../shared/quarantine.ts';
import type { QuarantineEntry, Reason, ReplayFate } from '../../shared/quarantine.ts';
import { defineStep } from '../../shared/step.ts';
import type { UsageEvent } from '../../shared/usage-event.ts';
import { sentEvent } from './request-body.ts';
import { judgeSent } from './usage-intake.store.ts';

const input = z.object({
  sellerId: id,
  ids: z.array(z.string().min(1)).max(500),
  at: instant,
  /** Who replays, and why, where that is to be in the audit log. */
  by: person.optional(),
  reason: z.string().trim().min(1).max(1_000).optional(),
});

/** An entry that can be counted now. */
interface Countable {
  readonly entry: QuarantineEntry;
  readonly event: UsageEvent;
}

/**
 * Sends entries of the quarantine through ingestion again, without the time window: a person has looked at them. What
 * is counted leaves quarantine, the rest stays with its reason of now.
 *
 * Who replays is written into the audit log first, where the input says it. An entry is marked before its event is stored and taken out after it. So nobody dismisses what is counted, and after
 * a kill at any moment the replay is repeated: the event is then a duplicate.
 *
 * @returns the fate of each entry, in the order of the ids
 */
export const handler = defineStep(input, async ({ sellerId, ids, at, by, reason }) => {
  if (by !== undefined)
    await auditAct(sellerId, 'seller', { at, by, action: 'replayed', events: [...new Set(ids)], ...(reason && { reason }) });
  const fates = new Map<string, ReplayFate>();
  const judged = await judge(sellerId, ids, at, fates);
  const countable: Countable[] = [];
  for (const it of judged) {
    if ('event' in it) countable.push(it);
    else await keepReason(sellerId, it.entry, it.reason);
  }
  const marked = await marking(sellerId, countable, fates);
  const stored = await addUsage(
    sellerId,
    marked.map(({ event }) => event),
    at.slice(0, 10),
  );
  await Promise.all(
    marked.map(({ entry, event }, i) => {
      const fate = stored[i] ?? 'accepted';
      fates.set(entry.id, fate === 'closed' ? 'refused' : fate);
      if (fate === 'closed') return changeQuarantined(sellerId, entry, { ...closedReason(event.customer, event.time), isReplaying: false });
      if (stored[i] === 'conflict') return changeQuarantined(sellerId, entry, { ...CONFLICT, isReplaying: false });
      return releaseFromQuarantine(sellerId, entry);
    }),
  );
  return { fates: ids.map((entryId) => ({ id: entryId, fate: fates.get(entryId) ?? 'gone' })) };
});

/** Entries that may be replayed, each with what ingestion says of it now. */
async function judge(
  sellerId: string,
  ids: readonly string[],
  at: string,
  fates: Map<string, ReplayFate>,
): Promise<(Countable | { entry: QuarantineEntry; reason: Reason })[]> {
  const found = await Promise.all([...new Set(ids)].map((entryId) => getQuarantined(sellerId, entryId)));
  const entries = found.filter((entry) => entry !== undefined);
  for (const entry of entries) fates.set(entry.id, unreplayable(entry) ?? 'refused');
  const replayed = entries.filter((entry) => unreplayable(entry) === undefined);
  const judged = await judgeSent(
    sellerId,
    replayed.map(({ text }) => sentEvent(text)),
    at,
    undefined,
  );
  return judged.map((it, i) => ({ ...it, entry: replayed[i]! }));
}

/** Why an entry is not replayed at all: a conflict is decided by a person, who reverses the one or drops the other. */
function unreplayable({ code, dismissed, isCut }: QuarantineEntry): ReplayFate | undefined {
  if (dismissed) return 'dismissed';
  if (code === 'conflict') return 'conflict';
  return isCut ? 'cut' : undefined;
}

/** What is refused again says why it is refused now. A replay that had begun before has stored nothing of it. */
async function keepReason(sellerId: string, entry: QuarantineEntry, { code, message }: Reason): Promise<void> {
  if (entry.code !== code || entry.message !== message) await changeQuarantined(sellerId, entry, { code, message });
}

/** Marks what is about to be counted, and leaves out what somebody dismissed in between. */
async function marking(sellerId: string, countable: readonly Countable[], fates: Map<string, ReplayFate>): Promise<Countable[]> {
  const marked = await Promise.all(
    countable.map(async ({ entry, event }) => {
      if (!entry.isReplaying) await changeQuarantined(sellerId, entry, { isReplaying: true });
      const current = await getQuarantined(sellerId, entry.id);
      if (!current || !current.isReplaying) fates.set(entry.id, current ? (unreplayable(current) ?? 'refused') : 'gone');
      return current?.isReplaying ? { entry: current, event } : undefined;
    }),
  );
  return marked.filter((it) => it !== undefined);
}
