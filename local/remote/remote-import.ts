/** A catalog that is imported behind an address: checked there, told, and imported exactly so. */
import type { CatalogReport, CheckedCatalog } from '../../services/console/catalog-report.ts';
import { CatalogError } from '../../shared/catalog-file.ts';
import { fieldLines, many, someNames, titleOf } from '../commands/import-report.ts';
import type { ApiClient } from './api-client.ts';

/** A file of a catalog. */
interface CatalogText {
  /** As faults name it. */
  readonly file: string;
  readonly text: string;
}

/**
 * What importing a file would do; nothing is imported by it.
 *
 * @throws {CatalogError} with each fault and its place
 */
export async function remoteCheck(api: ApiClient, sellerId: string, { file, text }: CatalogText): Promise<CheckedCatalog> {
  const report = await api.post<CatalogReport>(`${pathOf(sellerId)}/check`, { text });
  if (report.outcome === 'checked') return report;
  throw new CatalogError(report.faults.map((fault) => ({ ...fault, file })));
}

/** Imports what was checked; refused if anything was imported in between. */
export async function remoteImport(api: ApiClient, sellerId: string, { contentHash, version }: CheckedCatalog): Promise<void> {
  await api.post(`${pathOf(sellerId)}/import`, { contentHash, ...(version === undefined ? {} : { version }) });
}

/** The same for people. */
export function checkedLines(sellerId: string, report: CheckedCatalog): string[] {
  const { added, changed, moreChanges, unchanged, unmentioned } = report;
  const counts = unchanged.map(({ kind, count }) => many(kind, count)).join(', ');
  if (report.isThere) return [`All of it is there already: ${counts}.`];
  const list = (title: string, of: CheckedCatalog['added'], which = ''): string[] =>
    of.map(({ kind, count, names }) => `  ${title.padEnd(10)}  ${many(kind, count)}${which}: ${someNames(names, count)}`);
  const changes = changed.map(({ kind, names, count, beside, fields }) => {
    const title = beside === undefined ? `  changed     ${titleOf(kind, names, count)}` : `                ${names[0]} beside ${beside}:`;
    return [title, ...fieldLines(fields.map(({ field, before, after }) => ({ field, before, after })))];
  });
  return [
    `What changes for ${sellerId}:`,
    ...list('added', added),
    ...changes.flat(),
    ...(moreChanges === 0 ? [] : [`  … and ${moreChanges} more that change`]),
    ...(counts === '' ? [] : [`  left as is  ${counts}`]),
    ...list('stays', unmentioned, ' not in the files'),
  ];
}

const pathOf = (sellerId: string): string => `/v1/sellers/${sellerId}/catalog`;
