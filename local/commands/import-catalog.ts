import type { ReadCatalog } from '../../shared/catalog-file.ts';
import type { Catalog } from '../../shared/catalog.store.ts';
import { now } from '../../shared/clock.ts';
import { DecisionRefusedError, ImportLostError } from '../../shared/errors.ts';
import * as planned from '../../shared/planned-import.store.ts';
import type { PlannedImport } from '../../shared/planned-import.store.ts';
import { readCatalogFiles } from './catalog-files.ts';
import { CommandError } from './errors.ts';

/**
 * Imports catalog files as a whole: checked first, and refused as a whole if anything is wrong.
 *
 * @param paths files, and folders of files
 * @param by who imports it, for the audit log
 * @throws {CatalogError} with every fault and its place
 * @throws {CommandError} if a file can't be read, or another import came in between
 */
export async function importCatalog(paths: readonly string[], by: string): Promise<Catalog> {
  const plan = await planImport(readCatalogFiles(paths));
  await applyImport(plan, by);
  return plan.catalog;
}

/**
 * Checks a catalog against what is there. An import that was cut off is completed first.
 *
 * @throws {CatalogError} with every fault and its place
 * @throws {CommandError} if the content of an import that was cut off is gone
 */
export function planImport(read: ReadCatalog): Promise<PlannedImport> {
  return refused(() => planned.planImport(read));
}

/**
 * Imports what was planned, all or nothing; nothing is written if it is there, but a logo that is gone.
 *
 * @throws {CommandError} if another import came in between
 */
export function applyImport(plan: PlannedImport, by: string): Promise<void> {
  return refused(() => planned.applyImport(plan, { at: now().toISOString(), by }));
}

async function refused<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof DecisionRefusedError || error instanceof ImportLostError) throw new CommandError(error.message, { cause: error });
    throw error;
  }
}
