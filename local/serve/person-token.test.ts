import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ReadRequest } from './gateway-event.ts';
import { personToken } from './person-token.ts';
import { sealed, sessionKey } from './session.ts';
import { openDoor, signInDoor } from './sign-in.ts';
import { addUser, stampOf, usersIn } from './users.ts';

const AT = new Date('2026-11-02T05:00:00Z');
const CFO = 'cfo@kranich.example';
const DAY = 86_400_000;

const posted = (headers: Readonly<Record<string, string>>, at = AT, host = '127.0.0.1:4242'): ReadRequest => ({
  method: 'POST',
  url: new URL('/v1/sellers/kranich/runs', `http://${host}`),
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
  body: Buffer.from('{}'),
  sourceIp: '127.0.0.1',
  requestId: 'r',
  at,
});

describe('a token of a person', () => {
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stepbill-token-'));
    await addUser(folder, { email: CFO, role: 'releaser', since: AT.toISOString() }, 'correct horse battery');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const tokenFor = (days: number): string => personToken(folder, usersIn(folder)[0]!, AT, days).token;
  async function letIn(headers: Readonly<Record<string, string>>, at = AT): Promise<unknown> {
    const found = await signInDoor(folder).letIn(posted(headers, at));
    return !('refusal' in found)
      ? found.claims
      : [found.refusal.status, found.refusal.headers['www-authenticate'], JSON.parse(Buffer.from(found.refusal.body).toString())];
  }
  const REFUSED = [401, 'Bearer realm="stepbill", error="invalid_token"', expect.objectContaining({ status: 401, title: 'Unauthorized' })];

  it('is that person with their role, wherever the request comes from, until it is over', async () => {
    const authorization = `Bearer ${tokenFor(2)}`;
    const claims = { email: CFO, email_verified: 'true', stepbill_role: 'releaser' };
    expect(await letIn({ authorization })).toEqual(claims);
    expect(await letIn({ authorization, 'sec-fetch-site': 'cross-site', origin: 'https://tools.example' })).toEqual(claims);
    expect(await letIn({ authorization }, new Date(AT.getTime() + 2 * DAY - 1))).toEqual(claims);
    expect(await letIn({ authorization }, new Date(AT.getTime() + 2 * DAY))).toEqual(REFUSED);
  });

  it.each([
    {
      why: 'another password',
      change: () => addUser(folder, { email: CFO, role: 'releaser', since: AT.toISOString() }, 'another password 1'),
    },
    {
      why: 'another role',
      change: () => addUser(folder, { email: CFO, role: 'viewer', since: AT.toISOString() }, 'correct horse battery'),
    },
    { why: 'another key of the folder', change: async () => rmSync(join(folder, 'session-key')) },
  ])('ends with $why', async ({ change }) => {
    const authorization = `Bearer ${tokenFor(2)}`;
    await change();
    expect(await letIn({ authorization })).toEqual(REFUSED);
  });

  it('is none if a letter of it is another, if it is an API key, and if it is what a cookie holds', async () => {
    const token = tokenFor(2);
    const session = sealed(sessionKey(folder), { email: CFO, until: AT.getTime() / 1_000 + 60, stamp: stampOf(usersIn(folder)[0]!) });
    for (const forged of [
      `${token.slice(0, 8)}X${token.slice(9)}`,
      token.slice(0, -1),
      `${token}.x`,
      `sbt_${session}`,
      session,
      'sb_7c0k3q9x2m4n_secret',
      'sbt_',
      'x'.repeat(9_000),
    ])
      expect(await letIn({ authorization: `Bearer ${forged}` })).toEqual(REFUSED);
  });

  it('is no cookie, and a bad one is not made good by a session beside it', async () => {
    const session = sealed(sessionKey(folder), { email: CFO, until: AT.getTime() / 1_000 + 60, stamp: stampOf(usersIn(folder)[0]!) });
    const own = { 'sec-fetch-site': 'same-origin' };
    expect(await letIn({ ...own, cookie: `stepbill_session=${session}` })).toMatchObject({ email: CFO });
    expect(await letIn({ ...own, cookie: `stepbill_session=${tokenFor(2).slice(4)}` })).toEqual([
      401,
      'Bearer realm="stepbill"',
      expect.anything(),
    ]);
    expect(await letIn({ ...own, cookie: `stepbill_session=${session}`, authorization: 'Bearer sbt_x' })).toEqual(REFUSED);
  });

  it('is what a page of somewhere else does not have: its request with the cookie alone is refused', async () => {
    const session = sealed(sessionKey(folder), { email: CFO, until: AT.getTime() / 1_000 + 60, stamp: stampOf(usersIn(folder)[0]!) });
    const json = { cookie: `stepbill_session=${session}`, 'content-type': 'application/json' };
    for (const from of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, {}] as Readonly<Record<string, string>>[])
      expect(await letIn({ ...json, ...from })).toEqual([403, undefined, expect.anything()]);
  });
});

describe('the door for developing', () => {
  const letIn = async (headers: Readonly<Record<string, string>>, host?: string): Promise<boolean> =>
    'claims' in (await openDoor(CFO).letIn(posted(headers, AT, host)));

  it('lets programs of this machine in, which send JSON and say nothing of a page', async () => {
    expect(await letIn({ 'content-type': 'application/json; charset=utf-8' })).toBe(true);
  });

  it.each([
    { why: 'a form of anywhere', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    { why: 'JSON that passes as text', headers: { 'content-type': 'text/plain' } },
    { why: 'what says nothing of what it is', headers: {} },
    { why: 'JSON of another page', headers: { 'content-type': 'application/json', origin: 'https://evil.example' } },
    { why: 'JSON of a page in a frame', headers: { 'content-type': 'application/json', origin: 'null' } },
    { why: 'JSON of a neighbour', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-site' } },
  ])('refuses $why', async ({ headers }) => expect(await letIn(headers as Record<string, string>)).toBe(false));

  it('refuses whoever names this machine otherwise', async () =>
    expect(await letIn({ 'content-type': 'application/json' }, 'evil.example:4242')).toBe(false));
});
