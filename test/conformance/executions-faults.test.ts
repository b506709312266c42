/** The Executions adapter under every fault, on a stand-in that keeps what AWS documents. */
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, describe, expect, it } from '@jest/globals';

import { stepFunctionsExecutions } from '../../shared/aws/step-functions-executions.ts';
import type { Executions } from '../../shared/executions.ts';
import { faultyWay, withoutWaiting } from '../support/aws-faults.ts';
import { startStepFunctions, type KeptExecution } from '../support/step-functions-server.ts';
import { faultSuite, type FaultyCall, type PreparedCall } from './fault-suite.ts';

/** For the stand-ins only, which listen on this machine. */
const ACCESS = { region: 'eu-central-1', credentials: { accessKeyId: 'standin', secretAccessKey: 'standinsecret' } };
const HOME = { region: 'eu-central-1', accountId: '123456789012', stage: 'dev' };
const ARN = 'arn:aws:states:eu-central-1:123456789012:execution:stepbill-dev-billing-run';

const stepFunctions = await startStepFunctions(['OpenRun', 'PrepareDrafts', 'CloseRun']);
afterAll(() => stepFunctions.close());

let names = 0;
const freshName = (): string => `run-${++names}`;

function kept(name: string, parts: Partial<KeptExecution> = {}): KeptExecution {
  const execution: KeptExecution = { status: 'RUNNING', input: '{"month":"2026-01"}', events: [], mapRuns: [], ...parts };
  stepFunctions.executions.set(`${ARN}:${name}`, execution);
  return execution;
}

/** A call that only reads: what there is stays, and every answer is the same. */
function reading(ask: (port: Executions) => Promise<unknown>, answer: unknown): PreparedCall<Executions> {
  return { ask, answer, effect: async () => 'nothing', once: 'nothing', left: { before: 'nothing', after: 'nothing' } };
}

/** A call that ends a task with what is said to it. */
function telling(ask: (port: Executions, token: string) => Promise<void>, said: string): Omit<FaultyCall<Executions>, 'call' | 'request'> {
  return {
    async prepare() {
      const token = `token-${++names}`;
      stepFunctions.tasks.set(token, []);
      const effect = async () => stepFunctions.tasks.get(token);
      return { ask: (port) => ask(port, token), effect, once: [said], left: { before: [], after: [said] }, answer: undefined };
    },
  };
}

const MONTH = { month: '2026-01' };
const at = new Date('2026-02-02T05:00:00Z');
const described = (name: string) => ({ machine: 'billing-run', name, status: 'RUNNING', input: MONTH, startedAt: at });

const STARTS = ['StartExecution', 'DescribeExecution'].map((request): FaultyCall<Executions> => ({
  call: 'start',
  request,
  async prepare() {
    const name = freshName();
    const once = [`${ARN}:${name}`];
    return {
      ask: (port) => port.start('billing-run', name, MONTH),
      effect: async () => stepFunctions.begun.filter((arn) => arn === once[0]),
      once,
      left: { before: request === 'StartExecution' ? [] : once, after: once },
      answer: described(name),
    };
  },
}));

/** Three pages. */
const EVENTS: KeptExecution['events'] = [
  { type: 'ExecutionStarted' },
  { type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'OpenRun', input: '1' } },
  { type: 'TaskScheduled' },
  { type: 'TaskStateExited', stateExitedEventDetails: { name: 'OpenRun', output: '2' } },
  { type: 'MapStateEntered', stateEnteredEventDetails: { name: 'PrepareDrafts', input: '2' } },
  { type: 'MapStateStarted' },
];
const VISITS = [
  { state: 'OpenRun', type: 'Task', input: 1, enteredAt: at, output: 2, exitedAt: at, attempts: 1 },
  { state: 'PrepareDrafts', type: 'Map', input: 2, enteredAt: at, attempts: 1 },
];
const HISTORIES = [
  { request: 'DescribeStateMachineForExecution', nth: 1 },
  { request: 'GetExecutionHistory', nth: 1 },
  { request: 'GetExecutionHistory', nth: 3 },
].map(({ request, nth }): FaultyCall<Executions> => ({
  call: `history, in request ${nth} of its kind,`,
  request,
  nth,
  async prepare() {
    const name = freshName();
    kept(name, { events: EVENTS });
    return reading((port) => port.history('billing-run', name), VISITS);
  },
}));

const counts = (succeeded: number, failed = 0) => ({
  total: 9,
  pending: 1,
  running: 2,
  succeeded,
  failed,
  timedOut: 0,
  aborted: 0,
  resultsWritten: 0,
});
/** Two pages; the last to begin is neither first nor last. */
const MAP_RUNS: KeptExecution['mapRuns'] = [
  { label: 'PrepareDrafts', startDate: 100, itemCounts: counts(4) },
  { label: 'GenerateInvoices', startDate: 300.5, itemCounts: { ...counts(3, 1), timedOut: 1, aborted: 1 } },
  { label: 'GeneratePreviews', startDate: 300, itemCounts: counts(5) },
];
const LAST_MAP = { state: 'GenerateInvoices', total: 9, pending: 1, running: 2, succeeded: 3, failed: 3 };
const MAP_COUNTS = [
  { request: 'ListMapRuns', nth: 1 },
  { request: 'ListMapRuns', nth: 2 },
  { request: 'DescribeMapRun', nth: 1 },
].map(({ request, nth }): FaultyCall<Executions> => ({
  call: `map counts, in request ${nth} of its kind,`,
  request,
  nth,
  async prepare() {
    const name = freshName();
    kept(name, { mapRuns: MAP_RUNS });
    return reading((port) => port.mapCounts('billing-run', name), LAST_MAP);
  },
}));

const EXECUTIONS_CALLS: FaultyCall<Executions>[] = [
  ...STARTS,
  {
    call: 'stop',
    request: 'StopExecution',
    async prepare() {
      const name = freshName();
      const execution = kept(name);
      return {
        ask: (port) => port.stop('billing-run', name, 'typed by mistake'),
        effect: async () => [execution.status, execution.cause],
        once: ['ABORTED', 'typed by mistake'],
        left: { before: ['RUNNING', undefined], after: ['ABORTED', 'typed by mistake'] },
        answer: undefined,
      };
    },
  },
  {
    call: 'describe',
    request: 'DescribeExecution',
    async prepare() {
      const name = freshName();
      kept(name);
      return reading((port) => port.describe('billing-run', name), described(name));
    },
  },
  ...HISTORIES,
  ...MAP_COUNTS,
  {
    call: 'succeed task',
    request: 'SendTaskSuccess',
    ...telling((port, token) => port.succeedTask(token, { by: 'ada' }), 'success {"by":"ada"}'),
  },
  {
    call: 'fail task',
    request: 'SendTaskFailure',
    ...telling((port, token) => port.failTask(token, 'Rejected', 'no'), 'failure Rejected no'),
  },
  {
    call: 'heartbeat',
    request: 'SendTaskHeartbeat',
    async prepare() {
      const token = `token-${++names}`;
      stepFunctions.tasks.set(token, []);
      // A sign of life that comes twice is one.
      const effect = async () => [...new Set(stepFunctions.tasks.get(token))];
      const ask = (port: Executions) => port.heartbeat(token);
      return { ask, effect, once: ['heartbeat'], left: { before: [], after: ['heartbeat'] }, answer: undefined };
    },
  },
];

const connectExecutions = async () => {
  const client = await withoutWaiting(new SFNClient({ ...ACCESS, endpoint: stepFunctions.url }));
  const way = faultyWay(client);
  return { port: stepFunctionsExecutions(client, HOME), way, close: () => client.destroy() };
};

faultSuite('Executions', connectExecutions, EXECUTIONS_CALLS);

describe('an execution whose start was answered by nobody', () => {
  const LOST = { kind: 'cut', moment: 'after', operation: 'StartExecution', nth: 1, isLasting: true } as const;

  async function lost(): Promise<{ port: Executions; name: string; arn: string }> {
    const { port, way } = await connectExecutions();
    const name = freshName();
    way.plant(LOST);
    await expect(port.start('billing-run', name, MONTH)).rejects.toMatchObject({ name: 'TransientError' });
    way.clear();
    return { port, name, arn: `${ARN}:${name}` };
  }

  it('is the one that is meant, also when it has ended by the time it is asked for again', async () => {
    const { port, name, arn } = await lost();
    stepFunctions.executions.get(arn)!.status = 'SUCCEEDED';
    expect(await port.start('billing-run', name, MONTH)).toMatchObject({ status: 'SUCCEEDED' });
    expect(stepFunctions.begun.filter((begun) => begun === arn)).toHaveLength(1);
  });

  it('is not taken for one with other input', async () => {
    const { port, name, arn } = await lost();
    const other = port.start('billing-run', name, { month: '2026-02' });
    await expect(other).rejects.toMatchObject({ name: 'ExecutionConflictError' });
    expect(stepFunctions.begun.filter((begun) => begun === arn)).toHaveLength(1);
  });

  it('begins anew once Step Functions has forgotten it: a name protects for 90 days only', async () => {
    const { port, name, arn } = await lost();
    stepFunctions.executions.delete(arn);
    expect(await port.describe('billing-run', name)).toBeUndefined();
    await port.start('billing-run', name, MONTH);
    expect(stepFunctions.begun.filter((begun) => begun === arn)).toHaveLength(2);
  });
});

it('leaves an execution that has ended as it is when it is stopped', async () => {
  const { port } = await connectExecutions();
  const name = freshName();
  const execution = kept(name, { status: 'SUCCEEDED' });
  await port.stop('billing-run', name, 'too late');
  expect([execution.status, execution.cause]).toEqual(['SUCCEEDED', undefined]);
});

it('knows no map counts before a Distributed Map has begun', async () => {
  const { port } = await connectExecutions();
  const name = freshName();
  kept(name);
  expect(await port.mapCounts('billing-run', name)).toBeUndefined();
});
