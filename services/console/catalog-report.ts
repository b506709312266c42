import { z } from 'zod';
import { alikeChanges, KINDS, type AlikeChange, type CatalogChanges } from '../../shared/catalog-changes.ts';
import type { CatalogFault } from '../../shared/catalog-file.ts';
import type { PlannedImport } from '../../shared/planned-import.store.ts';

/** Written out at most; a page says how many more there are. */
const MOST_FAULTS = 50;
const MOST_NAMES = 8;
const MOST_CHANGES = 20;
const MOST_FIELDS = 12;
const MOST_CHARACTERS = 80;

const named = z.object({ kind: z.enum(KINDS), count: z.number().int(), names: z.array(z.string()) });
const field = z.object({ field: z.string(), before: z.string().optional(), after: z.string().optional() });
const changed = named.extend({ fields: z.array(field), moreFields: z.number().int(), beside: z.string().optional() });
const fault = z.object({ line: z.number().int(), column: z.number().int(), path: z.string(), message: z.string() });

/** What a catalog that was checked would do, or what is wrong with it: short enough for a page. */
export const catalogReport = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('refused'), faults: z.array(fault), count: z.number().int() }),
  z.object({
    outcome: z.literal('checked'),
    contentHash: z.string(),
    /** Of the latest import's record. */
    version: z.number().int().optional(),
    /** Whether all of it is there already. */
    isThere: z.boolean(),
    added: z.array(named),
    changed: z.array(changed),
    moreChanges: z.number().int(),
    unchanged: z.array(named),
    unmentioned: z.array(named),
  }),
]);
export type CatalogReport = z.infer<typeof catalogReport>;
export type CheckedCatalog = Extract<CatalogReport, { outcome: 'checked' }>;
type Named = z.infer<typeof named>;

export function refusedReport(faults: readonly CatalogFault[]): CatalogReport {
  const shown = faults.slice(0, MOST_FAULTS).map(({ line, column, path, message }) => ({ line, column, path, message }));
  return { outcome: 'refused', faults: shown, count: faults.length };
}

/** What importing would do, as the command line tells it. */
export function checkedReport({ contentHash, version, isThere, changes }: PlannedImport): CatalogReport {
  const { added, changed: all, revised, unchanged, unmentioned } = changes;
  const beside = revised.map(({ id, ...it }) => ({ ...it, ids: [id] }));
  const alike: (AlikeChange & { readonly beside?: string })[] = [...beside, ...alikeChanges(all)];
  return {
    outcome: 'checked',
    contentHash,
    ...(version === undefined ? {} : { version }),
    isThere,
    added: namedOf(added),
    changed: alike.slice(0, MOST_CHANGES).map((it) => ({
      ...namesOf(it.kind, it.ids),
      ...(it.beside === undefined ? {} : { beside: it.beside }),
      fields: it.fields
        .slice(0, MOST_FIELDS)
        .map(({ field: name, before, after }) => ({ field: name, before: short(before), after: short(after) })),
      moreFields: Math.max(0, it.fields.length - MOST_FIELDS),
    })),
    moreChanges: alike.slice(MOST_CHANGES).reduce((count, { ids }) => count + ids.length, 0),
    unchanged: KINDS.flatMap((kind) => (unchanged[kind] === 0 ? [] : [{ kind, count: unchanged[kind], names: [] }])),
    unmentioned: namedOf(unmentioned),
  };
}

function namedOf(ids: CatalogChanges['added']): Named[] {
  return KINDS.flatMap((kind) => (ids[kind].length === 0 ? [] : [namesOf(kind, ids[kind])]));
}

function namesOf(kind: Named['kind'], ids: readonly string[]): Named {
  return { kind, count: ids.length, names: ids.slice(0, MOST_NAMES) };
}

function short(text: string | undefined): string | undefined {
  return text === undefined || text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}
