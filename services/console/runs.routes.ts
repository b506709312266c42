import type { Hono } from 'hono';
import { requireSeller } from '../../shared/catalog.store.ts';
import { anomaliesPageOf } from './anomalies-page.ts';
import { anomaliesPage } from './anomalies.store.ts';
import { atOf, type ConsoleEnv } from './asking.ts';
import { shownPdf } from './attachment.ts';
import { draftPage, orderedDrafts } from './drafts.store.ts';
import { draftPreview } from './draft-preview.store.ts';
import { draftPageOf } from './draft-page.ts';
import { draftsPageOf } from './drafts-page.ts';
import { runGraph, runProgress } from './graph-card.ts';
import { firstLineIn } from './line-evidence.ts';
import { machineOutline } from './machines.ts';
import { runSignature } from './run-state.ts';
import { namesOf, runCourse } from './run.store.ts';
import { runsPageOf } from './runs-page.ts';
import { runsPage } from './runs.store.ts';
import { hrefOf, showRun } from './show-run.routes.ts';

/** Runs: what they come to, and where they stand. */
export function runRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/runs';
  const run = `${base}/:runId`;

  app.get(base, async (context) => {
    const frame = context.get('frame');
    return context.html(runsPageOf(frame, await runsPage(frame.seller.id, atOf(context), context.req.query('after'))));
  });

  app.get(run, async (context) => showRun(context));

  app.get(`${run}/graph`, async (context) => {
    const { seller } = context.get('frame');
    const at = await runCourse(seller.id, context.req.param('runId'));
    context.header('stepbill-state', runSignature(at.run, at.waiting, at.hasFailed));
    const outline = machineOutline('billing-run');
    context.header('stepbill-said', runProgress(outline, at, seller.zone));
    return context.html(runGraph(outline, at, hrefOf(context), seller.zone));
  });

  app.get(`${run}/anomalies`, async (context) => {
    const frame = context.get('frame');
    const { runId } = context.req.param();
    const found = await anomaliesPage(frame.seller.id, runId, context.req.query('after'));
    return context.html(anomaliesPageOf(frame, found, await namesOf(frame.seller.id, found.anomalies)));
  });

  app.get(`${run}/drafts`, async (context) => {
    const frame = context.get('frame');
    const { after, largest } = context.req.query();
    return context.html(draftsPageOf(frame, await orderedDrafts(frame.seller.id, context.req.param('runId'), { after, largest })));
  });

  app.get(`${run}/drafts/:customerId`, async (context) => {
    const frame = context.get('frame');
    const { runId, customerId } = context.req.param();
    const about = { releasers: (await requireSeller(frame.seller.id)).release.by, firstLine: firstLineIn(context.req.query('line')) };
    return context.html(draftPageOf(frame, await draftPage(frame.seller.id, runId, customerId), about));
  });

  app.get(`${run}/drafts/:customerId/preview.pdf`, async (context) => {
    const { seller } = context.get('frame');
    const { runId, customerId } = context.req.param();
    const { attempt } = await draftPage(seller.id, runId, customerId);
    return shownPdf(context, await draftPreview({ sellerId: seller.id, runId, customerId, attempt }), `draft-${customerId}.pdf`);
  });
}
