import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { functionSteps } from './function-steps.ts';

/** Lambda on this machine: answers what a function of the stage returned, or was ended by. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const input = JSON.parse(Buffer.concat(chunks).toString()) as { customerId: string };
    const isFailure = input.customerId === 'milan';
    const failed = { errorType: 'NotPriceableError', errorMessage: 'It can not be priced.', trace: [] };
    response
      .writeHead(200, { 'content-type': 'application/json', ...(isFailure ? { 'x-amz-function-error': 'Unhandled' } : {}) })
      .end(JSON.stringify(isFailure ? failed : { path: request.url, input }));
  });
});
const before = { ...process.env };
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_REGION: 'eu-central-1' },
    ...{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
  });
});
afterAll(() => {
  process.env = before;
  server.closeAllConnections();
  server.close();
});

it('calls the function of the stage by the name of the step, with input and result as JSON', async () => {
  expect(await functionSteps('dev').call('pricing/preview-charges', { customerId: 'adler', month: '2026-10' })).toEqual({
    path: '/2015-03-31/functions/stepbill-pricing-dev-preview-charges/invocations',
    input: { customerId: 'adler', month: '2026-10' },
  });
});

it('fails by the name and the sentence of the step', async () => {
  await expect(functionSteps('dev').call('pricing/preview-charges', { customerId: 'milan' })).rejects.toMatchObject({
    name: 'NotPriceableError',
    message: 'It can not be priced.',
  });
});
