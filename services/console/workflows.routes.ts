import type { Hono } from 'hono';
import { requireRun } from '../../shared/billing-run.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { ConsoleEnv } from './asking.ts';
import { isMachine, machineFile } from './asset-files.ts';
import { innerState } from './inner-state.store.ts';
import { machineOutline } from './machines.ts';
import { monthText } from './moments.ts';
import { runSignature } from './run-state.ts';
import { runCourse } from './run.store.ts';
import { hrefOf } from './show-run.routes.ts';
import { executionPageOf, invoicesPageOf } from './workflow-page.ts';
import { documentsMade, executionCourse } from './workflow.store.ts';

/** The workflows that a run starts, and every machine as it is deployed. */
export function workflowRoutes(app: Hono<ConsoleEnv>): void {
  const run = '/sellers/:sellerId/runs/:runId';

  app.get(`${run}/graph/invoice`, async (context) => {
    const frame = context.get('frame');
    const { state, after } = context.req.query();
    const course = await runCourse(frame.seller.id, context.req.param('runId'));
    const inner = await innerState(frame.seller.id, course.run.id, state, after);
    const made = await documentsMade(course);
    const { run: its, failed, waiting, hasFailed } = course;
    const signature = `${runSignature(its, waiting, hasFailed)}.${made.map}`;
    context.header('stepbill-state', signature);
    return context.html(invoicesPageOf(frame, { run: its, outline: machineOutline('invoice'), made, failed, inner, signature }));
  });

  app.get(`${run}/graph/settlement`, async (context) => {
    const frame = context.get('frame');
    const { id, month } = await requireRun(frame.seller.id, context.req.param('runId'));
    const href = hrefOf(context);
    const page = executionPageOf(frame, {
      machine: 'settlement',
      outline: machineOutline('settlement'),
      course: await executionCourse(frame.seller.id, 'settlement', `settlement-${id}`),
      title: `Sending the invoices of ${monthText(month)}`,
      about: 'Each issued invoice is sent, and what is due for it is collected.',
      ...{ crumb: { href, words: id }, here: `${href}/graph/settlement`, run: href, state: context.req.query('state') },
    });
    return context.html(page);
  });

  app.get('/sellers/:sellerId/graph/:machine', async (context) => {
    const frame = context.get('frame');
    const { machine } = context.req.param();
    if (!isMachine(machine)) throw new NotFoundError('There is no such workflow.');
    const { execution, state } = context.req.query();
    const here = `/sellers/${frame.seller.id}/graph/${machine}`;
    // Executions of runs have pages of their own.
    const course = await executionCourse(frame.seller.id, machine, machine === 'credit-note' ? execution : undefined);
    const isDefinition = execution === undefined;
    const page = executionPageOf(frame, {
      ...{ machine, outline: machineOutline(machine), course, state: isDefinition ? undefined : state },
      title: `The ${machine} workflow`,
      about: isDefinition ? 'Read top to bottom: it is what the machine does.' : execution,
      crumb: { href: `/sellers/${frame.seller.id}/runs`, words: 'Runs' },
      here: isDefinition ? here : `${here}?execution=${encodeURIComponent(execution)}`,
      ...(isDefinition ? { definition: machineFile(machine) } : {}),
    });
    return context.html(page);
  });
}
