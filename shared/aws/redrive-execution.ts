/** Executions that go on where they failed. */
import { setTimeout } from 'node:timers/promises';

import { DescribeExecutionCommand, ExecutionNotRedrivable, RedriveExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';

import { InvalidInputError, TransientError } from '../errors.ts';
import { executionArn, throwOurs, type MachineHome } from './step-functions-executions.ts';

const LOOKS = 30;
const LOOK_MILLISECONDS = 1_000;

/**
 * Starts an execution that failed, was stopped or timed out again, in the state where it ended; one that runs or
 * succeeded stays as it is. Returns when Step Functions shows it.
 *
 * @throws {InvalidInputError} if there is no such execution, or it ended more than 14 days ago
 * @see docs/sources.md#redrive
 */
export async function redriveExecution(client: SFNClient, home: MachineHome, machine: string, name: string): Promise<void> {
  const arn = executionArn(home, machine, name);
  const describe = () => client.send(new DescribeExecutionCommand({ executionArn: arn })).catch(throwOurs);
  const { status, redriveCount: before = 0 } = await describe();
  if (status === 'RUNNING' || status === 'SUCCEEDED' || status === 'PENDING_REDRIVE') return;
  let refusal: unknown;
  await client.send(new RedriveExecutionCommand({ executionArn: arn })).catch((error: unknown) => {
    // Someone else was faster, or it is too late.
    if (!(error instanceof ExecutionNotRedrivable)) throwOurs(error);
    refusal = error;
  });
  for (let look = 1; look <= LOOKS; look++) {
    const { redriveCount = 0, redriveStatusReason } = await describe();
    if (redriveCount > before) return;
    if (refusal !== undefined)
      throw new InvalidInputError(`The execution ${name} of ${machine} can't go on: ${redriveStatusReason ?? (refusal as Error).message}`, {
        cause: refusal,
      });
    await setTimeout(LOOK_MILLISECONDS);
  }
  throw new TransientError(`The execution ${name} of ${machine} was redriven, and Step Functions does not show it yet.`);
}
