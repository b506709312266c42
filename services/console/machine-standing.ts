import type { Graph } from '../../shared/asl-walk.ts';
import type { Execution, MapCounts, StateVisit } from '../../shared/executions.ts';
import { counted } from './counts.ts';

/**
 * How a state stands. `open`: not reached or not taken; `aside`: items ended there without stopping the others.
 */
export type Standing = 'done' | 'running' | 'waiting' | 'failed' | 'aside' | 'open';

/** A state of a drawing: how it stands, and what is said beside its name. */
export interface StateStanding {
  readonly standing: Standing;
  /** How often its work was begun anew. */
  readonly retries: number;
  /** At the right edge. */
  readonly note: string;
  /** Of a map whose items are known one by one. */
  readonly progress?: { readonly done: number; readonly failed: number; readonly total: number };
}

/** What is known of an execution, and of what its steps did. */
export interface Course {
  readonly execution: Pick<Execution, 'status'> | undefined;
  readonly visits: readonly StateVisit[];
  readonly counts: MapCounts | undefined;
  /** What records say of a state, by its name: 4,812 customers. */
  readonly notes: Readonly<Record<string, string>>;
  /** States inside maps at which items ended, with how many. */
  readonly aside: Readonly<Record<string, number>>;
  /** A state that waits is one for a day, not for a person. */
  readonly isForDay?: boolean;
  /** How often states inside maps were begun anew. */
  readonly retries?: Readonly<Record<string, number>>;
}

/** The states of an outline, those inside maps among them, by name. */
export function standingsOf(outline: Graph, course: Course): Map<string, StateStanding> {
  const standings = new Map<string, StateStanding>();
  for (const [name, { ItemProcessor, Resource = '' }] of Object.entries(outline.States)) {
    const own = topLevel(name, Resource.endsWith('.waitForTaskToken') && course.isForDay !== true, course);
    standings.set(name, own);
    for (const inner of Object.keys(ItemProcessor?.States ?? {})) standings.set(inner, insideMap(inner, own.standing, course));
  }
  return standings;
}

/** Whether the way from one state to another was gone, of those on top. */
export function wasGone(visits: readonly StateVisit[], from: string, to: string): boolean {
  return visits.some(({ state }, i) => state === from && visits[i + 1]?.state === to);
}

function topLevel(name: string, isForPerson: boolean, { execution, visits, counts, notes }: Course): StateStanding {
  const own = visits.filter(({ state }) => state === name);
  const last = own.at(-1);
  const retries = own.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0);
  const progress = counts?.state === name && last ? progressOf(counts) : undefined;
  const isUnderWay = last !== undefined && !last.exitedAt;
  const note = progress && isUnderWay ? `${counted(progress.done)} of ${counted(progress.total)}` : (notes[name] ?? '');
  return { standing: standingOf(last, isForPerson, execution), retries, note: last ? note : '', ...(progress ? { progress } : {}) };
}

function standingOf(last: StateVisit | undefined, isForPerson: boolean, execution: Course['execution']): Standing {
  if (!last) return 'open';
  if (last.exitedAt) return 'done';
  if (execution?.status === 'SUCCEEDED') return 'done';
  if (execution?.status !== 'RUNNING') return 'failed';
  return isForPerson ? 'waiting' : 'running';
}

function insideMap(name: string, around: Standing, { notes, aside, retries = {} }: Course): StateStanding {
  const asides = aside[name];
  if (asides !== undefined)
    return asides > 0 ? { standing: 'aside', retries: 0, note: counted(asides) } : { standing: 'open', retries: 0, note: '' };
  const standing = around === 'failed' ? 'open' : around;
  return { standing, retries: retries[name] ?? 0, note: around === 'done' ? (notes[name] ?? '') : '' };
}

function progressOf({ total, succeeded, failed }: MapCounts): NonNullable<StateStanding['progress']> {
  return { done: succeeded, failed, total };
}
