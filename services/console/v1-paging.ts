import { z } from 'zod';
import { id } from '../../shared/catalog.ts';

const MOST = 100;
const USUAL = 50;

/** Where a list goes on, and how much of it is wanted. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(MOST).default(USUAL).describe(`Entries at most, 1 to ${MOST}; ${USUAL} if not given.`),
  after: z.string().min(1).max(2_000).optional().describe('Where the page begins: `next` of the page before.'),
};

/** Where a sum goes on that is counted page by page: what was counted so far is in it. */
export const counted = z.string().min(1).max(8_000).optional().describe('Where counting goes on: `next` of the page before.');

/** What a page of a list says beside its entries. */
export const next = z.string().optional().describe('Send it as `after` for the next page; absent on the last one.');

export const sellerParams = z.object({ sellerId: id.describe('Id of the seller.') });
export const runParams = sellerParams.extend({ runId: id.describe('Id of the run, such as acme-2026-10-1.') });
export const customerParams = sellerParams.extend({ customerId: id.describe('Id of the customer.') });
export const invoiceParams = sellerParams.extend({
  number: z.string().min(1).max(64).describe('Number as it is printed, such as RE-2026-000017.'),
});
