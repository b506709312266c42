import { z } from 'zod';
import { MOST_UPLOAD_BYTES } from '../../shared/function-limits.ts';
import { steps } from '../../shared/ports.ts';
import { catalogReport } from './catalog-report.ts';
import { catalogText } from './catalog.store.ts';
import { sellerParams } from './v1-paging.ts';
import { apiRoute } from './v1-route.ts';

const CATALOG = '/v1/sellers/{sellerId}/catalog';

const checkedCatalog = z.strictObject({
  contentHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'expected the 64 characters of a content hash')
    .describe('As the check answered it.'),
  version: z.number().int().min(0).optional().describe('As the check answered it; absent if it had none.'),
});

/** The catalog as a whole, and its change: checked first, then imported exactly as it was checked. */
export const CATALOG_CHANGE_ROUTES = [
  apiRoute({
    ...{ method: 'GET', path: `${CATALOG}.yml`, name: 'getCatalog', part: 'catalog', role: 'viewer', params: sellerParams },
    summary: 'The catalog as a file that can be imported: seller, tax, series, meters, plans, coupons, items; without customers',
    answer: { contentType: 'application/yaml', description: 'The catalog.' },
    work: ({ path }) => catalogText(path.sellerId),
  }),
  apiRoute({
    ...{ method: 'POST', path: `${CATALOG}/check`, name: 'checkCatalog', part: 'catalog', role: 'admin', params: sellerParams },
    summary: 'What a catalog would change, or what is wrong with it and where',
    description: 'Nothing is imported by it. What the file does not name stays as it is.',
    mostBytes: MOST_UPLOAD_BYTES,
    body: z.strictObject({ text: z.string().min(1).describe('The file, as the command import takes it: YAML or JSON.') }),
    answer: catalogReport.describe(
      'refused: each fault with its place. checked: what it changes, and the hash and version to import it by.',
    ),
    work: async ({ path, body }) => catalogReport.parse(await steps().call('console/check-catalog', { ...path, ...body })),
  }),
  apiRoute({
    ...{ method: 'POST', path: `${CATALOG}/import`, name: 'importCatalog', part: 'catalog', role: 'admin', params: sellerParams },
    summary: 'Import a catalog exactly as it was checked',
    description: 'Refused if anything was imported since, or what was billed since stands against it. The same again is success.',
    body: checkedCatalog,
    answer: z.object({ contentHash: z.string() }),
    async work({ path, body, by, at }) {
      await steps().call('console/import-catalog', { ...path, ...body, by: by.email, at });
      return { contentHash: body.contentHash };
    },
  }),
];
