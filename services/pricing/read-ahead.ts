import { addDays } from '../../shared/period.ts';
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
  const beside = (a: UsageDay | undefined, b: UsageDay | undefined): boolean => !!a && !!b && addDays(a.day, 1) === b.day;
  for await (const after of readAhead(days, read)) {
    if (day) yield { day, before: beside(before, day) ? before : undefined, after: beside(day, after) ? after : undefined };
    [before, day] = [day, after];
  }
  if (day) yield { day, before: beside(before, day) ? before : undefined, after: undefined };
}
