import { ExecutionDoesNotExist, ExecutionNotRedrivable, type SFNClient } from '@aws-sdk/client-sfn';
import { expect, it } from '@jest/globals';
import { redriveExecution } from './redrive-execution.ts';

const HOME = { region: 'eu-central-1', accountId: '111122223333', stage: 'dev' };
const refused = new ExecutionNotRedrivable({ message: 'not redrivable', $metadata: {} });

/** Step Functions that describes an execution so, look by look, and answers a redrive. */
function machineThat(looks: readonly (object | Error)[], redriven: object | Error = {}) {
  const asked: string[] = [];
  const send = async (command: { constructor: { name: string }; input: { executionArn: string } }) => {
    const name = command.constructor.name;
    asked.push(`${name} ${command.input.executionArn}`);
    const answer =
      name === 'RedriveExecutionCommand' ? redriven : looks[Math.min(asked.filter((it) => it.startsWith('Desc')).length, looks.length) - 1];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const redrive = () => redriveExecution({ send } as unknown as SFNClient, HOME, 'billing-run', 'acme-2026-10-1');
  return { redrive, asked: () => asked.map((it) => it.split(' ')[0]), arns: () => new Set(asked.map((it) => it.split(' ')[1])) };
}

it('goes on where an execution failed, and waits until that is seen', async () => {
  const failed = { status: 'FAILED', redriveCount: 0 };
  const { redrive, asked, arns } = machineThat([failed, failed, { status: 'RUNNING', redriveCount: 1 }]);
  await redrive();
  expect(asked()).toEqual(['DescribeExecutionCommand', 'RedriveExecutionCommand', 'DescribeExecutionCommand', 'DescribeExecutionCommand']);
  expect([...arns()]).toEqual(['arn:aws:states:eu-central-1:111122223333:execution:stepbill-dev-billing-run:acme-2026-10-1']);
});

it.each(['RUNNING', 'SUCCEEDED', 'PENDING_REDRIVE'])('leaves one that is %s as it is', async (status) => {
  const { redrive, asked } = machineThat([{ status }]);
  await redrive();
  expect(asked()).toEqual(['DescribeExecutionCommand']);
});

it('is done when someone else was faster', async () => {
  await machineThat(
    [
      { status: 'TIMED_OUT', redriveCount: 2 },
      { status: 'RUNNING', redriveCount: 3 },
    ],
    refused,
  ).redrive();
});

it('says why an execution can not go on', async () => {
  const late = { status: 'FAILED', redriveCount: 0, redriveStatusReason: 'Execution is outside of the redrivable period' };
  await expect(machineThat([late], refused).redrive()).rejects.toMatchObject({
    name: 'InvalidInputError',
    message: "The execution acme-2026-10-1 of billing-run can't go on: Execution is outside of the redrivable period",
  });
});

it('knows no execution that is not there', async () => {
  const absent = new ExecutionDoesNotExist({ message: 'no', $metadata: {} });
  await expect(machineThat([absent]).redrive()).rejects.toMatchObject({ name: 'InvalidInputError' });
});
