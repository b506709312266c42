import { z } from 'zod';
import { auditPage } from '../../shared/audit.store.ts';
import { auditEntry } from '../../shared/audit.ts';
import { requireRun } from '../../shared/billing-run.store.ts';
import { id } from '../../shared/catalog.ts';
import { cursorIn, cursorText } from './cursor.ts';
import { next, paging, sellerParams } from './v1-paging.ts';
import { apiRoute } from './v1-route.ts';

const place = z.object({ before: z.number().int().min(1) });

/** Who did what, and when. */
export const AUDIT_ROUTES = [
  apiRoute({
    ...{ method: 'GET', path: '/v1/sellers/{sellerId}/audit', name: 'listAudit', part: 'audit', role: 'viewer', params: sellerParams },
    summary: 'The audit log of a run, or of the seller outside runs, the latest entry first',
    query: z.strictObject({ run: id.optional().describe('Id of a run.'), ...paging }),
    answer: z.object({ entries: z.array(auditEntry.meta({ id: 'AuditEntry' })), next }),
    async work({ path: { sellerId }, query: { run, after, limit } }) {
      const chain = run === undefined ? 'seller' : { runId: (await requireRun(sellerId, run)).id };
      const { entries, next: before } = await auditPage(sellerId, chain, { before: cursorIn(place, after)?.before, limit });
      return { entries, ...(before === undefined ? {} : { next: cursorText({ before }) }) };
    },
  }),
];
