import { finishImport } from '../../shared/catalog-import.store.ts';
import { sellerIds } from '../../shared/catalog.store.ts';
import { ImportLostError } from '../../shared/errors.ts';
import { CommandError } from './errors.ts';

/**
 * Completes every import that was cut off, before anything of a catalog is read.
 *
 * @throws {CommandError} if the content of one is gone
 */
export async function finishImports(): Promise<void> {
  try {
    for (const sellerId of await sellerIds()) await finishImport(sellerId);
  } catch (error) {
    throw error instanceof ImportLostError ? new CommandError(error.message) : error;
  }
}
