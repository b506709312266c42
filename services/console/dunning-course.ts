import { z } from 'zod';
import type { Execution, StateVisit } from '../../shared/executions.ts';
import { instant } from '../../shared/period.ts';

/** What became of the execution of a case, as far as it is known. It has no map to count. */
export interface CaseCourse {
  readonly execution: Execution | undefined;
  readonly visits: readonly StateVisit[];
  readonly counts: undefined;
}

const waiting = z.object({ next: z.object({ until: instant }) });

/** Until when a case waits, unless it is woken before; undefined while it does not wait. */
export function waitsUntil({ execution, visits }: CaseCourse): string | undefined {
  const last = visits.at(-1);
  if (execution?.status !== 'RUNNING' || last?.state !== 'AwaitStep' || last.exitedAt) return undefined;
  return waiting.safeParse(last.input).data?.next.until;
}
