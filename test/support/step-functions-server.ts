/**
 * Step Functions as far as the Executions port asks, after docs/sources.md#step-functions-api. It runs nothing: what an
 * execution went through is written into it by the test.
 */
import type { HistoryEventType } from '@aws-sdk/client-sfn';

import { Refusal, startJsonServer } from './json-server.ts';

export interface KeptExecution {
  status: 'RUNNING' | 'SUCCEEDED' | 'ABORTED';
  readonly input: string;
  cause?: string;
  events: KeptEvent[];
  mapRuns: KeptMapRun[];
}

export interface KeptEvent {
  readonly type: HistoryEventType;
  readonly stateEnteredEventDetails?: { readonly name: string; readonly input: string };
  readonly stateExitedEventDetails?: { readonly name: string; readonly output: string };
}

export interface KeptMapRun {
  readonly label: string;
  /** Epoch seconds. */
  readonly startDate: number;
  readonly itemCounts: Readonly<Record<string, number>>;
}

export interface StepFunctionsServer {
  readonly url: string;
  /** By ARN; what is taken out is what Step Functions has forgotten after 90 days. */
  readonly executions: Map<string, KeptExecution>;
  /** Tokens of waiting tasks, and what they were told, in order. */
  readonly tasks: Map<string, string[]>;
  /** ARN of each execution as it began. */
  readonly begun: string[];
  close(): void;
}

/** Epoch seconds of whatever happens: 2 February 2026, 05:00 UTC. */
const MOMENT = 1_770_008_400;
/** Entries of a page: few, since a page may hold fewer than was asked for. */
const PAGE = 2;

/** @param states top-level states of every machine */
export async function startStepFunctions(states: readonly string[]): Promise<StepFunctionsServer> {
  const executions: StepFunctionsServer['executions'] = new Map();
  const tasks: StepFunctionsServer['tasks'] = new Map();
  const begun: string[] = [];
  const ended = new Set<string>();

  const required = (arn: string): KeptExecution => {
    const found = executions.get(arn);
    if (!found) throw new Refusal('ExecutionDoesNotExist');
    return found;
  };
  const tell = (token: string, said: string, isLast: boolean): object => {
    const heard = tasks.get(token);
    if (!heard) throw new Refusal('InvalidToken');
    if (ended.has(token)) throw new Refusal('TaskTimedOut');
    heard.push(said);
    if (isLast) ended.add(token);
    return {};
  };

  const operations: Record<string, (input: Record<string, string>) => object> = {
    StartExecution({ stateMachineArn = '', name = '', input = '' }) {
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      const existing = executions.get(executionArn);
      if (existing && !(existing.status === 'RUNNING' && existing.input === input)) throw new Refusal('ExecutionAlreadyExists');
      if (!existing) {
        executions.set(executionArn, { status: 'RUNNING', input, events: [], mapRuns: [] });
        begun.push(executionArn);
      }
      return { executionArn, startDate: MOMENT };
    },
    DescribeExecution({ executionArn = '' }) {
      const { status, input, cause } = required(executionArn);
      return { executionArn, status, input, cause, startDate: MOMENT, ...(status !== 'RUNNING' && { stopDate: MOMENT }) };
    },
    StopExecution({ executionArn = '', cause = '' }) {
      const execution = required(executionArn);
      if (execution.status === 'RUNNING') Object.assign(execution, { status: 'ABORTED', cause });
      return { stopDate: MOMENT };
    },
    DescribeStateMachineForExecution({ executionArn = '' }) {
      required(executionArn);
      return { definition: JSON.stringify({ States: Object.fromEntries(states.map((state) => [state, {}])) }) };
    },
    GetExecutionHistory({ executionArn = '', nextToken }) {
      const { page, ...next } = pageOf(required(executionArn).events, nextToken);
      return { events: page.map((event, i) => ({ id: i, timestamp: MOMENT, ...event })), ...next };
    },
    ListMapRuns({ executionArn = '', nextToken }) {
      const { page, ...next } = pageOf(required(executionArn).mapRuns, nextToken);
      return {
        mapRuns: page.map(({ label, startDate }) => ({ executionArn, startDate, mapRunArn: mapRunArn(executionArn, label) })),
        ...next,
      };
    },
    DescribeMapRun({ mapRunArn: arn = '' }) {
      for (const [executionArn, { mapRuns }] of executions) {
        const found = mapRuns.find(({ label }) => mapRunArn(executionArn, label) === arn);
        if (found) return { mapRunArn: arn, itemCounts: found.itemCounts };
      }
      throw new Refusal('ResourceNotFound');
    },
    SendTaskSuccess: ({ taskToken = '', output = '' }) => tell(taskToken, `success ${output}`, true),
    SendTaskFailure: ({ taskToken = '', error = '', cause = '' }) => tell(taskToken, `failure ${error} ${cause}`, true),
    SendTaskHeartbeat: ({ taskToken = '' }) => tell(taskToken, 'heartbeat', false),
  };

  const { url, close } = await startJsonServer(({ operation, body }) => {
    const answer = operations[operation];
    if (!answer) throw new Refusal('UnknownOperationException');
    return answer(body as Record<string, string>);
  });
  return { url, executions, tasks, begun, close };
}

function mapRunArn(executionArn: string, label: string): string {
  const [machine] = executionArn.split(':').slice(-2);
  return `${executionArn.split(':execution:')[0]}:mapRun:${machine}/${label}:0b1b5a0e`;
}

function pageOf<Entry>(all: readonly Entry[], token = '0'): { page: Entry[]; nextToken?: string } {
  const end = Number(token) + PAGE;
  const page = all.slice(Number(token), end);
  return end < all.length ? { page, nextToken: String(end) } : { page };
}
