import { z } from 'zod';
import { customerAttempt } from '../../shared/attempt.store.ts';
import { requireRun } from '../../shared/billing-run.store.ts';
import { numberText, sellerOfRun } from '../../shared/billing-run.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { changesSince, decisionsOf } from '../../shared/changed-drafts.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { currencyCode } from '../../shared/money.ts';
import { blocksOf } from '../../shared/number.store.ts';
import { steps } from '../../shared/ports.ts';
import { RequestError } from '../../shared/request-error.ts';
import { review } from '../../shared/review.ts';
import { includesRole } from '../../shared/signed-in.ts';
import { cursorIn, cursorText } from './cursor.ts';
import { draftPage, draftsPage, orderedDrafts } from './drafts.store.ts';
import { draftPreview } from './draft-preview.store.ts';
import { requireNamedReleaser } from './releaser.store.ts';
import { runCourse, runView } from './run.store.ts';
import { listedRun, runsPage } from './runs.store.ts';
import { explainedLine, explainQuery, lineParam } from './v1-explained.store.ts';
import { draftExplanation } from './v1-invoice.ts';
import { customerParams, next, paging, runParams, sellerParams } from './v1-paging.ts';
import { apiRoute, type ApiRequest } from './v1-route.ts';
import {
  decisionBody,
  draftAnswer,
  listedDraft,
  progressAnswer,
  progressOf,
  repairBody,
  runAnswer,
  runOf,
  startBody,
  wholeRunAnswer,
} from './v1-run.ts';

const RUNS = '/v1/sellers/{sellerId}/runs';
const RUN = `${RUNS}/{runId}`;
const place = z.object({ after: z.string() });
const draftParams = runParams.extend(customerParams.shape);
/** The run in an address of an earlier version, and the seller its id begins with. */
const runAlone = ({ runId = '' }: Readonly<Record<string, string>>) => ({ runId, sellerId: sellerOfRun(runId) ?? runId });

const startedRun = z.object({
  execution: z.string().describe('Name of its state machine’s execution; its run is in the list a moment later.'),
});

/** Runs: what they come to, where they stand, and what people decide on them. */
export const RUN_ROUTES = [
  apiRoute({
    ...{ method: 'GET', path: RUNS, name: 'listRuns', part: 'runs', role: 'viewer', params: sellerParams },
    summary: 'Runs, of the latest month first, dry runs among them',
    query: z.strictObject(paging),
    answer: z.object({ runs: z.array(runAnswer), next }),
    async work({ path, query, at }) {
      const { runs, next: last } = await runsPage(path.sellerId, at, cursorIn(place, query.after)?.after, query.limit);
      return { runs: runs.map(runOf), ...(last === undefined ? {} : { next: cursorText({ after: last }) }) };
    },
  }),
  apiRoute({
    ...{ method: 'POST', path: RUNS, name: 'startRun', part: 'runs', role: 'biller', params: sellerParams, status: 202 },
    summary: 'Start the run of a month',
    description: 'Whoever starts a run may not release it. The month must be over in every zone of a customer.',
    body: startBody,
    answer: startedRun,
    async work({ path, body, by, at }) {
      return startedRun.parse(await steps().call('billing-run/start-run', { ...path, ...body, by: by.email, at }));
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: RUN, name: 'getRun', part: 'runs', role: 'viewer', params: runParams },
    summary: 'A run, what was decided on it, and who may release it',
    answer: wholeRunAnswer,
    async work({ path, at }) {
      const run = await requireRun(path.sellerId, path.runId);
      const [listed, decisions, { release }, blocks] = await Promise.all([
        listedRun(run, at),
        decisionsOf(run),
        requireSeller(path.sellerId),
        blocksOf(path.sellerId, run.id),
      ]);
      const numbers = blocks.map((block) => {
        const { first, count, issueDate } = block;
        return { first: numberText(block, first), last: numberText(block, first + count - 1), count, issueDate };
      });
      const { problems } = z
        .object({ problems: z.array(z.string()) })
        .catch({ problems: [] })
        .parse(listed.waiting?.about);
      return { ...runOf(listed), numbers, problems, decisions, releasers: release.by };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${RUN}/progress`, name: 'getRunProgress', part: 'runs', role: 'viewer', params: runParams },
    summary: 'Where a run is, state by state',
    answer: progressAnswer,
    async work({ path }) {
      return progressOf(await runCourse(path.sellerId, path.runId));
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${RUN}/review`, name: 'getReview', part: 'runs', role: 'viewer', params: runParams },
    summary: 'What a run comes to, beside last month, and what to look at first',
    answer: review
      .extend({ names: z.record(z.string(), z.string()).describe('Of customers that it names, by id.') })
      .meta({ id: 'Review' }),
    async work({ path }) {
      const { review: found, names, run } = await runView(path.sellerId, path.runId);
      if (!found) throw new NotFoundError(`Run "${run.id}" is ${run.state} and was not reviewed yet.`);
      return { ...found, names };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${RUN}/changes`, name: 'listChanges', part: 'runs', role: 'viewer', params: runParams },
    summary: 'What has changed since a review that somebody looked at',
    query: z.strictObject({ since: z.string().regex(/^[0-9a-f]{64}$/, 'expected the 64 characters of a content hash') }),
    answer: z.object({ changes: z.array(z.string()).describe('A line each; none if it is that of now.') }),
    async work({ path, query }) {
      return { changes: await changesSince(await requireRun(path.sellerId, path.runId), query.since) };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${RUN}/drafts`, name: 'listDrafts', part: 'runs', role: 'viewer', params: runParams },
    summary: 'The drafts that count',
    description: 'By customer, or once they are reviewed those in a currency by net amount, the largest first.',
    query: z.strictObject({
      largest: currencyCode.optional().describe('Currency whose largest amounts come first; by customer if not given.'),
      ...paging,
    }),
    answer: z.object({ drafts: z.array(listedDraft), next }),
    async work({ path, query }) {
      if (query.largest !== undefined) {
        const { rows, next: following } = await orderedDrafts(path.sellerId, path.runId, query);
        return { drafts: rows, ...(following === undefined ? {} : { next: following }) };
      }
      const { drafts, next: following } = await draftsPage(path.sellerId, path.runId, query.after, query.limit);
      return { drafts: drafts.map(({ head, name }) => ({ ...head, name })), ...(following === undefined ? {} : { next: following }) };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${RUN}/drafts/{customerId}/lines/{line}`, name: 'explainDraftLine', part: 'runs', role: 'viewer' },
    params: draftParams.extend(lineParam),
    summary: 'Why a line of a draft has its quantity and its amount, down to the events, the earliest first',
    query: explainQuery,
    answer: draftExplanation,
    async work({ path, query }) {
      const { state } = await customerAttempt(path.sellerId, path.runId, path.customerId);
      return explainedLine({ ...path, attempt: state.attempt }, query);
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${RUN}/drafts/{customerId}`, name: 'getDraft', part: 'runs', role: 'viewer', params: draftParams },
    summary: 'The draft of a customer, or why there is none',
    answer: draftAnswer,
    async work({ path }) {
      const { customerId, name, attempt, draft, setAside, number } = await draftPage(path.sellerId, path.runId, path.customerId);
      const rest = { ...(setAside ? { setAside } : {}), ...(number === undefined ? {} : { number }) };
      return { customerId, name, attempt, draft: draft ?? null, ...rest };
    },
  }),
  apiRoute({
    ...{
      method: 'GET',
      path: `${RUN}/drafts/{customerId}/preview.pdf`,
      name: 'getDraftPreview',
      part: 'runs',
      role: 'viewer',
      params: draftParams,
    },
    summary: 'The draft as its document will look',
    answer: { contentType: 'application/pdf', description: 'The preview.' },
    async work({ path }) {
      const { attempt, draft } = await draftPage(path.sellerId, path.runId, path.customerId);
      if (!draft) throw new NotFoundError(`Run "${path.runId}" has no draft of customer "${path.customerId}".`);
      return draftPreview({ ...path, attempt });
    },
  }),
  apiRoute({
    ...{ method: 'POST', path: `${RUN}/decision`, name: 'decideRun', part: 'runs', role: 'biller', params: runParams },
    alias: { path: '/v1/runs/{runId}/decision', params: runAlone },
    summary: 'Release, reject or change a run, exactly as it was reviewed',
    description:
      'Having customers prepared again (`change` with `repaired`) takes a biller; all else a releaser whom the catalog names and who did not start the run. The same again is success.',
    body: decisionBody,
    answer: z.object({ round: z.number().int(), isNew: z.boolean().describe('False where the same was decided before.') }),
    async work(asked) {
      const isOnlyRepair = asked.body.kind === 'change' && asked.body.rejected.length === 0;
      if (!isOnlyRepair) requireReleaserRole(asked);
      return decisionMade.parse(await steps().call('billing-run/decide-run', { ...asked.path, ...asked.body, ...signed(asked) }));
    },
  }),
  apiRoute({
    ...{ method: 'POST', path: `${RUN}/repair`, name: 'repairRun', part: 'runs', role: 'releaser', params: runParams },
    alias: { path: '/v1/runs/{runId}/repair', params: runAlone },
    summary: 'Have missing documents made again, or make numbers void',
    description: 'For a run that waits for repair. A void takes a reason, and a second person: not the one who started the run.',
    body: repairBody,
    answer: z.object({ runId: z.string(), kind: z.enum(['retry', 'void']) }),
    async work(asked) {
      await requireNamedReleaser(asked.path.sellerId, asked.by.email);
      await steps().call('billing-run/decide-repair', { ...asked.path, ...asked.body, ...signed(asked) });
      return { runId: asked.path.runId, kind: asked.body.kind };
    },
  }),
];

const decisionMade = z.object({ round: z.number().int(), isNew: z.boolean() });

const signed = ({ by, at }: Pick<ApiRequest, 'by' | 'at'>) => ({ by: by.email, at });

function requireReleaserRole({ by }: Pick<ApiRequest, 'by'>): void {
  if (includesRole(by.role, 'releaser')) return;
  throw new RequestError(403, `That takes the role of a releaser; you are signed in as ${by.role}.`);
}
