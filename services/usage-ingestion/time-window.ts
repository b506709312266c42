import { compareInstants } from '../../shared/period.ts';
import type { Reason } from '../../shared/quarantine.ts';
import type { UsageEvent } from '../../shared/usage-event.ts';

/**
 * Within which posted usage may lie. What product code sends late or early is usually a clock or a bug, and it would
 * reach into months that are billed: a person looks at it first, and replays it if it is right. What takes usage back
 * bears the time of its original and may be of any age.
 */
export interface TimeWindow {
  readonly daysBack: number;
  readonly minutesAhead: number;
  readonly earliest: string;
  readonly latest: string;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The window at a moment, both ends included. */
export function windowAt(storedAt: string, { daysBack, minutesAhead }: { daysBack: number; minutesAhead: number }): TimeWindow {
  const moved = (milliseconds: number): string => new Date(Date.parse(storedAt) + milliseconds).toISOString();
  return { daysBack, minutesAhead, earliest: moved(-daysBack * DAY), latest: moved(minutesAhead * MINUTE) };
}

/** Why an event has to wait for a person, if it has to. */
export function windowReason(
  { time, reverses }: Pick<UsageEvent, 'time' | 'reverses'>,
  { daysBack, minutesAhead, earliest, latest }: TimeWindow,
): Reason | undefined {
  const place =
    reverses === undefined && compareInstants(time, earliest) < 0
      ? `more than ${daysBack} days back`
      : compareInstants(time, latest) > 0
        ? `more than ${minutesAhead} minutes ahead`
        : undefined;
  if (place === undefined) return undefined;
  return { code: 'outside-window', message: `${time} is ${place}, outside the window of posted usage. If it is right, replay it.` };
}
