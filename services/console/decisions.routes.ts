import type { Hono } from 'hono';
import { requireRun } from '../../shared/billing-run.store.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { changesSince } from '../../shared/changed-drafts.store.ts';
import { steps } from '../../shared/ports.ts';
import { RequestError } from '../../shared/request-error.ts';
import { type Asking, atOf, type ConsoleEnv, fieldOf, requireRole } from './asking.ts';
import { asidePageOf } from './aside-page.ts';
import { asidePage, customersAside } from './aside.store.ts';
import { whyNotDecide } from './release-card.ts';
import { repairsSince } from './repair.store.ts';
import type { Trouble } from './run-page.ts';
import { hrefOf, showRun } from './show-run.routes.ts';

/** What people decide on a run: its release, its rejection, who leaves it and comes back, its missing documents. */
export function decisionRoutes(app: Hono<ConsoleEnv>): void {
  const run = '/sellers/:sellerId/runs/:runId';

  app.post(`${run}/decision`, async (context) => {
    const viewer = requireRole(context, 'releaser');
    const form = await context.req.formData();
    const reason = fieldOf(form, 'reason');
    const rejected = form.getAll('rejected').map(String);
    const kind = fieldOf(form, 'kind');
    const wanted = { kind, contentHash: fieldOf(form, 'contentHash') ?? '', rejected, by: viewer.email, at: atOf(context) };
    return decided(context, { ...wanted, ...(reason === undefined ? {} : { reason }) });
  });

  app.get(`${run}/aside`, async (context) => {
    const frame = context.get('frame');
    const { after, reason } = context.req.query();
    return context.html(asidePageOf(frame, await asidePage(frame.seller.id, context.req.param('runId'), { after, reason }), reason));
  });

  app.post(`${run}/repair`, async (context) => {
    const viewer = requireRole(context, 'biller');
    const form = await context.req.formData();
    const [customerId, group] = [fieldOf(form, 'customer'), fieldOf(form, 'group') ?? ''];
    const repaired = customerId ? [customerId] : await customersAside(context.get('frame').seller.id, context.req.param('runId'), group);
    if (repaired.length === 0) throw new RequestError(409, 'Nobody is set aside for this reason any more. Look at the run again.');
    const contentHash = fieldOf(form, 'contentHash') ?? '';
    return decided(context, { kind: 'change', contentHash, repaired, by: viewer.email, at: atOf(context) });
  });

  app.post(`${run}/retry`, async (context) => repairDecided(context, 'retry'));
  app.post(`${run}/void`, async (context) => repairDecided(context, 'void'));
}

/** Has a decision written by the step that writes all of them; what it refuses is said on the run's page. */
async function decided(context: Asking, wanted: { readonly contentHash: string; readonly [field: string]: unknown }): Promise<Response> {
  const { id: sellerId } = context.get('frame').seller;
  const runId = context.req.param('runId') ?? '';
  const refused = await refusalOf('billing-run/decide-run', { sellerId, runId, ...wanted });
  if (refused === undefined) return context.redirect(hrefOf(context), 303);
  const changes = await changesSince(await requireRun(sellerId, runId), wanted.contentHash);
  return showRun(context, { sentence: refused, changes });
}

/** The same of a repair of missing documents. */
async function repairDecided(context: Asking, kind: 'retry' | 'void'): Promise<Response> {
  const viewer = requireRole(context, 'releaser');
  const { id: sellerId } = context.get('frame').seller;
  const whyNot = whyNotDecide({ releasers: (await requireSeller(sellerId)).release.by, viewer });
  if (whyNot !== undefined) throw new RequestError(403, whyNot);
  const form = await context.req.formData();
  const runId = context.req.param('runId') ?? '';
  const [since, reason] = [fieldOf(form, 'since'), fieldOf(form, 'reason')];
  const typed = { numbers: form.getAll('number').map(String).filter(Boolean), reason: reason ?? '' };
  const wanted = { sellerId, runId, kind, since, by: viewer.email, at: atOf(context), numbers: typed.numbers };
  const refused = await refusalOf('billing-run/decide-repair', { ...wanted, ...(reason === undefined ? {} : { reason }) });
  if (refused === undefined) return context.redirect(`${hrefOf(context)}?answered=${encodeURIComponent(since ?? '')}`, 303);
  const changes = since === undefined ? [] : await repairsSince(await requireRun(sellerId, runId), since);
  return showRun(context, { sentence: refused, changes, ...(kind === 'void' ? { typed } : {}) } satisfies Trouble);
}

/** What a step refuses in a sentence that belongs on the page, or undefined once it has done its work. */
async function refusalOf(step: string, input: object): Promise<string | undefined> {
  try {
    await steps().call(step, input);
    return undefined;
  } catch (error) {
    if (error instanceof Error && SAID_ON_THE_PAGE.has(error.name)) return error.message;
    throw error;
  }
}

const SAID_ON_THE_PAGE = new Set(['DecisionRefusedError', 'InvalidInputError', 'UnprintableTextError']);
