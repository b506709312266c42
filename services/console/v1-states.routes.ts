import { z } from 'zod';
import { requireRun } from '../../shared/billing-run.store.ts';
import { failedTry } from '../../shared/failed-try.ts';
import { instant } from '../../shared/period.ts';
import { innerState } from './inner-state.store.ts';
import { runCourse } from './run.store.ts';
import { next, paging, runParams } from './v1-paging.ts';
import { apiRoute } from './v1-route.ts';
import { progressAnswer, progressOf } from './v1-run.ts';
import { withoutTokens } from './without-tokens.ts';
import { executionCourse } from './workflow.store.ts';

const RUN = '/v1/sellers/{sellerId}/runs/{runId}';

const passage = z.object({
  enteredAt: instant,
  exitedAt: instant.optional().describe('Absent while it is in the state, or where it ended there.'),
  attempts: z.number().int(),
  input: z.unknown().describe('Ids and keys; without tokens.'),
  output: z.unknown().optional(),
});

/** What is known of the states of a run, and of what it starts. */
export const STATE_ROUTES = [
  apiRoute({
    ...{ method: 'GET', path: `${RUN}/states/{state}`, name: 'getRunState', part: 'runs', role: 'viewer' },
    params: runParams.extend({ state: z.string().min(1).max(80).describe('Name of a state of the run, or of one inside its maps.') }),
    summary: 'What a state got and gave each time the run came to it; of one that works on a customer, the tries that failed',
    query: z.strictObject({ after: paging.after }),
    answer: z.object({
      passages: z.array(passage).describe('Of a state on top, the first first; kept for 90 days.'),
      failed: z.array(failedTry.omit({ schema: true })).describe('Of a state inside a map, 50 tries at a time.'),
      next,
    }),
    async work({ path: { sellerId, runId, state }, query }) {
      const { visits } = await runCourse(sellerId, runId);
      const inner = await innerState(sellerId, runId, state, query.after);
      const passages = visits
        .filter((visit) => visit.state === state)
        .map(({ enteredAt, exitedAt, attempts, input, output }) => ({
          ...{ enteredAt: enteredAt.toISOString(), attempts, input: withoutTokens(input) },
          ...(exitedAt ? { exitedAt: exitedAt.toISOString() } : {}),
          ...(output === undefined ? {} : { output: withoutTokens(output) }),
        }));
      const failed = inner?.customers.flatMap(({ tries }) => tries) ?? [];
      return { passages, failed, ...(inner?.next === undefined ? {} : { next: inner.next }) };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${RUN}/settlement`, name: 'getSettlement', part: 'runs', role: 'viewer', params: runParams },
    summary: 'How far the sending of the invoices of a run is, state by state',
    answer: progressAnswer,
    async work({ path: { sellerId, runId } }) {
      const { id } = await requireRun(sellerId, runId);
      return progressOf(await executionCourse(sellerId, 'settlement', `settlement-${id}`));
    },
  }),
];
