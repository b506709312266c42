import { alikeChanges, changesNothing, KINDS } from '../../shared/catalog-changes.ts';
import type { FieldChange, Kind, PartChange } from '../../shared/catalog-changes.ts';
import type { PlannedImport } from '../../shared/planned-import.store.ts';
import { counted } from './report.ts';

/** Names that are written out, and changes: more say nothing more. */
const MOST_NAMES = 8;
const MOST_CHANGES = 20;
const MOST_FIELDS = 12;
const MOST_CHARACTERS = 60;

/** What an import would do, for people: counts, names, and fields that change with what they were. */
export function importReport({ catalog, changes, isFirst, isThere }: PlannedImport): string[] {
  const { added, changed, revised, unchanged, unmentioned } = changes;
  if (isThere) return [`All of it is there already: ${counts((kind) => unchanged[kind])}.`];
  if (isFirst) return [`The first catalog of ${catalog.seller.id}: ${counts((kind) => added[kind].length)}.`];
  return [
    changesNothing(changes)
      ? `Nothing changes for ${catalog.seller.id}; that these files say so is written down.`
      : `What changes for ${catalog.seller.id}:`,
    ...named('added', added),
    ...revised
      .slice(0, MOST_CHANGES)
      .flatMap(({ id, beside, fields }) => [`                ${id} beside ${beside}:`, ...fieldLines(fields, '  ')]),
    ...changedLines(changed),
    ...(KINDS.some((kind) => unchanged[kind] > 0) ? [`  left as is  ${counts((kind) => unchanged[kind])}`] : []),
    ...named('stays', unmentioned, ' not in the files'),
  ];
}

/** What an import would do, for machines: everything by its name. */
export function importJson({ catalog, contentHash, changes, isFirst, isThere }: PlannedImport, isImported: boolean): object {
  return { seller: catalog.seller.id, contentHash, isFirst, isThere, isImported, ...changes };
}

function changedLines(changed: readonly PartChange[]): string[] {
  const alike = alikeChanges(changed);
  const lines = alike
    .slice(0, MOST_CHANGES)
    .flatMap(({ kind, ids, fields }) => [`  changed     ${titleOf(kind, ids)}`, ...fieldLines(fields)]);
  const rest = alike.slice(MOST_CHANGES).reduce((count, { ids }) => count + ids.length, 0);
  return rest === 0 ? lines : [...lines, `  … and ${counted(rest)} more that change; --json names them all`];
}

/** @param count of all, where not all are there */
export function titleOf(kind: Kind, ids: readonly string[], count = ids.length): string {
  if (kind === 'seller') return 'the seller';
  return count === 1 ? `${kind} ${ids[0]}` : `${many(kind, count)}: ${someNames(ids, count)}`;
}

export function fieldLines(fields: readonly FieldChange[], indentation = ''): string[] {
  const lines = fields.slice(0, MOST_FIELDS).map(fieldLine);
  if (fields.length > MOST_FIELDS) lines.push(`… and ${counted(fields.length - MOST_FIELDS)} more fields`);
  if (fields.length === 0) lines.push('nothing but the order');
  return lines.map((line) => `                ${indentation}${line}`);
}

function fieldLine({ field, before, after }: FieldChange): string {
  if (before === undefined) return `${field}: ${short(after)} (new)`;
  return after === undefined ? `${field}: ${short(before)} → none` : `${field}: ${short(before)} → ${short(after)}`;
}

function short(text = ''): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}

/** One line a kind: 2 customers: adler, biber */
function named(title: string, ids: Readonly<Record<Kind, readonly string[]>>, which = ''): string[] {
  return KINDS.filter((kind) => ids[kind].length > 0).map(
    (kind) => `  ${title.padEnd(10)}  ${many(kind, ids[kind].length)}${which}: ${someNames(ids[kind])}`,
  );
}

/** @param count of all, where not all are there */
export function someNames(ids: readonly string[], count = ids.length): string {
  const rest = count - Math.min(ids.length, MOST_NAMES);
  return ids.slice(0, MOST_NAMES).join(', ') + (rest > 0 ? ` … and ${counted(rest)} more` : '');
}

function counts(countOf: (kind: Kind) => number): string {
  return KINDS.filter((kind) => kind !== 'seller' && countOf(kind) > 0)
    .map((kind) => many(kind, countOf(kind)))
    .join(', ');
}

/** 1 meter, 2 meters */
export function many(kind: Kind, count: number): string {
  return `${counted(count)} ${kind}${count === 1 ? '' : 's'}`;
}
