import type { UsageDay } from '../../shared/usage.store.ts';

type ReadDay = (day: string) => Promise<UsageDay>;

/** Days that are asked for at once, so that small ones are not waited for one by one. */
const AHEAD = 40;

/** Reads UTC days, some of them at once, in their order. */
export async function* readAhead(days: readonly string[], read: ReadDay): AsyncGenerator<UsageDay> {
  for (let start = 0; start < days.length; start += AHEAD) yield* await Promise.all(days.slice(start, start + AHEAD).map(read));
}

/** A UTC day with those beside it, where they are read too. */
export interface DayWithNeighbours {
  readonly day: UsageDay;
  readonly before: UsageDay | undefined;
  readonly after: UsageDay | undefined;
}

/** @param days ascending */
export async function* withNeighbours(days: readonly string[], read: ReadDay): AsyncGenerator<DayWithNeighbours> {
  let before: UsageDay | undefined;
  let day: UsageDay | undefined;
  for await (const after of readAhead(days, read)) {
    if (day) yield { day, before: areBeside(before, day) ? before : undefined, after: areBeside(day, after) ? after : undefined };
    [before, day] = [day, after];
  }
  if (day) yield { day, before: areBeside(before, day) ? before : undefined, after: undefined };
}

function areBeside(earlier: UsageDay | undefined, later: UsageDay): boolean {
  return earlier !== undefined && Date.parse(later.day) - Date.parse(earlier.day) === DAY;
}

/** Milliseconds of a UTC day. */
const DAY = 86_400_000;
