/** Everything that somebody may try on a console that is served: refused with a clear answer, nothing leaked, still there. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sealed, sessionKey } from '../local/serve/session.ts';
import { addUser, stampOf, usersIn } from '../local/serve/users.ts';
import { hostile, makeHostileMonth, tokensOf } from './support/hostile-month.ts';
import { pagesOfKinds } from './support/page-kinds.ts';
import { serving, type Served } from './support/serving.ts';
import { visiting, type Visited, type Visitor } from './support/visiting.ts';

const NOW = '2026-11-02T05:00:00Z';
const NOON = '2026-11-02T12:00:00Z';
const CFO = 'cfo@kranich.example';
const VIEWER = 'guest@kranich.example';
const PASSWORD = 'correct horse battery';
const RUNS = '/sellers/kranich/runs';
const RUN = `${RUNS}/kranich-2026-10-1`;
const POLLS = 10_000;
const AT_ONCE = 500;
/** Pages that differ by ids alone. */
const OF_A_KIND = 3;

describe('a console under attack', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-attacks-'));
  const data = join(folder, 'data');
  let served: Served;
  let url = '';
  let cfo: Visitor;
  let secrets: string[] = [];
  let told = 0;

  beforeAll(async () => {
    await makeHostileMonth(data, NOW);
    await addUser(data, { email: CFO, role: 'releaser', since: NOW }, PASSWORD);
    await addUser(data, { email: VIEWER, role: 'viewer', since: NOW }, PASSWORD);
    served = serving(data, NOON, '--no-schedule');
    url = String((await served.until('serving'))['url']);
    cfo = visiting(url);
    expect((await cfo.signIn(CFO, PASSWORD)).status).toBe(303);
    secrets = [data, 'scrypt$', ...tokensOf(data), readFileSync(join(data, 'session-key')).toString('base64url')];
  }, 60_000);
  // Whatever was tried: nothing broke inside, and whoever is let in is.
  afterEach(async () => {
    const happened = served.said.slice(told);
    told = served.said.length;
    expect(happened.filter(({ event }) => event === 'trouble')).toEqual([]);
    expect((await cfo.get(RUNS)).status).toBe(200);
  });
  afterAll(async () => {
    await served?.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** No page runs what somebody wrote, may do more than our policy says, is too large, or says what is secret. */
  function expectHarmless(path: string, { headers, text, bytes }: Visited): void {
    const isPage = headers.get('content-type')?.startsWith('text/html') ?? false;
    expect({
      path,
      isRun: isPage && /<img src=x|<script>alert|javascript:/i.test(text),
      inline: isPage ? text.match(/<style| style=| on[a-z]+="|<script(?![^>]* src="\/assets\/)/g) : null,
      foreign: isPage ? text.match(/(?:src|href|action)="(?:https?:)?\/\/[^"]*/g) : null,
      leaked: secrets.filter((secret) => text.includes(secret)),
      trace: /\.ts:\d+|node:internal/.exec(text)?.[0],
      policy: /unsafe|\*/.exec(headers.get('content-security-policy') ?? 'unsafe: none')?.[0],
      sniffing: headers.get('x-content-type-options'),
      isTooLarge: isPage && bytes > 50_000,
    }).toEqual({
      ...{ path, isRun: false, inline: null, foreign: null, leaked: [], trace: undefined, policy: undefined },
      ...{ sniffing: 'nosniff', isTooLarge: false },
    });
  }

  it('shows what somebody wrote as text on every kind of page there is, before the release and after it', async () => {
    await cfo.get(RUN);
    const change = { kind: 'change', contentHash: await contentHash(), rejected: 'milan', reason: hostile('Rejected') };
    expect((await cfo.post(`${RUN}/decision`, change)).status).toBe(303);
    await served.until('waits');
    const before = await pagesOfKinds(cfo, OF_A_KIND);
    for (const [path, page] of before) expectHarmless(path, page);

    await cfo.get(RUN);
    expect(
      (await cfo.post(`${RUN}/decision`, { kind: 'release', contentHash: await contentHash(), reason: hostile('Released') })).status,
    ).toBe(303);
    await served.until('closed');
    const after = await pagesOfKinds(cfo, OF_A_KIND);
    for (const [path, page] of after) expectHarmless(path, page);
    expect(after.size).toBeGreaterThan(25);
    const pages = [...before, ...after].map(([, { text }]) => text).join('\n');
    for (const what of ['Seller', 'Plan', 'Price', 'Customer', 'Street', 'Rejected', 'Released', 'value', 'type', 'customer'])
      // In JSON, as events are shown, the quote has a backslash before it.
      expect([what, new RegExp(`${what}\\\\?&quot;&#39;&gt;&lt;img src=x`).test(pages)]).toEqual([what, true]);
  }, 60_000);

  const contentHash = async (): Promise<string> => /name="contentHash" value="([0-9a-f]{64})"/.exec((await cfo.get(RUN)).text)?.[1] ?? '';

  it.each([
    { why: 'nobody', cookie: () => '' },
    {
      why: 'a session that nobody signed',
      cookie: () => `${Buffer.from('["cfo@kranich.example",9999999999,"x"]').toString('base64url')}.x`,
    },
    {
      why: 'a session of another data folder',
      cookie: () => session(sessionKey(mkdtempSync(join(folder, 'other-'))), '2026-11-03T00:00:00Z'),
    },
    { why: 'a session that is over', cookie: () => session(sessionKey(data), NOON) },
    { why: 'a session of somebody who is no user', cookie: () => session(sessionKey(data), '2026-11-03T00:00:00Z', 'ops@kranich.example') },
    { why: 'a session of another password', cookie: () => session(sessionKey(data), '2026-11-03T00:00:00Z', CFO, 'ab'.repeat(8)) },
  ])('shows $why nothing, and takes nothing from them', async ({ cookie }) => {
    const stranger = visiting(url);
    if (cookie() !== '') stranger.cookies.set('stepbill_session', cookie());
    expect(await stranger.get(RUN)).toMatchObject({ status: 303, text: '' });
    const posted = await stranger.post(`${RUN}/decision`, { kind: 'reject', reason: 'x' });
    expect(posted.status).toBe(401);
    expectHarmless('posted', posted);
    expect(posted.text).not.toContain('Customer');
  });

  it('takes the very same session where it is good', async () => {
    const visitor = visiting(url);
    visitor.cookies.set('stepbill_session', session(sessionKey(data), '2026-11-03T00:00:00Z'));
    expect((await visitor.get(RUN)).status).toBe(200);
  });

  function session(key: Buffer, until: string, email = CFO, stamp?: string): string {
    const user = usersIn(data).find((it) => it.email === email);
    return sealed(key, { email, until: Date.parse(until) / 1_000, stamp: stamp ?? (user ? stampOf(user) : '') });
  }

  it.each([
    { why: 'a page of somewhere else', headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' } },
    { why: 'a page of a neighbour', headers: { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' } },
    { why: 'an old browser on another page', headers: { 'sec-fetch-site': undefined, origin: 'https://evil.example' } },
    { why: 'a page without an origin', headers: { 'sec-fetch-site': undefined, origin: 'null' } },
    { why: 'a page of ours without its token', headers: {}, token: '' },
    { why: 'a page of ours with the token of somebody else', headers: {}, token: 'x'.repeat(43) },
  ])('takes no form from $why', async ({ headers, token }) => {
    await cfo.get(RUN);
    const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
    const { 'sec-fetch-site': site, ...others } = sent;
    const fields = { kind: 'reject', reason: 'evil', ...(token === undefined ? {} : { token }) };
    for (const path of [`${RUN}/decision`, `${RUN}/retry`, `${RUN}/repair`, '/sellers/kranich/usage']) {
      const answer = await posted(
        path,
        { ...(site === undefined && 'origin' in headers ? {} : { 'sec-fetch-site': site ?? 'same-origin' }), ...others },
        fields,
      );
      expect([path, answer.status]).toEqual([path, 403]);
      expectHarmless(path, answer);
    }
    expect((await cfo.get(`/sellers/kranich/audit`)).text).not.toContain('evil');
  });

  async function posted(
    path: string,
    headers: Readonly<Record<string, string>>,
    fields: Readonly<Record<string, string>>,
  ): Promise<Visited> {
    const cookie = [...cfo.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const body = new URLSearchParams({ token: cfo.cookies.get('stepbill_form') ?? '', ...fields }).toString();
    const all = { cookie, 'content-type': 'application/x-www-form-urlencoded', ...headers };
    const answer = await fetch(`${url}${path}`, { method: 'POST', redirect: 'manual', headers: all, body });
    return { status: answer.status, headers: answer.headers, text: await answer.text(), bytes: 0 };
  }

  it('lets a viewer decide nothing, whatever they send', async () => {
    const guest = visiting(url);
    await guest.signIn(VIEWER, PASSWORD);
    await guest.get(RUN);
    for (const [path, fields] of [
      [`${RUN}/decision`, { kind: 'release', contentHash: 'a' }],
      [`${RUN}/repair`, { group: 'x' }],
      [`${RUN}/retry`, {}],
      ['/sellers/kranich/usage', { act: 'dismiss', id: 'x', reason: 'y' }],
    ] as const)
      expect([path, (await guest.post(path, fields)).status]).toEqual([path, 403]);
  });

  it.each([
    '/sellers/kranich/invoices/..%2f..%2f..%2fusers.json/document.pdf',
    '/sellers/kranich/invoices/..%5c..%5cusers.json/document.pdf',
    '/sellers/kranich/invoices/..%2f..%2f..%2fusers.json/view.pdf',
    '/sellers/kranich/invoices/%2e%2e%2f%2e%2e%2fsession-key/invoice.json',
    '/sellers/kranich/invoices/%252e%252e%252fusers.json/invoice.xml',
    '/sellers/kranich/invoices/RE-2026-000001%00/document.pdf',
    '/sellers/..%2f..%2fetc/runs',
    `${RUN}/drafts/..%2f..%2f..%2fusers/preview.pdf`,
    `${RUN}/drafts/..%2f..%2f..%2fusers/lines/1/events.ndjson`,
    '/assets/x/..%2f..%2fusers.json',
    '/assets/..%2f..%2f..%2f..%2f/etc/passwd',
    '/%2e%2e/%2e%2e/users.json',
    '/sellers/kranich/runs/%E0%A4%A',
    '/sellers/__proto__/runs',
    '/assets/x/__proto__',
    '/assets/x/constructor',
  ])('hands out nothing but its own: %s', async (path) => {
    const answer = await cfo.get(path);
    expect({ path, isRefused: [400, 404].includes(answer.status) }).toEqual({ path, isRefused: true });
    expectHarmless(path, answer);
  });

  it('goes no way up that a client did not take out of a path itself', async () => {
    for (const path of ['/../../users.json', '/assets/../../users.json', '//users.json', '/./users.json'])
      expect(await raw(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 (303|401|404) /);
  });

  it.each([
    { why: 'a line break in where to go on', path: '/sign-in?to=%2Fx%0d%0aSet-Cookie:%20a=b' },
    { why: 'a line break in a search', path: '/sellers/kranich/invoices?search=RE%0d%0aSet-Cookie:%20a=b' },
    { why: 'a line break in a path', path: '/sellers/kranich%0d%0aSet-Cookie:%20a=b/runs' },
  ])('writes no header that $why asks for', async ({ path }) => {
    const answer = await cfo.get(path);
    expect(answer.headers.getSetCookie().filter((line) => line.startsWith('a='))).toEqual([]);
    expectHarmless(path, answer);
  });

  it.each(['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'BREW'])('does nothing at a %s', async (method) => {
    const path = method === 'BREW' || method === 'TRACE' ? RUN : `${RUN}/decision`;
    const head = await raw(`${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
    expect(head).toMatch(method === 'BREW' ? /^HTTP\/1\.1 400 / : /^HTTP\/1\.1 404 /);
    expect(head).not.toMatch(/access-control-allow/i);
  });

  it.each([
    { bytes: 66_000, status: 413 },
    { bytes: 7 * 1024 * 1024, status: 413 },
  ])('takes no form of $bytes bytes', async ({ bytes, status }) => {
    await cfo.get(RUN);
    const answer = await cfo.post(`${RUN}/decision`, { kind: 'reject', reason: 'x'.repeat(bytes) });
    expect(answer.status).toBe(status);
    expectHarmless('form', answer);
  });

  it('asks product code for its key, whoever is signed in', async () => {
    const answer = await posted('/v1/usage', { 'sec-fetch-site': 'same-origin' }, {});
    expect(answer.status).toBe(401);
  });

  it(`answers ${POLLS} polls of a run, ${AT_ONCE} at once`, async () => {
    const cookie = [...cfo.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answers: Record<string, number> = {};
    let left = POLLS;
    const poll = async (): Promise<void> => {
      while (left-- > 0) {
        const answer = await fetch(`${url}${RUN}/graph`, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
        await answer.arrayBuffer();
        answers[answer.status] = (answers[answer.status] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, poll));
    expect(answers).toEqual({ 200: POLLS });
  }, 300_000);

  it('is open without signing in to this machine by its own name alone', async () => {
    await served.stop('SIGTERM');
    served = serving(data, NOON, '--no-schedule', '--insecure-dev', '--as', CFO);
    told = 0;
    url = String((await served.until('serving'))['url']);
    cfo = visiting(url);
    const { port } = new URL(url);
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example', '0.0.0.0', '192.168.0.4']) {
      const answer = await raw(`GET ${RUN} HTTP/1.1\r\nHost: ${host}\r\nAccept: text/html\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 403 /);
      expect(answer).not.toContain('Customer');
    }
    await cfo.get(RUN);
    const evil = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    expect((await cfo.post(`${RUN}/decision`, { kind: 'reject', reason: 'x' }, evil)).status).toBe(403);
  }, 30_000);

  /** All that comes back on a connection. */
  function raw(sent: string): Promise<string> {
    const { port, hostname } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(sent));
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.once('error', reject).once('close', () => resolve(text));
    });
  }
});
