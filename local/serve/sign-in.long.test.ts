import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer, ReadRequest } from './gateway-event.ts';
import type { Door } from './http-server.ts';
import { opened, sealed, sessionKey } from './session.ts';
import { isLoopback, openDoor, signInDoor } from './sign-in.ts';
import { addUser, newPassword, removeUser, usersIn } from './users.ts';

const AT = new Date('2026-11-02T05:00:00Z');
const CFO = 'cfo@kranich.example';
const PASSWORD = 'correct horse battery';
const HOURS = 3_600_000;

describe('the door of a data folder', () => {
  let folder: string;
  let door: Door;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stepbill-door-'));
    await addUser(folder, { email: CFO, role: 'releaser', since: AT.toISOString() }, PASSWORD);
    door = signInDoor(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  interface Asked {
    readonly method?: string;
    readonly cookie?: string;
    readonly form?: Readonly<Record<string, string>>;
    readonly headers?: Readonly<Record<string, string>>;
    readonly at?: Date;
  }
  const request = (path: string, { method = 'GET', cookie, form, headers = {}, at = AT }: Asked = {}): ReadRequest => {
    const all = { accept: 'text/html', 'sec-fetch-site': 'same-origin', ...(cookie === undefined ? {} : { cookie }), ...headers };
    return {
      method,
      url: new URL(path, 'http://127.0.0.1:4242'),
      headers: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
      body: Buffer.from(new URLSearchParams(form).toString()),
      sourceIp: '127.0.0.1',
      requestId: 'r',
      at,
    };
  };
  const signIn = (password: string, more: Asked = {}, email = CFO, to = '/sellers'): Promise<Answer> =>
    door.answer(request('/sign-in', { method: 'POST', form: { email, password, to }, ...more }));
  const cookieOf = ({ headers }: Answer): string => String(headers['set-cookie']).split(';')[0] ?? '';
  const claimsWith = async (cookie: string, asked: Asked = {}): Promise<unknown> => {
    const found = await door.letIn(request('/sellers', { cookie, ...asked }));
    return 'refusal' in found ? found.refusal.status : found.claims;
  };

  it('gives a session to whoever knows the password, which says who they are', async () => {
    const answer = await signIn(PASSWORD, {}, 'CFO@kranich.example');
    expect(answer).toMatchObject({ status: 303, headers: { location: '/sellers' } });
    expect(String(answer.headers['set-cookie'])).toMatch(/^stepbill_session=[\w.-]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/);
    expect(await claimsWith(cookieOf(answer))).toEqual({ email: CFO, email_verified: 'true', stepbill_role: 'releaser' });
  });

  it.each([
    { why: 'another password', email: CFO, password: 'correct horse batterie' },
    { why: 'no password', email: CFO, password: '' },
    { why: 'an address that nobody has', email: 'nobody@kranich.example', password: PASSWORD },
    { why: 'no address', email: '', password: PASSWORD },
  ])('refuses $why, in the same words', async ({ email, password }) => {
    const answer = await signIn(password, {}, email);
    expect(answer.status).toBe(403);
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect(Buffer.from(answer.body).toString()).toContain('do not belong together');
  });

  it('ends a session after twelve hours', async () => {
    const cookie = cookieOf(await signIn(PASSWORD));
    expect(await claimsWith(cookie, { at: new Date(AT.getTime() + 12 * HOURS - 1) })).toMatchObject({ email: CFO });
    expect(await claimsWith(cookie, { at: new Date(AT.getTime() + 12 * HOURS) })).toBeUndefined();
  });

  it('knows no session that it has not signed itself', async () => {
    const cookie = cookieOf(await signIn(PASSWORD));
    const [text = '', signature = ''] = cookie.replace('stepbill_session=', '').split('.');
    const longer = Buffer.from(JSON.stringify([CFO, 9_999_999_999, 'x'])).toString('base64url');
    const forged = [
      `${longer}.${signature}`,
      `${text}.${signature.slice(1)}`,
      `${text}.`,
      text,
      '.',
      '',
      `${text}.${signature}.x`,
      `${text}A.${signature}`,
    ];
    for (const value of forged) expect(await claimsWith(`stepbill_session=${value}`)).toBeUndefined();
  });

  it('knows no session of another folder', async () => {
    const other = mkdtempSync(join(tmpdir(), 'stepbill-door-'));
    const session = sealed(sessionKey(other), { email: CFO, until: 9_999_999_999, stamp: '' });
    expect(await claimsWith(`stepbill_session=${session}`)).toBeUndefined();
    rmSync(other, { recursive: true });
  });

  it('ends the sessions of who is removed, or gets another role or password', async () => {
    const cookie = cookieOf(await signIn(PASSWORD));
    await addUser(folder, { email: CFO.toUpperCase(), role: 'viewer', since: AT.toISOString() }, PASSWORD);
    expect(usersIn(folder)).toHaveLength(1);
    expect(await claimsWith(cookie)).toBeUndefined();
    const next = cookieOf(await signIn(PASSWORD));
    expect(removeUser(folder, CFO)).toBe(true);
    expect(removeUser(folder, CFO)).toBe(false);
    expect(await claimsWith(next)).toBeUndefined();
  });

  it('makes who tries five times wait a minute, with the right password too', async () => {
    for (let i = 0; i < 5; i++) expect((await signIn('wrong')).status).toBe(403);
    expect((await signIn(PASSWORD)).status).toBe(429);
    expect((await signIn(PASSWORD, {}, 'ops@kranich.example')).status).toBe(403);
    expect((await signIn(PASSWORD, { at: new Date(AT.getTime() + 60_000) })).status).toBe(303);
  });

  it.each([
    { why: 'another page', headers: { 'sec-fetch-site': 'cross-site' } },
    { why: 'a neighbouring page', headers: { 'sec-fetch-site': 'same-site' } },
  ])('takes nothing that was sent by $why', async ({ headers }) => {
    expect((await signIn(PASSWORD, { headers })).status).toBe(403);
    const cookie = cookieOf(await signIn(PASSWORD));
    expect(await claimsWith(cookie, { method: 'POST', headers })).toBe(403);
    expect(await claimsWith(cookie, { method: 'POST' })).toMatchObject({ email: CFO });
  });

  it('knows nothing of a stranger, and leaves it to the page what becomes of them', async () => {
    expect(await door.letIn(request('/sellers'))).toEqual({});
    expect(await door.letIn(request('/sellers', { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } }))).toEqual({});
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/sign-out', 'javascript:alert(1)', ''])(
    'leads to no other place than its own: %s',
    async (to) => expect((await signIn(PASSWORD, {}, CFO, to)).headers['location']).toBe('/'),
  );

  it('signs out', async () => {
    const answer = await door.answer(request('/sign-out', { method: 'POST' }));
    expect(answer).toMatchObject({ status: 303, headers: { location: '/sign-in' } });
    expect(String(answer.headers['set-cookie'])).toContain('stepbill_session=; Path=/; Max-Age=0');
    expect((await door.answer(request('/sign-out'))).status).toBe(405);
  });

  it('says how somebody is let in where nobody is yet', async () => {
    removeUser(folder, CFO);
    expect(Buffer.from((await door.answer(request('/sign-in'))).body).toString()).toContain('stepbill users add');
  });

  it('keeps users and the key of sessions where only the owner of the folder reads them, and no password', () => {
    for (const name of ['users.json', 'session-key']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(usersIn(folder))).not.toContain(PASSWORD);
    expect(existsSync(join(folder, 'users.json.part'))).toBe(false);
  });

  it('refuses a file of users that is none, rather than letting nobody in silently', () => {
    writeFileSync(join(folder, 'users.json'), '{"schema":1,"users":[{"email":"cfo"}]}');
    expect(() => usersIn(folder)).toThrow();
  });

  it('makes passwords that differ', () => {
    expect(newPassword()).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    expect(newPassword()).not.toBe(newPassword());
  });

  describe('that is open to this machine', () => {
    it('lets everybody in as one person with every right', async () => {
      expect(await openDoor(CFO).letIn(request('/sellers'))).toMatchObject({ claims: { email: CFO, stepbill_role: 'admin' } });
    });

    it('refuses a name that was made to lead here, and what another page sends', async () => {
      const rebound = { ...request('/sellers'), url: new URL('http://evil.example:4242/sellers') };
      expect(await openDoor(CFO).letIn(rebound)).toMatchObject({ refusal: { status: 403 } });
      const posted = request('/sellers', { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } });
      expect(await openDoor(CFO).letIn(posted)).toMatchObject({ refusal: { status: 403 } });
    });
  });
});

it.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.0.4', false],
  ['127.0.0.1.evil.example', false],
  ['localhost.evil.example', false],
])('%s is this machine alone: %s', (host, expected) => expect(isLoopback(host)).toBe(expected));

it('a session says what it said when it was sealed', () => {
  const key = Buffer.alloc(32, 7);
  const session = { email: CFO, until: AT.getTime() / 1_000 + 1, stamp: 'ab' };
  expect(opened(key, sealed(key, session), AT)).toEqual(session);
  expect(opened(Buffer.alloc(32, 8), sealed(key, session), AT)).toBeUndefined();
});
