import { requireSeller } from '../../shared/catalog.store.ts';
import type { Asking } from './asking.ts';
import { innerState } from './inner-state.store.ts';
import { machineOutline } from './machines.ts';
import { repairView } from './repair.store.ts';
import { runPageOf, type Trouble } from './run-page.ts';
import { runView } from './run.store.ts';

export const hrefOf = (context: Asking): string => `/sellers/${context.req.param('sellerId')}/runs/${context.req.param('runId')}`;

/** The page of the run in the address; of a form that was not taken it says why, with status 409. */
export async function showRun(context: Asking, trouble?: Trouble): Promise<Response> {
  const frame = context.get('frame');
  const view = await runView(frame.seller.id, context.req.param('runId') ?? '');
  const { state, after } = context.req.query();
  const { release } = await requireSeller(frame.seller.id);
  const text = runPageOf(frame, view, {
    outline: machineOutline('billing-run'),
    releasers: release.by,
    repair: await repairView(view.run, view.waiting),
    state,
    inner: await innerState(frame.seller.id, view.run.id, state, after),
    answered: context.req.query('answered'),
    trouble,
  });
  return context.html(text, trouble ? 409 : 200);
}
