import { z } from 'zod';
import type { IssuePeriod } from '../../shared/accounting/issued-document.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { dateIn, month, plainDate } from '../../shared/period.ts';
import { RequestError } from '../../shared/request-error.ts';
import { DOWNLOAD_NAMES, DOWNLOADS, LINK_SECONDS, MOST_TICKED } from './download-kinds.ts';
import { documentsOfMonth, documentsOfPeriod, madeDownload, partOf, partsOf, selectionOf, type Wanted } from './downloads.store.ts';
import { sellerParams } from './v1-paging.ts';
import { apiRoute } from './v1-route.ts';

const KINDS = DOWNLOAD_NAMES.map((name) => `${name}: ${DOWNLOADS[name].words}, ${DOWNLOADS[name].most} at most`).join('; ');

const wantedFile = z.strictObject({
  what: z.enum(DOWNLOAD_NAMES).describe(`${KINDS}.`),
  month: month.optional().describe('All that was issued in it.'),
  from: plainDate.optional().describe('First day of issue, with `until` instead of a month.'),
  until: plainDate.optional().describe('Last day of issue.'),
  part: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Of a month, or days, with more documents than one file holds; from 1, which it is if not given.'),
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
  parts: z.number().int().describe('Files that the month is, or the days; 1 of documents that were named.'),
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
    summary: 'A file of the documents of a month, of some days, or of those that are named, and a link to it',
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
  const days = daysOf(body);
  if ([of, days, numbers].filter((it) => it !== undefined).length !== 1)
    throw new RequestError(400, 'Name a month, or the first and the last day, or the numbers of documents.', {}, [
      { pointer: '#/month', detail: 'expected a month, or from and until, or numbers instead' },
    ]);
  if (numbers !== undefined) {
    const today = dateIn(at, (await requireSeller(sellerId)).zone);
    return { wanted: await selectionOf(sellerId, numbers, what, today), parts: 1 };
  }
  const named = of ?? `${days?.from}-${days?.until}`;
  const documents = days ? await documentsOfPeriod(sellerId, days) : await documentsOfMonth(sellerId, named);
  const parts = partsOf(documents, what);
  if (parts === 0) throw new NotFoundError(`Nothing was issued in ${named}.`);
  if (part > parts) throw new NotFoundError(`${named} has ${parts} parts, and no part ${part}.`);
  return { wanted: await partOf(sellerId, named, documents, what, part), parts };
}

/** @throws {RequestError} 400 if one is missing, or they are in the wrong order */
function daysOf({ from, until }: z.output<typeof wantedFile>): IssuePeriod | undefined {
  if (from === undefined && until === undefined) return undefined;
  if (from !== undefined && until !== undefined && from <= until) return { from, until };
  throw new RequestError(400, 'Name the first and the last day, in this order.', {}, [
    { pointer: '#/until', detail: `expected a day${from === undefined ? ', and one in from' : `, ${from} or later`}` },
  ]);
}
