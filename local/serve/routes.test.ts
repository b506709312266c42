import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';

import { loadRoutes, matchRoute } from './routes.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'stepbill-routes-'));
afterAll(() => rmSync(root, { recursive: true }));

function declared(functions: string): string {
  const folder = mkdtempSync(join(root, 'checkout-'));
  mkdirSync(join(folder, 'services', 'desk'), { recursive: true });
  writeFileSync(join(folder, 'services', 'desk', 'serverless.yml'), `functions:\n${functions}`);
  return folder;
}

it('the routes of this checkout are those that are deployed', () => {
  expect(loadRoutes(ROOT)).toContainEqual({
    key: 'POST /v1/usage',
    method: 'POST',
    path: ['v1', 'usage'],
    function: 'usage-ingestion/ingest-usage',
    timeoutSeconds: 29,
    isForPeople: false,
  });
});

describe('a route', () => {
  const routes = loadRoutes(
    declared(`
  list-runs: { handler: x, events: [{ httpApi: GET /v1/runs }] }
  show-run: { handler: x, timeout: 5, events: [{ httpApi: { method: get, path: '/v1/runs/{runId}', authorizer: { name: people } } }] }
  latest-run: { handler: x, events: [{ httpApi: GET /v1/runs/latest }] }
  page: { handler: x, events: [{ schedule: rate(1 day) }, { httpApi: { method: '*', path: '/{path+}' } }] }
`),
  );
  it.each([
    { request: 'GET /v1/runs', fn: 'desk/list-runs', parameters: {} },
    { request: 'GET /v1/runs/acme-2026-10-1', fn: 'desk/show-run', parameters: { runId: 'acme-2026-10-1' } },
    { request: 'GET /v1/runs/a%2Fb', fn: 'desk/show-run', parameters: { runId: 'a/b' } },
    { request: 'GET /v1/runs/latest', fn: 'desk/latest-run', parameters: {} },
    { request: 'POST /v1/runs', fn: 'desk/page', parameters: { path: 'v1/runs' } },
    { request: 'GET /v1/runs/a/b', fn: 'desk/page', parameters: { path: 'v1/runs/a/b' } },
    { request: 'GET /v1/runs/', fn: 'desk/page', parameters: { path: 'v1/runs/' } },
    { request: 'GET /v1/runs/%E0%A4%A', fn: undefined, parameters: undefined },
  ])('of $request is $fn', ({ request, fn, parameters }) => {
    const [method = '', path = ''] = request.split(' ');
    const match = matchRoute(routes, method, path);
    expect([match?.route.function, match?.parameters]).toEqual([fn, parameters]);
  });

  it('is for people where it names who tells them apart', () => {
    expect(routes.filter(({ isForPeople }) => isForPeople).map(({ key }) => key)).toEqual(['GET /v1/runs/{runId}']);
  });

  it('has the time-out of its function, or the one that all share', () => {
    expect(routes.map(({ key, timeoutSeconds }) => [key, timeoutSeconds])).toEqual([
      ['GET /v1/runs', 60],
      ['GET /v1/runs/{runId}', 5],
      ['GET /v1/runs/latest', 60],
      ['* /{path+}', 60],
    ]);
  });

  it.each([{ event: "httpApi: '*'" }, { event: 'httpApi: { method: GET, path: v1/runs }' }, { event: 'httpApi: FETCH /v1/runs' }])(
    'that is not understood here is refused when it is read: $event',
    ({ event }) => {
      expect(() => loadRoutes(declared(`  broken: { handler: x, events: [{ ${event} }] }\n`))).toThrow(/events/);
    },
  );
});
