/** The Executions port on Step Functions. */
import { isDeepStrictEqual } from 'node:util';

import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidArn,
  InvalidExecutionInput,
  InvalidName,
  InvalidOutput,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StateMachineDoesNotExist,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
  type DescribeExecutionOutput,
  type SFNClient,
} from '@aws-sdk/client-sfn';

import { ExecutionConflictError, InvalidInputError, TransientError } from '../errors.ts';
import type { Execution, Executions } from '../executions.ts';
import { asOurs } from './aws-errors.ts';
import { readHistory, readMapCounts } from './step-functions-history.ts';

/** What Step Functions will not take, however often it is asked. */
const REFUSALS = [
  ExecutionDoesNotExist,
  InvalidArn,
  InvalidExecutionInput,
  InvalidName,
  InvalidOutput,
  InvalidToken,
  StateMachineDoesNotExist,
  TaskDoesNotExist,
];

/** Where the state machines live: they are named `stepbill-<stage>-<machine>`. */
export interface MachineHome {
  readonly region: string;
  readonly accountId: string;
  readonly stage: string;
}

/**
 * Step Functions does not tell a task that was answered from one that timed out: a second answer counts as success,
 * whatever the first said. A decision is recorded before its token is answered, so none is lost.
 *
 * A name protects for 90 days after the end; what must stay unique for longer has a record of its own.
 */
export function stepFunctionsExecutions(client: SFNClient, home: MachineHome): Executions {
  const arnOf = (machine: string, name: string): string => executionArn(home, machine, name);
  const describe = (machine: string, name: string): Promise<Execution | undefined> =>
    unlessAbsent(async () => {
      const executionArn = arnOf(machine, name);
      return executionOf(machine, name, await client.send(new DescribeExecutionCommand({ executionArn })));
    });

  return {
    describe,
    start: async (machine, name, input) => {
      const text = JSON.stringify(input);
      const command = new StartExecutionCommand({ stateMachineArn: machineArn(home, machine), name, input: text });
      await client.send(command).catch(unless(ExecutionAlreadyExists));
      const execution = await describe(machine, name);
      // What was just started may not be visible for a moment.
      if (!execution) throw new TransientError(`The execution ${name} of ${machine} is not visible yet.`);
      requireSameInput(execution, text);
      return execution;
    },
    stop: async (machine, name, cause) => {
      await client.send(new StopExecutionCommand({ executionArn: arnOf(machine, name), cause })).catch(throwOurs);
    },
    history: async (machine, name) => (await unlessAbsent(() => readHistory(client, arnOf(machine, name)))) ?? [],
    mapCounts: (machine, name) => unlessAbsent(() => readMapCounts(client, arnOf(machine, name))),
    succeedTask: async (taskToken, output) => {
      const command = new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) });
      await client.send(command).catch(unless(TaskTimedOut));
    },
    failTask: async (taskToken, error, cause) => {
      await client.send(new SendTaskFailureCommand({ taskToken, error, cause })).catch(unless(TaskTimedOut));
    },
    heartbeat: async (taskToken) => {
      try {
        await client.send(new SendTaskHeartbeatCommand({ taskToken }));
      } catch (error) {
        if (error instanceof TaskTimedOut) throw new ExecutionConflictError('The task has ended.', { cause: error });
        throw ours(error);
      }
    },
  };
}

function requireSameInput({ machine, name, input }: Execution, text: string): void {
  if (isDeepStrictEqual(input, JSON.parse(text))) return;
  throw new ExecutionConflictError(`The execution ${name} of ${machine} was started with other input.`);
}

function machineArn(home: MachineHome, machine: string): string {
  return `${arnPrefix(home)}:stateMachine:${machineName(home, machine)}`;
}

export function executionArn(home: MachineHome, machine: string, name: string): string {
  return `${arnPrefix(home)}:execution:${machineName(home, machine)}:${name}`;
}

function machineName({ stage }: MachineHome, machine: string): string {
  return `stepbill-${stage}-${machine}`;
}

function arnPrefix({ region, accountId }: MachineHome): string {
  return `arn:${partitionOf(region)}:states:${region}:${accountId}`;
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

function executionOf(machine: string, name: string, found: DescribeExecutionOutput): Execution {
  const { status, input, output, error, cause, startDate, stopDate } = found;
  return {
    machine,
    name,
    // One that waits to be redriven has not come to its end.
    status: status === 'PENDING_REDRIVE' ? 'RUNNING' : status!,
    input: JSON.parse(input ?? 'null') as unknown,
    startedAt: startDate!,
    ...(output !== undefined && { output: JSON.parse(output) as unknown }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(stopDate !== undefined && { stoppedAt: stopDate }),
  };
}

async function unlessAbsent<Found>(read: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw ours(error);
  }
}

function unless(accepted: typeof ExecutionAlreadyExists | typeof TaskTimedOut): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof accepted)) throw ours(error);
  };
}

/** What Step Functions will not take comes out as InvalidInputError, what passes by itself as TransientError. */
export function throwOurs(error: unknown): never {
  throw ours(error);
}

function ours(error: unknown): unknown {
  const isRefusal = REFUSALS.some((refusal) => error instanceof refusal);
  return isRefusal ? new InvalidInputError((error as Error).message, { cause: error }) : asOurs(error);
}
