import { auditEntries } from '../../shared/audit.store.ts';
import { getContent } from '../../shared/catalog-import.store.ts';
import { catalogFile, catalogYamlText } from '../../shared/catalog-text.ts';
import { CommandError } from './errors.ts';
import { typed } from './typed.ts';

/** The catalog of one import as it was given, with who gave it. */
export interface ShownCatalog {
  readonly at: string;
  readonly by: string;
  readonly contentHash: string;
  /** As a file says it, so that it can be imported again. */
  readonly catalog: object;
}

/**
 * The catalog of an import.
 *
 * @param hash content hash as the audit log names it, or its beginning; the latest import if not given
 * @throws {CommandError} if there was no such import, or its content is not kept
 */
export async function showCatalog(sellerId: string, hash = ''): Promise<ShownCatalog> {
  const imports = (await auditEntries(sellerId, 'seller')).filter(({ action }) => action === 'imported');
  const entry = imports.findLast(({ contentHash }) => contentHash?.startsWith(hash.toLowerCase()));
  const contentHash = entry?.contentHash;
  if (!entry || contentHash === undefined) {
    const there = imports.flatMap((it) => it.contentHash?.slice(0, 8) ?? []).slice(-5);
    throw new CommandError(
      `No import of "${sellerId}" had content ${hash}; the latest were ${there.join(', ') || 'none'}. Who imported them: ${typed('audit')}`,
    );
  }
  const catalog = await getContent(sellerId, contentHash);
  if (!catalog)
    throw new CommandError(`The content ${contentHash.slice(0, 8)} is not in the working files: an earlier version of Stepbill kept none.`);
  return { at: entry.at, by: entry.by, contentHash, catalog: catalogFile(catalog) };
}

/** As a file that an import takes. */
export function catalogText({ at, by, contentHash, catalog }: ShownCatalog): string[] {
  const head = `# Imported by ${by} at ${at.replace('T', ' ').slice(0, 16)} UTC, content ${contentHash}.`;
  return [head, ...catalogYamlText(catalog).split('\n')];
}
