import { backfilledEvents } from '../../shared/backfilled-usage.store.ts';
import { getRun } from '../../shared/billing-run.store.ts';
import { customerIds, getCustomer, subscriptionsOf } from '../../shared/catalog.store.ts';
import { claimsOf } from '../../shared/claim.store.ts';
import { contentHash } from '../../shared/content-hash.ts';
import { getErasure } from '../../shared/erasure.store.ts';
import { erasedDay, isClosedTo } from '../../shared/erasure.ts';
import { nearest } from '../../shared/nearest.ts';
import { addDays, isWithin } from '../../shared/period.ts';
import { getEvent, getReversal } from '../../shared/usage.store.ts';
import { usageEvent } from '../../shared/usage-event.ts';
import type { UsageEvent } from '../../shared/usage-event.ts';
import type { Invoke } from '../runner/scope.ts';
import { CommandError } from './errors.ts';
import { ingestEvents } from './ingest-events.ts';

/** Which event a person takes back. */
export interface Wanted {
  readonly customerId: string;
  readonly eventId: string;
  /** Time of the event, as it was sent. */
  readonly time: string;
  readonly by: string;
  readonly reason?: string | undefined;
}

/** What came of it. */
export interface Reversed {
  readonly reversal: UsageEvent;
  /** The event that was taken back, if it is there. */
  readonly original: UsageEvent | undefined;
  /** Whether it was taken back before, by this reversal or another. */
  readonly isRepeated: boolean;
  /** Runs that billed its period; a later run corrects it. */
  readonly billedBy: readonly string[];
}

/**
 * Stores the reversal of an event beside it, through ingestion. It may come before the event, which then never counts.
 * Twice is once: the id of the reversal is a function of what it takes back.
 *
 * @throws {CommandError} if there is no such customer, the time is none, or the event has another one
 */
export async function reverseEvent(invoke: Invoke, sellerId: string, wanted: Wanted): Promise<Reversed> {
  const { customerId, eventId, by, reason } = wanted;
  if (!(await getCustomer(sellerId, customerId)))
    throw new CommandError(`There is no customer "${customerId}"${nearest(customerId, await customerIds(sellerId))}`);
  const time = timeOf(wanted.time);
  const erasure = await getErasure(sellerId, customerId);
  if (erasure && isClosedTo(erasure, time))
    throw new CommandError(
      `Usage of customer "${customerId}" of the time of ${time} was erased on ${erasedDay(erasure, time)}, so its bill can't be corrected any more. What is wrong with it has to be settled by other means.`,
    );
  const original = await originalOf(sellerId, customerId, eventId, time);
  const before = await getReversal(sellerId, customerId, time.slice(0, 10), eventId);
  const billedBy = await runsThatBilled(sellerId, customerId, time);
  if (before) return { reversal: before.event, original, isRepeated: true, billedBy };

  const reversal = {
    id: `reversal-${contentHash([customerId, eventId, time]).slice(0, 16)}`,
    customer: customerId,
    type: 'reversal',
    time,
    properties: { by, ...(reason === undefined ? {} : { reason }) },
    reverses: eventId,
  };
  const { quarantined, reasons } = await ingestEvents(invoke, sellerId, [{ text: JSON.stringify(reversal) }]);
  if (quarantined > 0) throw new CommandError(`The reversal was not stored: ${[...reasons.keys()].join(' ')}`);
  // Of two at once the first stays, and says who took the event back and why.
  const stored = await getReversal(sellerId, customerId, time.slice(0, 10), eventId);
  return { reversal: stored?.event ?? reversal, original, isRepeated: false, billedBy };
}

/** What a person reads: what was done, and what it means for what is billed. */
export function reversedLines({ reversal, original, isRepeated, billedBy }: Reversed): string[] {
  const { reverses, customer, time, properties } = reversal;
  const who = [properties['by'], properties['reason']].filter((it) => typeof it === 'string').join(': ');
  const event = `event "${reverses}" of customer "${customer}" at ${time}`;
  return [
    isRepeated ? `The ${event} was taken back before${who === '' ? '' : ` (${who})`}; nothing was changed.` : `Took back ${event}.`,
    original
      ? `It was ${original.type} ${JSON.stringify(original.properties)}, and counts no more.`
      : 'There is no such event on that day yet. If it comes, it will not count.',
    ...(billedBy.length > 0 ? [`Its period was billed by ${billedBy.join(', ')}. A later run corrects that.`] : []),
  ];
}

function timeOf(text: string): string {
  const parsed = usageEvent.shape.time.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new CommandError(
    `"${text}" is no time of an event: ${parsed.error.issues[0]?.message}. Give --time as the event was sent, with its offset.`,
  );
}

/** A reversal counts for its day and its neighbours, so a wrong time would end the event from a place where nobody looks. */
async function originalOf(sellerId: string, customerId: string, eventId: string, time: string): Promise<UsageEvent | undefined> {
  const day = time.slice(0, 10);
  const days = [day, addDays(day, -1), addDays(day, 1)];
  const sent = (await Promise.all(days.map((it) => getEvent(sellerId, customerId, it, eventId)))).flatMap((it) => (it ? [it.event] : []));
  const backfilled = await Promise.all(days.map((it) => backfilledEvents(sellerId, customerId, it, eventId)));
  const found = [...sent, ...backfilled.flat()];
  const original = found.find((event) => event.time === time);
  if (original || found.length === 0) return original;
  throw new CommandError(
    `Event "${eventId}" of customer "${customerId}" is there, at ${found.map((event) => event.time).join(' and ')}: give that as --time.`,
  );
}

async function runsThatBilled(sellerId: string, customerId: string, time: string): Promise<string[]> {
  const runs = new Set<string>();
  for (const { id } of await subscriptionsOf(sellerId, customerId)) {
    for (const { claim } of await claimsOf(sellerId, id)) if (isWithin(time, claim.whole)) runs.add(claim.runId);
  }
  const found = await Promise.all([...runs].map((runId) => getRun(sellerId, runId)));
  return found.flatMap((run) => (run && (run.state === 'sealed' || run.state === 'closed') ? [run.id] : []));
}
