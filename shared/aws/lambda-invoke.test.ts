import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from '@jest/globals';
import { lambdaInvoke, type InvokeStep } from './lambda-invoke.ts';

/** What Lambda answers to one call; none, and it is silent. */
interface Answer {
  readonly status?: number;
  readonly body?: string;
  readonly isFailure?: boolean;
  /** Of an error of Lambda's own. */
  readonly code?: string;
}

const servers: Server[] = [];
const calls: string[] = [];
afterEach(() => {
  calls.length = 0;
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Lambda as it answers call by call, the last answer for ever. @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
async function lambdaThat(...answers: readonly (Answer | undefined)[]): Promise<InvokeStep> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = answers[Math.min(calls.length, answers.length - 1)];
      calls.push(`${request.url} ${Buffer.concat(chunks).toString()}`);
      if (!answer) return;
      const { status = 200, body = '', isFailure, code } = answer;
      const headers = {
        ...(isFailure && { 'x-amz-function-error': 'Unhandled' }),
        ...(code !== undefined && { 'x-amzn-errortype': code }),
      };
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new LambdaClient({ endpoint: `http://127.0.0.1:${port}`, region: 'eu-central-1', credentials, maxAttempts: 1 });
  return lambdaInvoke(client, 'dev', 1);
}

const failed = (errorType: string | undefined, errorMessage: string): Answer => ({
  body: JSON.stringify({ errorType, errorMessage, trace: [`${errorType}: ${errorMessage}`, '    at handler'] }),
  isFailure: true,
});
const busy: Answer = { status: 429, code: 'TooManyRequestsException', body: '{"message":"Rate Exceeded."}' };
const call = (invoke: InvokeStep, timeoutMilliseconds = 10_000): Promise<string> =>
  invoke('pricing/explain-line', '{"line":1}', { timeoutMilliseconds });

describe('a step of a stage', () => {
  it('is the function of its service and name, and gives its answer', async () => {
    const invoke = await lambdaThat({ body: '{"net":"12.00 €"}' });
    expect(await call(invoke)).toBe('{"net":"12.00 €"}');
    expect(calls).toEqual(['/2015-03-31/functions/stepbill-pricing-dev-explain-line/invocations {"line":1}']);
  });

  it('may answer nothing, or megabytes', async () => {
    expect(await call(await lambdaThat({}))).toBe('null');
    const large = JSON.stringify('ü'.repeat(2_500_000));
    expect(await call(await lambdaThat({ body: large }))).toBe(large);
  });

  it('fails as its function does, by name', async () => {
    const refused = call(await lambdaThat(failed('DecisionRefusedError', 'A second person must.')));
    await expect(refused).rejects.toMatchObject({
      name: 'DecisionRefusedError',
      message: 'A second person must.',
      stack: 'DecisionRefusedError: A second person must.\n    at handler',
    });
    expect(calls).toHaveLength(1);
  });

  it('breaks down as it would in a state machine', async () => {
    const broken = await lambdaThat(failed('Runtime.ExitError', 'RequestId: 1 Error: Runtime exited with error: signal: killed'));
    await expect(call(broken)).rejects.toMatchObject({ name: 'Lambda.Unknown' });
    const silent = await lambdaThat(failed(undefined, 'something'));
    await expect(call(silent)).rejects.toMatchObject({ name: 'Lambda.Unknown' });
  });

  it.each([
    ['the function is busy', failed('TransientError', 'DynamoDB was busy.')],
    ['Lambda is', busy],
    ['Lambda fails', { status: 500, code: 'ServiceException', body: '{}' }],
  ])('is called again when %s, and gives up as transient', async (_, answer) => {
    expect(await call(await lambdaThat(answer, answer, { body: '1' }))).toBe('1');
    expect(calls).toHaveLength(3);
    calls.length = 0;
    await expect(call(await lambdaThat(answer))).rejects.toMatchObject({ name: 'TransientError' });
    expect(calls).toHaveLength(4);
  });

  it('that takes too long is given up as transient, by Lambda or here', async () => {
    for (const type of ['Sandbox.Timedout', undefined]) {
      const timedOut = failed(type, '2026-11-02T05:00:00Z 1 Task timed out after 60.00 seconds');
      await expect(call(await lambdaThat(timedOut, timedOut, timedOut, timedOut))).rejects.toMatchObject({ name: 'TransientError' });
    }
    const silent = call(await lambdaThat(undefined), 300);
    await expect(silent).rejects.toThrow('The step pricing/explain-line gave no answer within 0.3 seconds.');
  });

  it('that is not there, or not allowed, says what AWS says', async () => {
    const absent = await lambdaThat({ status: 404, code: 'ResourceNotFoundException', body: '{"Message":"Function not found: arn"}' });
    await expect(call(absent)).rejects.toMatchObject({ name: 'ResourceNotFoundException', message: 'Function not found: arn' });
    const denied = await lambdaThat({ status: 403, code: 'AccessDeniedException', body: '{"Message":"not authorized"}' });
    await expect(call(denied)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
