import { expect, it } from '@jest/globals';

import { gatewayEvent } from './gateway-event.ts';

it('a header that was sent twice comes as one, in lower case', () => {
  const request = {
    method: 'GET',
    url: new URL('http://127.0.0.1/v1/runs'),
    headers: { 'X-Trace': ['a', 'b'], accept: undefined },
    body: new Uint8Array(),
    sourceIp: '::1',
    requestId: 'r',
    at: new Date('2026-11-02T05:00:00Z'),
  };
  const route = { key: 'GET /v1/runs', method: 'GET', path: ['v1', 'runs'], function: 'desk/runs', timeoutSeconds: 29, isForPeople: false };
  expect(gatewayEvent(request, { route, parameters: {} }).headers).toEqual({ 'x-trace': 'a,b' });
});
