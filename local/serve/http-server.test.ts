import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';

import { json } from './gateway-event.ts';
import { type Door, type HttpServer, openHttpServer } from './http-server.ts';
import type { Route } from './routes.ts';

const MEGABYTE = 1024 * 1024;
const NOW = new Date('2026-11-02T05:00:00Z');
const route = (key: string, fn: string): Route => {
  const [method = '', path = ''] = key.split(' ');
  return { key, method, path: path.split('/').slice(1), function: fn, timeoutSeconds: 29, isForPeople: key.includes('/people') };
};
const ROUTES = [route('POST /v1/usage', 'usage/take'), route('GET /v1/runs/{runId}', 'desk/show'), route('GET /people', 'desk/look')];
/** Lets in who says a name. */
const DOOR: Door = {
  isOwn: (path) => path === '/sign-in',
  answer: async () => json(200, { door: true }),
  letIn: async ({ headers }) => {
    const [email] = headers['x-name'] ?? [];
    return email === undefined ? { refusal: json(401, { message: 'Sign in first.' }) } : { claims: { email } };
  },
};

describe('the HTTP server', () => {
  let server: HttpServer | undefined;
  const failures: string[] = [];
  const calls: { name: string; event: Record<string, unknown>; timeout: number }[] = [];
  afterEach(async () => {
    await server?.close();
    failures.length = calls.length = 0;
  });

  async function open(
    result: () => unknown,
    limits?: { headMilliseconds: number; requestMilliseconds: number; connections: number },
  ): Promise<string> {
    server = await openHttpServer({
      ...(limits ? { limits } : {}),
      host: '127.0.0.1',
      port: 0,
      routes: ROUTES,
      invoke: async (name, payload, { timeoutMilliseconds }) => {
        calls.push({ name, event: JSON.parse(payload) as Record<string, unknown>, timeout: timeoutMilliseconds });
        return JSON.stringify((await result()) ?? null);
      },
      now: () => NOW,
      door: DOOR,
      onFailure: (route, { message }) => failures.push(`${route}: ${message}`),
    });
    return server.url;
  }

  it('asks at the door who somebody is where a route is for people, and tells the function', async () => {
    const url = await open(() => ({ statusCode: 204 }));
    expect((await fetch(`${url}/people`)).status).toBe(401);
    expect(calls).toEqual([]);
    expect((await fetch(`${url}/people`, { headers: { 'X-Name': 'cfo@kranich.example' } })).status).toBe(204);
    expect(calls[0]?.event).toMatchObject({ requestContext: { authorizer: { jwt: { claims: { email: 'cfo@kranich.example' } } } } });
    expect(await (await fetch(`${url}/sign-in`)).json()).toEqual({ door: true });
  });

  it('asks nobody who they are where product code brings a key', async () => {
    const url = await open(() => ({ statusCode: 204 }));
    await fetch(`${url}/v1/usage`, { method: 'POST', headers: { 'X-Name': 'cfo@kranich.example' } });
    expect(calls[0]?.event['requestContext']).not.toHaveProperty('authorizer');
  });

  it('hands a request on as API Gateway does: payload format 2.0', async () => {
    const url = await open(() => ({ statusCode: 204 }));
    const headers = { 'Stepbill-Seller': 'acme', 'Content-Type': 'application/json', Cookie: 'a=1; b=2' };
    const body = '{"name":"Ærø"}';
    expect((await fetch(`${url}/v1/usage?tag=a&tag=b&x=%20`, { method: 'POST', headers, body })).status).toBe(204);
    expect(calls).toMatchObject([{ name: 'usage/take', timeout: 29_000 }]);
    const { headers: sent, ...event } = calls[0]!.event;
    expect(sent).toMatchObject({ 'stepbill-seller': 'acme', 'content-type': 'application/json' });
    expect(sent).not.toHaveProperty('cookie');
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /v1/usage',
      rawPath: '/v1/usage',
      rawQueryString: 'tag=a&tag=b&x=%20',
      queryStringParameters: { tag: 'a,b', x: ' ' },
      cookies: ['a=1', 'b=2'],
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
      requestContext: {
        http: { method: 'POST', path: '/v1/usage', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
        routeKey: 'POST /v1/usage',
        stage: '$default',
        timeEpoch: NOW.getTime(),
      },
    });
  });

  it('hands on what is in the path, and leaves out what is not there', async () => {
    const url = await open(() => ({ ok: true }));
    await fetch(`${url}/v1/runs/a%20b`);
    expect(calls[0]?.event).toMatchObject({ pathParameters: { runId: 'a b' }, isBase64Encoded: false });
    expect(calls[0]?.event).not.toHaveProperty('body');
    expect(calls[0]?.event).not.toHaveProperty('queryStringParameters');
  });

  it('answers as the function says: status, headers, cookies, text or bytes', async () => {
    const bytes = Buffer.from([0, 255, 1]);
    const url = await open(() => ({
      statusCode: 201,
      headers: { 'content-type': 'image/png', 'x-count': 2 },
      cookies: ['a=1', 'b=2'],
      body: bytes.toString('base64'),
      isBase64Encoded: true,
    }));
    const answer = await fetch(`${url}/v1/runs/a`);
    expect([answer.status, answer.headers.get('x-count'), answer.headers.getSetCookie()]).toEqual([201, '2', ['a=1', 'b=2']]);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
  });

  it('takes a result without a status for a body that went well', async () => {
    const url = await open(() => ({ runs: [] }));
    const answer = await fetch(`${url}/v1/runs/a`);
    expect([answer.status, await answer.json()]).toEqual([200, { runs: [] }]);
  });

  it.each([
    { why: 'a path that is none', method: 'GET', path: '/v2/usage' },
    { why: 'a method that is none of the path', method: 'DELETE', path: '/v1/usage' },
    { why: 'a path that is only like one', method: 'POST', path: '//v1/usage' },
  ])('calls nothing for $why', async ({ method, path }) => {
    const url = await open(() => null);
    const answer = await fetch(`${url}${path}`, { method });
    expect([answer.status, await answer.json()]).toEqual([404, { type: 'about:blank', title: 'Not Found', status: 404 }]);
    expect(calls).toEqual([]);
  });

  it('says that a function broke down to whoever serves, and not to whoever asks', async () => {
    const url = await open(() => Promise.reject(new Error('secret: the database is gone')));
    const answer = await fetch(`${url}/v1/usage`, { method: 'POST', body: '{}' });
    expect([answer.status, await answer.json()]).toEqual([500, { type: 'about:blank', title: 'Internal Server Error', status: 500 }]);
    expect(failures).toEqual(['POST /v1/usage: secret: the database is gone']);
  });

  it.each([
    { bytes: 6 * MEGABYTE, status: 200 },
    { bytes: 6 * MEGABYTE + 1, status: 413 },
    { bytes: 30 * MEGABYTE, status: 413 },
  ])('answers a body of $bytes bytes with $status', async ({ bytes, status }) => {
    const url = await open(() => ({ statusCode: 200 }));
    expect((await fetch(`${url}/v1/usage`, { method: 'POST', body: new Uint8Array(bytes) })).status).toBe(status);
    expect(calls).toHaveLength(status === 200 ? 1 : 0);
  });

  it('answers a body that never ends as soon as it is too large', async () => {
    const url = new URL(await open(() => ({ statusCode: 200 })));
    const socket = connect(Number(url.port), url.hostname);
    socket.write('POST /v1/usage HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = Buffer.alloc(MEGABYTE);
    for (let i = 0; i < 7; i++) socket.write(Buffer.concat([Buffer.from(`${MEGABYTE.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]));
    const head = await new Promise<string>((resolve) => socket.once('data', (text) => resolve(text.toString())));
    expect(head).toMatch(/^HTTP\/1\.1 413 [^]*connection: close/i);
    socket.destroy();
  });

  it('calls nothing for a request that was cut off', async () => {
    const url = new URL(await open(() => ({ statusCode: 200 })));
    const socket = connect(Number(url.port), url.hostname);
    socket.write('POST /v1/usage HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"id"');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.destroy();
    // A whole request behind it: by its answer the other one is over.
    await fetch(`${url.href}v1/runs/a`);
    expect(calls.map(({ name }) => name)).toEqual(['desk/show']);
    expect(failures).toEqual([]);
  });

  /** All that comes back on a connection until it is hung up on. */
  const heard = (url: string, sent: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const { port, hostname } = new URL(url);
      const socket = connect(Number(port), hostname);
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.once('error', reject).once('close', () => resolve(text));
      socket.write(sent);
    });

  it.each([
    { why: 'whose head never ends', sent: 'GET /v1/runs/a HTTP/1.1\r\nHost: x\r\nX-Slow: ' },
    { why: 'whose body never comes', sent: 'POST /v1/usage HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{' },
  ])('hangs up on a request $why, and answers others meanwhile', async ({ sent }) => {
    const url = await open(() => ({ statusCode: 204 }), { headMilliseconds: 200, requestMilliseconds: 400, connections: 10 });
    const slow = heard(url, sent);
    expect((await fetch(`${url}/v1/runs/a`)).status).toBe(204);
    expect(await slow).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(calls.map(({ name }) => name)).toEqual(['desk/show']);
  });

  it('hangs up on more connections than it holds, and is there again when they are gone', async () => {
    const url = await open(() => ({ statusCode: 204 }), { headMilliseconds: 60_000, requestMilliseconds: 60_000, connections: 2 });
    const { port, hostname } = new URL(url);
    const held = [1, 2].map(() => connect(Number(port), hostname));
    await Promise.all(held.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    expect(await heard(url, 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n').catch(() => '')).toBe('');
    await Promise.all(held.map((socket) => new Promise((resolve) => socket.destroy().once('close', resolve))));
    let status = 0;
    while (status === 0)
      status = await fetch(`${url}/health`).then(
        (answer) => answer.status,
        () => 0,
      );
    expect(status).toBe(200);
  });

  it.each([
    { why: 'a head larger than 16 KB', sent: `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, status: 431 },
    {
      why: 'two lengths, which a proxy in front may read otherwise',
      sent: 'POST /v1/usage HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      status: 400,
    },
    { why: 'no host', sent: 'GET / HTTP/1.1\r\n\r\n', status: 400 },
    { why: 'a line break in a header', sent: 'GET / HTTP/1.1\r\nHost: x\r\nX-A: a\rSet-Cookie: b\r\n\r\n', status: 400 },
    {
      why: 'the address of somebody else',
      sent: 'GET http://evil.example/people HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      status: 404,
    },
    { why: 'a host that is none', sent: 'GET /people HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n', status: 404 },
  ])('refuses $why', async ({ sent, status }) => {
    const url = await open(() => ({ statusCode: 204 }));
    expect(await heard(url, sent)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(calls).toEqual([]);
  });

  it('tells browsers with every answer, whoever gave it, that nothing of it may be run or framed', async () => {
    const url = await open(() => ({ statusCode: 200, headers: { 'content-type': 'text/html' }, body: '<p>' }));
    for (const path of ['/v1/runs/a', '/health', '/sign-in', '/people', '/nowhere/at/all']) {
      const { headers } = await fetch(`${url}${path}`);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'.*frame-ancestors 'none'/);
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('lets a request under way end, and takes no more', async () => {
    const called = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const url = await open(async () => {
      called.resolve();
      await released.promise;
      return { statusCode: 202 };
    });
    const underWay = fetch(`${url}/v1/usage`, { method: 'POST', body: '{}' });
    await called.promise;
    const closed = server!.close();
    await expect(fetch(`${url}/health`)).rejects.toThrow();
    released.resolve();
    expect((await underWay).status).toBe(202);
    await closed;
  });

  it('says that it is well', async () => {
    const url = await open(() => null);
    const answer = await fetch(`${url}/health`);
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
    expect((await fetch(`${url}/health`, { method: 'POST' })).status).toBe(405);
  });
});
