import { now } from '../../shared/clock.ts';
import { quarantinedEvents } from '../../shared/quarantine.store.ts';
import type { ReasonCode, ReplayFate } from '../../shared/quarantine.ts';
import type { Invoke } from '../runner/scope.ts';
import { EXIT } from './errors.ts';
import { invokeStep } from './invoke-step.ts';
import { counted } from './report.ts';
import { typed } from './typed.ts';

const REPLAYED_AT_ONCE = 200;
const DISMISSED_AT_ONCE = 90;

/** How many entries came to each fate. */
export type Replayed = Readonly<Record<ReplayFate, number>>;

/** Ids of what a person may replay: of one reason, or all; conflicts and what was dismissed are left where they are. */
export async function* replayableIds(sellerId: string, reason: ReasonCode | undefined): AsyncGenerator<string> {
  for await (const { id, code, dismissed, isCut } of quarantinedEvents(sellerId)) {
    if (!dismissed && !isCut && code !== 'conflict' && (reason === undefined || code === reason)) yield id;
  }
}

/**
 * Sends entries through ingestion again. What is counted leaves quarantine, the rest stays with its reason. Cut off
 * anywhere, the same again goes on.
 */
export async function replay(invoke: Invoke, sellerId: string, ids: AsyncIterable<string> | Iterable<string>): Promise<Replayed> {
  const total = { accepted: 0, duplicate: 0, refused: 0, conflict: 0, dismissed: 0, cut: 0, gone: 0 };
  let some: string[] = [];
  const send = async (): Promise<void> => {
    const wanted = { sellerId, ids: some, at: now().toISOString() };
    const { fates } = (await invokeStep(invoke, 'usage-ingestion/replay-quarantined', wanted)) as { fates: { fate: ReplayFate }[] };
    for (const { fate } of fates) total[fate]++;
    some = [];
  };
  for await (const id of ids) {
    some.push(id);
    if (some.length === REPLAYED_AT_ONCE) await send();
  }
  if (some.length > 0) await send();
  return total;
}

export function replayLines({ accepted, duplicate, refused, conflict, dismissed, cut, gone }: Replayed): string[] {
  const line = (count: number, what: string): string[] => (count > 0 ? [`${counted(count)} ${what}`] : []);
  const lines = [
    ...line(accepted, 'counted now, and out of quarantine.'),
    ...line(duplicate, 'counted already, and out of quarantine.'),
    ...line(refused, `still refused: ${typed('quarantine')}`),
    ...line(conflict, `in conflict, which is never replayed: ${typed('quarantine --reason conflict')}`),
    ...line(dismissed, 'dismissed, and left so.'),
    ...line(cut, 'too long to be kept whole: send what they should have been.'),
    ...line(gone, 'out of quarantine already.'),
  ];
  return lines.length > 0 ? lines : ['There is nothing to replay.'];
}

/** Failed where something was to be replayed and nothing was counted. */
export function exitCodeOf({ accepted, duplicate, gone, ...rest }: Replayed): number {
  const isNothing = accepted + duplicate + gone === 0 && Object.values(rest).some((count) => count > 0);
  return isNothing ? EXIT.failed : EXIT.ok;
}

/**
 * Marks entries as dismissed, with who and why; they stay, and the audit log has it.
 *
 * @throws {CommandError} if one is not there or is being replayed
 */
export async function dismiss(
  invoke: Invoke,
  sellerId: string,
  { ids, by, reason }: { ids: readonly string[]; by: string; reason: string },
): Promise<{ dismissed: number; before: number }> {
  let dismissed = 0;
  let before = 0;
  for (let start = 0; start < ids.length; start += DISMISSED_AT_ONCE) {
    const wanted = { sellerId, ids: ids.slice(start, start + DISMISSED_AT_ONCE), by, reason, at: now().toISOString() };
    const done = (await invokeStep(invoke, 'usage-ingestion/dismiss-quarantined', wanted)) as { dismissed: number; before: number };
    dismissed += done.dismissed;
    before += done.before;
  }
  return { dismissed, before };
}
