import type { Hono } from 'hono';
import { requireSeller } from '../../shared/catalog.store.ts';
import { changesSince } from '../../shared/changed-drafts.store.ts';
import { steps } from '../../shared/ports.ts';
import { RequestError } from '../../shared/request-error.ts';
import { type Asking, atOf, type ConsoleEnv, fieldOf, requireRole } from './asking.ts';
import { draftPage, draftsPage } from './drafts.store.ts';
import { draftPreview } from './draft-preview.store.ts';
import { draftPageOf } from './draft-page.ts';
import { draftsPageOf } from './drafts-page.ts';
import { runGraph } from './graph-card.ts';
import { machineOutline } from './machines.ts';
import { runPageOf } from './run-page.ts';
import { requireNamedReleaser } from './releaser.store.ts';
import { runSignature } from './run-state.ts';
import { runCourse, runView } from './run.store.ts';
import { runsPageOf } from './runs-page.ts';
import { runsPage } from './runs.store.ts';
import { asideGroups } from './review-cards.ts';

/** Runs: what they come to, where they stand, and the decisions of people on them. */
export function runRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/runs';
  const run = `${base}/:runId`;

  app.get(base, async (context) => {
    const frame = context.get('frame');
    return context.html(runsPageOf(frame, await runsPage(frame.seller.id, context.req.query('after'))));
  });

  app.get(run, async (context) => showRun(context));

  app.get(`${run}/graph`, async (context) => {
    const { seller } = context.get('frame');
    const at = await runCourse(seller.id, context.req.param('runId'));
    context.header('stepbill-state', runSignature(at.run, at.waiting, at.hasFailed));
    return context.html(runGraph(machineOutline('billing-run'), at, hrefOf(context), seller.zone));
  });

  app.post(`${run}/decision`, async (context) => {
    const viewer = requireRole(context, 'releaser');
    const form = await context.req.formData();
    const reason = fieldOf(form, 'reason');
    const rejected = form.getAll('rejected').map(String);
    const kind = fieldOf(form, 'kind');
    const wanted = { kind, contentHash: fieldOf(form, 'contentHash') ?? '', rejected, by: viewer.email, at: atOf(context) };
    return decided(context, { ...wanted, ...(reason === undefined ? {} : { reason }) });
  });

  app.post(`${run}/repair`, async (context) => {
    const viewer = requireRole(context, 'biller');
    const form = await context.req.formData();
    const { review } = await runCourse(context.get('frame').seller.id, context.req.param('runId'));
    const group = review && asideGroups(review).find(({ key }) => key === fieldOf(form, 'group'));
    if (!group) throw new RequestError(409, 'Nobody is set aside for this reason any more. Look at the run again.');
    const repaired = group.customers.map(({ customerId }) => customerId);
    const contentHash = fieldOf(form, 'contentHash') ?? '';
    return decided(context, { kind: 'change', contentHash, repaired, by: viewer.email, at: atOf(context) });
  });

  app.post(`${run}/retry`, async (context) => {
    const viewer = requireRole(context, 'releaser');
    const { id: sellerId } = context.get('frame').seller;
    await requireNamedReleaser(sellerId, viewer.email);
    const wanted = { sellerId, runId: context.req.param('runId'), kind: 'retry', by: viewer.email, at: atOf(context) };
    await steps().call('billing-run/decide-repair', wanted);
    return context.redirect(hrefOf(context), 303);
  });

  app.get(`${run}/drafts`, async (context) => {
    const frame = context.get('frame');
    const found = await draftsPage(frame.seller.id, context.req.param('runId'), context.req.query('after'));
    return context.html(draftsPageOf(frame, found));
  });

  app.get(`${run}/drafts/:customerId`, async (context) => {
    const frame = context.get('frame');
    const { runId, customerId } = context.req.param();
    const about = { releasers: (await requireSeller(frame.seller.id)).release.by };
    return context.html(draftPageOf(frame, await draftPage(frame.seller.id, runId, customerId), about));
  });

  app.get(`${run}/drafts/:customerId/preview.pdf`, async (context) => {
    const { seller } = context.get('frame');
    const { runId, customerId } = context.req.param();
    const { attempt } = await draftPage(seller.id, runId, customerId);
    const pdf = await draftPreview({ sellerId: seller.id, runId, customerId, attempt });
    const headers = { 'content-type': 'application/pdf', 'content-disposition': `inline; filename="draft-${customerId}.pdf"` };
    return context.body(pdf as Uint8Array<ArrayBuffer>, 200, { ...headers, 'content-security-policy': "frame-ancestors 'none'" });
  });
}

const hrefOf = (context: Asking): string => `/sellers/${context.req.param('sellerId')}/runs/${context.req.param('runId')}`;

/** Has a decision written by the step that writes all of them; what it refuses is said on the run's page. */
async function decided(context: Asking, wanted: { readonly contentHash: string; readonly [field: string]: unknown }): Promise<Response> {
  const { id: sellerId } = context.get('frame').seller;
  try {
    await steps().call('billing-run/decide-run', { sellerId, runId: context.req.param('runId'), ...wanted });
  } catch (error) {
    if (!(error instanceof Error && SAID_ON_THE_PAGE.has(error.name))) throw error;
    return showRun(context, { sentence: error.message, contentHash: wanted.contentHash });
  }
  return context.redirect(hrefOf(context), 303);
}

const SAID_ON_THE_PAGE = new Set(['DecisionRefusedError', 'InvalidInputError']);

async function showRun(context: Asking, refused?: { sentence: string; contentHash: string }): Promise<Response> {
  const frame = context.get('frame');
  const view = await runView(frame.seller.id, context.req.param('runId') ?? '');
  const { release } = await requireSeller(frame.seller.id);
  const changes = refused ? await changesSince(view.run, refused.contentHash) : [];
  const text = runPageOf(frame, view, {
    outline: machineOutline('billing-run'),
    releasers: release.by,
    state: context.req.query('state'),
    trouble: refused && { sentence: refused.sentence, changes },
  });
  return context.html(text, refused ? 409 : 200);
}
