import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  TaskTimedOut,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';

import { stepFunctionsExecutions } from './step-functions-executions.ts';
import { visitsOf } from './step-functions-history.ts';

const HOME = { region: 'eu-central-1', accountId: '123456789012', stage: 'dev' };
const STARTED = new Date('2026-02-02T05:00:00Z');
const of = (message: string) => ({ message, $metadata: {} });

/** A client that answers each command by its name. */
function executionsThatAnswer(answers: Record<string, unknown>) {
  const sent: { command: string; input: Record<string, unknown> }[] = [];
  const send = async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
    const name = command.constructor.name.replace(/Command$/, '');
    sent.push({ command: name, input: command.input });
    if (answers[name] instanceof Error) throw answers[name];
    return answers[name];
  };
  return { executions: stepFunctionsExecutions({ send } as unknown as SFNClient, HOME), sent };
}

const described = (input: string) => ({ status: 'RUNNING', input, startDate: STARTED });

describe('start', () => {
  it('names the machine by stage, account and region', async () => {
    const { executions, sent } = executionsThatAnswer({ StartExecution: {}, DescribeExecution: described('{"a":1}') });
    const execution = await executions.start('billing-run', 'run-1', { a: 1 });
    expect(execution).toEqual({
      machine: 'billing-run',
      name: 'run-1',
      status: 'RUNNING',
      input: { a: 1 },
      startedAt: STARTED,
    });
    expect(sent.map(({ input }) => input)).toEqual([
      {
        stateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:stepbill-dev-billing-run',
        name: 'run-1',
        input: '{"a":1}',
      },
      { executionArn: 'arn:aws:states:eu-central-1:123456789012:execution:stepbill-dev-billing-run:run-1' },
    ]);
  });

  it('takes the same input again, in any order of its fields, and refuses other input', async () => {
    const { executions } = executionsThatAnswer({
      StartExecution: new ExecutionAlreadyExists(of('there')),
      DescribeExecution: described('{"b":[2],"a":1}'),
    });
    expect(await executions.start('billing-run', 'run-1', { a: 1, b: [2] })).toMatchObject({ status: 'RUNNING' });
    const other = executions.start('billing-run', 'run-1', { a: 1, b: [3] });
    await expect(other).rejects.toMatchObject({ name: 'ExecutionConflictError' });
  });
});

it('knows nothing of an execution that is not there', async () => {
  const absent = new ExecutionDoesNotExist(of('no'));
  const { executions } = executionsThatAnswer({ DescribeExecution: absent, DescribeStateMachineForExecution: absent });
  expect(await executions.describe('billing-run', 'x')).toBeUndefined();
  expect(await executions.history('billing-run', 'x')).toEqual([]);
});

describe('an answer to a token', () => {
  it('may come twice, but the token must be one', async () => {
    const ended = executionsThatAnswer({
      SendTaskSuccess: new TaskTimedOut(of('gone')),
      SendTaskFailure: new TaskTimedOut(of('gone')),
    });
    await ended.executions.succeedTask('token', { ok: true });
    await ended.executions.failTask('token', 'Rejected', 'why');
    const unknown = executionsThatAnswer({ SendTaskSuccess: new InvalidToken(of('no token')) });
    await expect(unknown.executions.succeedTask('x', 1)).rejects.toMatchObject({ name: 'InvalidInputError' });
  });

  it('is refused as a sign of life when the task has ended', async () => {
    const { executions } = executionsThatAnswer({ SendTaskHeartbeat: new TaskTimedOut(of('gone')) });
    await expect(executions.heartbeat('token')).rejects.toMatchObject({ name: 'ExecutionConflictError' });
  });
});

it('tells top-level states from those inside a Map, and counts attempts', () => {
  const at = (second: number): Date => new Date(STARTED.getTime() + second * 1000);
  const entered = (type: string, name: string, input: string, second: number): HistoryEvent =>
    ({
      type: `${type}StateEntered`,
      id: 0,
      timestamp: at(second),
      stateEnteredEventDetails: { name, input },
    }) as HistoryEvent;
  const exited = (type: string, name: string, output: string, second: number): HistoryEvent =>
    ({
      type: `${type}StateExited`,
      id: 0,
      timestamp: at(second),
      stateExitedEventDetails: { name, output },
    }) as HistoryEvent;
  const event = (type: string): HistoryEvent => ({ type, id: 0, timestamp: at(0) }) as HistoryEvent;
  const events = [
    event('ExecutionStarted'),
    entered('Task', 'OpenRun', '{"m":1}', 1),
    event('TaskScheduled'),
    event('TaskFailed'),
    event('TaskScheduled'),
    event('TaskSucceeded'),
    exited('Task', 'OpenRun', '{"id":7}', 2),
    entered('Map', 'EachCustomer', '{"id":7}', 2),
    event('MapStateStarted'),
    entered('Task', 'Inside', '1', 2),
    event('TaskScheduled'),
    exited('Task', 'Inside', '2', 3),
    exited('Map', 'EachCustomer', '[2]', 4),
    entered('Choice', 'Complete', '[2]', 4),
  ];
  expect(visitsOf(events, new Set(['OpenRun', 'EachCustomer', 'Complete']))).toEqual([
    {
      state: 'OpenRun',
      type: 'Task',
      input: { m: 1 },
      enteredAt: at(1),
      output: { id: 7 },
      exitedAt: at(2),
      attempts: 2,
    },
    {
      state: 'EachCustomer',
      type: 'Map',
      input: { id: 7 },
      enteredAt: at(2),
      output: [2],
      exitedAt: at(4),
      attempts: 1,
    },
    { state: 'Complete', type: 'Choice', input: [2], enteredAt: at(4), attempts: 0 },
  ]);
});
