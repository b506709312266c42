import { z } from 'zod';
import { requireSeller } from '../../shared/catalog.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { dateIn, month } from '../../shared/period.ts';
import { RequestError } from '../../shared/request-error.ts';
import { DOWNLOAD_NAMES, DOWNLOADS, LINK_SECONDS, MOST_TICKED } from './download-kinds.ts';
import { documentsOfMonth, madeDownload, partOf, partsOf, selectionOf, type Wanted } from './downloads.store.ts';
import { sellerParams } from './v1-paging.ts';
import { apiRoute } from './v1-route.ts';

const KINDS = DOWNLOAD_NAMES.map((name) => `${name}: ${DOWNLOADS[name].words}, ${DOWNLOADS[name].most} at most`).join('; ');

const wantedFile = z.strictObject({
  what: z.enum(DOWNLOAD_NAMES).describe(`${KINDS}.`),
  month: month.optional().describe('All that was issued in it.'),
  part: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Of a month with more documents than one file holds; from 1, which it is if not given.'),
  numbers: z
    .array(z.string().min(1).max(64))
    .min(1)
    .max(MOST_TICKED)
    .optional()
    .describe('Documents by their numbers, instead of a month.'),
});

const madeFile = z.object({
  name: z.string(),
  url: z.string().describe(`Where it is for ${LINK_SECONDS / 60} minutes, without a token; on one machine a path of this address.`),
  bytes: z.number().int(),
  documents: z.number().int().describe('How many are in it.'),
  leftOut: z.array(z.object({ number: z.string(), why: z.string() })),
  parts: z.number().int().describe('Files that the month is; 1 of documents that were named.'),
});

/** Documents as files, for whoever keeps the books. */
export const DOWNLOAD_ROUTES = [
  apiRoute({
    ...{
      method: 'POST',
      path: '/v1/sellers/{sellerId}/downloads',
      name: 'makeDownload',
      part: 'invoices',
      role: 'viewer',
      params: sellerParams,
    },
    summary: 'A file of the documents of a month, or of those that are named, and a link to it',
    description:
      'It is the file that the command accounting writes. Asked again under the same Idempotency-Key, its link is the first one, which ends.',
    body: wantedFile,
    answer: madeFile,
    async work({ path: { sellerId }, body, at }) {
      const { wanted, parts } = await wantedOf(sellerId, body, at);
      return { ...(await madeDownload({ sellerId, at: new Date(at), ...wanted })), parts };
    },
  }),
];

async function wantedOf(sellerId: string, body: z.output<typeof wantedFile>, at: string): Promise<{ wanted: Wanted; parts: number }> {
  const { what, month: of, part = 1, numbers } = body;
  if ((of === undefined) === (numbers === undefined))
    throw new RequestError(400, 'Name a month, or the numbers of documents.', {}, [
      { pointer: '#/month', detail: 'expected a month, or numbers instead' },
    ]);
  if (of === undefined) {
    const today = dateIn(at, (await requireSeller(sellerId)).zone);
    return { wanted: await selectionOf(sellerId, numbers ?? [], what, today), parts: 1 };
  }
  const documents = await documentsOfMonth(sellerId, of);
  const parts = partsOf(documents, what);
  if (parts === 0) throw new NotFoundError(`Nothing was issued in ${of}.`);
  if (part > parts) throw new NotFoundError(`${of} has ${parts} parts, and no part ${part}.`);
  return { wanted: await partOf(sellerId, of, documents, what, part), parts };
}
