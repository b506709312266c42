import type { Backfill } from './backfill.ts';
import { readOnce } from './read-once.ts';

/** As what the backfills on a day are looked at. */
export interface BackfillView {
  /** The record of one that lies on a day; undefined if it is looked at as if it were not there. */
  recordOf(id: string): Promise<Backfill | undefined>;
  /** One that is looked at as if it lay on every day. */
  readonly assumed?: Backfill | undefined;
}

/** A look at backfills that sees each once: of what is measured together all of a backfill counts, or nothing. */
export interface OneLook extends BackfillView {
  /** Names of those that were looked at and count, in their order. */
  applied(): Promise<string[]>;
}

export function oneLook({ recordOf, assumed }: BackfillView): OneLook {
  const seen = new Set<string>();
  const once = readOnce(recordOf);
  return {
    assumed,
    recordOf(id) {
      seen.add(id);
      return once(id);
    },
    async applied() {
      const found = await Promise.all([...seen].map(once));
      return found.flatMap((it) => (it?.state === 'applied' ? [it.id] : [])).sort();
    },
  };
}

/** Backfills as they were when these counted, and no others. */
export function asApplied({ recordOf }: BackfillView, names: readonly string[]): BackfillView {
  return {
    async recordOf(id) {
      const found = names.includes(id) ? await recordOf(id) : undefined;
      return found && { ...found, state: 'applied' };
    },
  };
}

/** Backfills as they are but for one: as if it were applied, or as if it were not. */
export function supposing({ recordOf }: BackfillView, { id, ...rest }: Backfill, isApplied: boolean): BackfillView {
  const supposed: Backfill | undefined = isApplied ? { id, ...rest, state: 'applied' } : undefined;
  return {
    recordOf: async (wanted) => (wanted === id ? supposed : recordOf(wanted)),
    // Before it is applied first, a backfill that replaces does not lie on days of which it holds nothing.
    assumed: rest.replaces ? supposed : undefined,
  };
}
