import { z } from 'zod';
import { CatalogError, readCatalog } from '../../shared/catalog-file.ts';
import { keepContent } from '../../shared/catalog-import.store.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { id } from '../../shared/catalog.ts';
import { DecisionRefusedError, InvalidInputError } from '../../shared/errors.ts';
import { requireLogo } from '../../shared/logo.store.ts';
import { planImport } from '../../shared/planned-import.store.ts';
import { defineStep } from '../../shared/step.ts';
import { checkedReport, refusedReport, type CatalogReport } from './catalog-report.ts';

const input = z.object({ sellerId: id, text: z.string().min(1) });

/**
 * Checks the text of a catalog file as an import does, and keeps its content under its hash, by which it is imported when
 * a person has seen what it changes. Nothing of it counts until then.
 */
export const handler = defineStep(input, async ({ sellerId, text }): Promise<CatalogReport> => {
  const seller = await requireSeller(sellerId);
  const logo = await requireLogo(seller);
  const read = readCatalog([{ name: 'catalog.yml', content: text }], (_, file) => {
    if (logo && file === seller.logo?.file) return logo;
    throw new InvalidInputError(`a logo is an image beside the file: import ${file} by the command line`);
  });
  const named = read.seller?.value.id ?? sellerId;
  if (named !== sellerId) throw new DecisionRefusedError(`This is a catalog of "${named}", and these are the pages of "${sellerId}".`);
  try {
    const planned = await planImport(read);
    if (!planned.isThere) await keepContent(planned.catalog);
    return checkedReport(planned);
  } catch (error) {
    if (error instanceof CatalogError) return refusedReport(error.faults);
    throw error;
  }
});
