import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, it } from '@jest/globals';

import type { Change } from '../table.ts';
import { dynamoTable } from './dynamo-table.ts';

/** What a stand-in never answers, given by hand. The client hears the answers in turn, the last one for ever. */
function tableThatAnswers(...answers: unknown[]) {
  const inputs: { ClientRequestToken?: string }[] = [];
  const send = async ({ input }: { input: { ClientRequestToken?: string } }) => {
    inputs.push(input);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { table: dynamoTable({ send } as unknown as DynamoDBDocumentClient, 'table'), inputs };
}

const cancelled = (...codes: string[]): Error =>
  new TransactionCanceledException({
    message: `Transaction cancelled [${codes.join(', ')}]`,
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const named = (name: string, status?: number, message = name): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

const CHANGES: Change[] = ['a', 'b', 'c'].map((sk) => ({ put: { pk: 'p', sk, body: {} }, if: 'absent' }));

it.each([
  { codes: ['None', 'ConditionalCheckFailed', 'None'], failed: [1] },
  { codes: ['ConditionalCheckFailed', 'None', 'ConditionalCheckFailed'], failed: [0, 2] },
  { codes: ['TransactionConflict', 'ConditionalCheckFailed', 'None'], failed: [1] },
])('names the changes whose condition failed: $codes', async ({ codes, failed }) => {
  const { table, inputs } = tableThatAnswers(cancelled(...codes));
  await expect(table.write(CHANGES)).rejects.toMatchObject({ name: 'ConditionFailedError', failed });
  expect(inputs).toHaveLength(1);
});

it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
  'asks again under the same token after %s, then gives up as transient',
  async (code) => {
    const { table, inputs } = tableThatAnswers(cancelled('None', code, 'None'));
    await expect(table.write(CHANGES)).rejects.toMatchObject({ name: 'TransientError' });
    expect(inputs).toHaveLength(5);
    expect(new Set(inputs.map(({ ClientRequestToken }) => ClientRequestToken)).size).toBe(1);
  },
);

it('succeeds when a conflict passes, and takes a new token for each write', async () => {
  const { table, inputs } = tableThatAnswers(cancelled('TransactionConflict'), {});
  await table.write(CHANGES);
  await table.write(CHANGES);
  expect(inputs).toHaveLength(3);
  expect(new Set(inputs.map(({ ClientRequestToken }) => ClientRequestToken)).size).toBe(2);
});

it.each([
  { error: cancelled('ValidationError'), name: 'TableLimitError' },
  { error: named('ValidationException', 400, 'Item size has exceeded the maximum'), name: 'TableLimitError' },
  { error: named('ValidationException', 400, 'no such attribute'), name: 'ValidationException' },
  { error: named('AccessDeniedException', 400), name: 'AccessDeniedException' },
  { error: named('ResourceNotFoundException', 400), name: 'ResourceNotFoundException' },
  { error: named('ThrottlingException', 400), name: 'TransientError' },
  { error: named('ProvisionedThroughputExceededException', 400), name: 'TransientError' },
  { error: named('TransactionInProgressException', 400), name: 'TransientError' },
  { error: named('InternalServerError', 500), name: 'TransientError' },
  { error: named('anything', 503), name: 'TransientError' },
  { error: named('TimeoutError'), name: 'TransientError' },
  { error: Object.assign(new Error('gone'), { code: 'ECONNRESET' }), name: 'TransientError' },
])('turns $error.name into $name, without asking again beyond what the client does', async ({ error, name }) => {
  const { table, inputs } = tableThatAnswers(error);
  await expect(table.write(CHANGES)).rejects.toMatchObject({ name });
  expect(inputs).toHaveLength(1);
});
