/** Signing in to a stage, through its function, at a provider of OpenID Connect on this machine. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { now } from '../../shared/clock.ts';
import { ROLES } from '../../shared/signed-in.ts';
import { browsing, type Browsing, type Shown } from '../../test/support/browsing.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { startIssuer, type Account, type Issuer } from '../../test/support/issuer.ts';
import { handler } from './console.handler.ts';

const CALLBACK = 'https://console.example/sign-in/callback';
const SESSION = '__Host-stepbill_session';
const SIGNING_IN = '__Host-stepbill_signing_in';
const CFO: Account = { email: 'cfo@kranich.example', email_verified: true, stepbill_role: 'releaser' };
const HOUR_SECONDS = 3_600;

describe('signing in to a stage', () => {
  let world: Embedded;
  let issuer: Issuer;
  let elsewhere: Issuer;
  let browser: Browsing;
  const kept = { issuer: process.env['OIDC_ISSUER'], audience: process.env['OIDC_AUDIENCE'] };

  beforeAll(async () => {
    world = openEmbedded();
    const other = 'https://console.other.example/sign-in/callback';
    [issuer, elsewhere] = await Promise.all([
      startIssuer({ stepbill: CALLBACK, 'stepbill-staging': other }),
      startIssuer({ stepbill: CALLBACK }),
    ]);
    Object.assign(process.env, { OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: 'stepbill' });
  });
  beforeEach(() => {
    browser = another();
  });
  afterAll(async () => {
    for (const [name, value] of [
      ['OIDC_ISSUER', kept.issuer],
      ['OIDC_AUDIENCE', kept.audience],
    ] as const)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    await Promise.all([issuer.close(), elsewhere.close()]);
    world.close();
  });

  const another = (at = now().getTime()): Browsing => browsing(handler, undefined, at);
  const seconds = (): number => Math.floor(now().getTime() / 1_000);
  /** The address to which the issuer sends the browser back, without its host. */
  async function asked(by: Browsing, account: Account, page = '/sign-in'): Promise<string> {
    const { status, headers } = await by.get(page);
    expect(status).toBe(303);
    const back = await issuer.signIn(headers['location'] ?? '', account);
    expect(`${back.origin}${back.pathname}`).toBe(CALLBACK);
    return `${back.pathname}${back.search}`;
  }
  const signIn = async (account: Account, page?: string): Promise<Shown> => browser.get(await asked(browser, account, page));

  it('leads who is a stranger to the issuer, and back to the page they wanted', async () => {
    const first = await browser.get('/sellers?x=1');
    expect(first).toMatchObject({ status: 303, headers: { location: '/sign-in?to=%2Fsellers%3Fx%3D1', 'cache-control': 'no-store' } });
    const back = await signIn(CFO, first.headers['location']);
    expect(back).toMatchObject({ status: 303, headers: { location: '/sellers?x=1', 'cache-control': 'no-store' } });
    expect((await browser.get('/sellers?x=1')).status).toBe(200);
  });

  it('keeps the token of the issuer where no script, no other host and no plain connection gets it', async () => {
    const { cookies } = await signIn(CFO);
    expect(cookies).toEqual([
      `${SIGNING_IN}=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax`,
      expect.stringMatching(new RegExp(`^${SESSION}=[\\w.-]+; Path=/; HttpOnly; Secure; SameSite=Lax$`)),
    ]);
    const { cookies: form } = await browser.get('/sellers');
    expect(form).toEqual([expect.stringMatching(/^stepbill_form=.+HttpOnly.+SameSite=Strict$/)]);
  });

  it('asks for a code with PKCE, a state and a nonce that are new each time', async () => {
    const urls = [await browser.get('/sign-in'), await browser.get('/sign-in')].map(({ headers }) => new URL(headers['location'] ?? ''));
    for (const name of ['code_challenge', 'state', 'nonce']) expect(new Set(urls.map((url) => url.searchParams.get(name))).size).toBe(2);
    expect(Object.fromEntries(urls[0]!.searchParams)).toMatchObject({
      ...{ response_type: 'code', client_id: 'stepbill', redirect_uri: CALLBACK, code_challenge_method: 'S256', scope: 'openid email' },
    });
  });

  it.each(ROLES)('gives the role that the issuer says: %s', async (role) => {
    await signIn({ ...CFO, stepbill_role: role });
    expect((await browser.get('/sellers')).status).toBe(200);
  });

  it.each([
    { who: 'no role', account: { email: CFO.email, email_verified: true }, says: 'stepbill_role' },
    { who: 'a role that there is not', account: { ...CFO, stepbill_role: 'owner' }, says: 'stepbill_role' },
    { who: 'an address that nobody verified', account: { ...CFO, email_verified: false }, says: 'email_verified' },
  ])('shows nothing to somebody with $who, and says why', async ({ account, says }) => {
    await signIn(account);
    const { status, text } = await browser.get('/sellers');
    expect(status).toBe(403);
    expect(text).toContain(says);
  });

  describe('lets nobody in with', () => {
    const claims = (): Record<string, unknown> => ({ ...CFO, sub: 'a', iss: issuer.url, aud: 'stepbill' });
    const later = (): number => seconds() + HOUR_SECONDS;
    const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const altered = async (): Promise<string> => {
      const [head, , signature] = (await issuer.sign({ ...claims(), stepbill_role: 'viewer' }, later())).split('.');
      return `${head}.${encoded({ ...claims(), stepbill_role: 'admin', exp: later() })}.${signature}`;
    };

    it('nothing but the very token: this one is good', async () => {
      browser.cookies.set(SESSION, await issuer.sign(claims(), later()));
      expect((await browser.get('/sellers')).status).toBe(200);
    });

    it.each([
      { why: 'for another stage', token: () => issuer.sign({ ...claims(), aud: 'stepbill-staging' }, later()) },
      {
        why: 'for another stage as well, made by its client',
        token: () => issuer.sign({ ...claims(), aud: ['stepbill', 'stepbill-staging'], azp: 'stepbill-staging' }, later()),
      },
      { why: 'of another issuer', token: () => elsewhere.sign({ ...claims(), iss: elsewhere.url }, later()) },
      {
        why: 'of another tenant of the same issuer, with its keys',
        token: () => issuer.sign({ ...claims(), iss: `${issuer.url}/tenant` }, later()),
      },
      { why: 'that names no issuer', token: () => issuer.sign({ ...claims(), iss: undefined }, later()) },
      { why: 'that names nobody it is for', token: () => issuer.sign({ ...claims(), aud: undefined }, later()) },
      { why: 'of another issuer in our name', token: () => elsewhere.sign(claims(), later()) },
      { why: 'that is over', token: () => issuer.sign(claims(), seconds() - 1) },
      { why: 'whose claims were altered', token: altered },
      { why: 'that nobody signed', token: async () => `${encoded({ alg: 'none' })}.${encoded({ ...claims(), exp: later() })}.` },
      { why: 'that is none', token: async () => 'a.b.c' },
      { why: 'of no length', token: async () => '' },
    ])('a token $why', async ({ token }) => {
      browser.cookies.set(SESSION, await token());
      const { status, text } = await browser.get('/sellers');
      expect({ status, text }).toEqual({ status: 303, text: '' });
      expect((await browser.post('/sellers/kranich/usage', {})).status).toBe(401);
    });

    it('a good token where a stage was told no issuer', async () => {
      browser.cookies.set(SESSION, await issuer.sign(claims(), later()));
      delete process.env['OIDC_ISSUER'];
      try {
        expect((await browser.get('/sellers')).status).not.toBe(200);
        expect((await browser.post('/sellers/kranich/usage', {})).status).toBe(401);
      } finally {
        process.env['OIDC_ISSUER'] = issuer.url;
      }
    });

    it('a session that was good until a moment ago', async () => {
      const token = await issuer.sign(claims(), seconds() + 60);
      for (const [at, status] of [
        [now().getTime(), 200],
        [now().getTime() + 61_000, 303],
      ] as const) {
        const then = another(at);
        then.cookies.set(SESSION, token);
        expect((await then.get('/sellers')).status).toBe(status);
      }
    });

    it.each([
      {
        why: 'a code that was used before',
        async spoil(path: string, question: string) {
          await browser.get(path);
          browser = another();
          browser.cookies.set(SIGNING_IN, question);
        },
      },
      { why: 'an answer to another question', spoil: async () => void (await browser.get('/sign-in')) },
      { why: 'an answer that another browser has asked for', spoil: async () => void (browser = another()) },
      { why: 'a question that is none', spoil: async () => void browser.cookies.set(SIGNING_IN, 'e30') },
    ])('$why', async ({ spoil }) => {
      const path = await asked(browser, CFO);
      await spoil(path, browser.cookies.get(SIGNING_IN) ?? '');
      const { status, text, cookies } = await browser.get(path);
      expect({ status, cookies }).toEqual({ status: 403, cookies: [] });
      expect(text).toMatch(/begin again/i);
    });

    it('a refusal of the issuer, which is said as one', async () => {
      const { headers } = await browser.get('/sign-in');
      const state = new URL(headers['location'] ?? '').searchParams.get('state') ?? '';
      const refused = `/sign-in/callback?error=access_denied&error_description=%3Cb%3Eno&state=${state}&iss=${encodeURIComponent(issuer.url)}`;
      const { status, text, cookies } = await browser.get(refused);
      expect({ status, cookies }).toEqual({ status: 403, cookies: [] });
      expect(text).not.toContain('<b>no');
    });
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/sign-out'])(
    'leads to no other place than its own: %s',
    async (to) => {
      expect((await signIn(CFO, `/sign-in?to=${encodeURIComponent(to)}`)).headers['location']).toBe('/');
    },
  );

  it('takes no form of another page, whoever is signed in', async () => {
    await signIn(CFO);
    await browser.get('/sellers');
    const evil = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    for (const path of ['/sellers/kranich/usage', '/sign-out']) expect((await browser.post(path, {}, evil)).status).toBe(403);
    expect(browser.cookies.has(SESSION)).toBe(true);
  });

  it('ends with the session, and says where that of the issuer ends', async () => {
    await signIn(CFO);
    const { status, text } = await browser.post('/sign-out', {});
    expect(status).toBe(200);
    expect(text).toContain(`href="${issuer.url}/session/end"`);
    expect(browser.cookies.has(SESSION)).toBe(false);
    expect((await browser.get('/sellers')).status).toBe(303);
  });
});
