/** What `npm run package` made of the console: people sign in to it at a real issuer, as API Gateway hands their requests on. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { now } from '../shared/clock.ts';
import { startAwsStub, type AwsStub } from './support/aws-stub.ts';
import { startIssuer, type Issuer } from './support/issuer.ts';
import { resourcesOfType } from './support/packaged.ts';
import { callPackaged, type Outcome } from './support/packaged-function.ts';

const ZIP = fileURLToPath(new URL('../services/console/.serverless/console.zip', import.meta.url));
const HOST = 'a1b2.execute-api.eu-central-1.amazonaws.com';
const CFO = { email: 'cfo@kranich.example', email_verified: true, stepbill_role: 'releaser' };

it('the packaged console knows the issuer of its stage, and the client that tokens are made for', () => {
  const [console] = resourcesOfType('AWS::Lambda::Function').filter(({ service }) => service === 'console');
  const { Variables } = console?.Properties['Environment'] as { Variables: Record<string, unknown> };
  expect(Variables).toMatchObject({ OIDC_ISSUER: 'https://login.example.com/', OIDC_AUDIENCE: 'stepbill' });
  // Sessions are signed by the issuer alone: no secret is in a template, a setting or a table.
  expect(Object.keys(Variables).filter((name) => /KEY|SECRET|PASSWORD/.test(name))).toEqual([]);
});

describe('the packaged console', () => {
  let issuer: Issuer;
  let aws: AwsStub;
  beforeAll(async () => {
    issuer = await startIssuer({ stepbill: `https://${HOST}/sign-in/callback` });
    aws = await startAwsStub([]);
  });
  afterAll(async () => {
    aws.close();
    await issuer.close();
  });

  async function get(path: string, cookies: readonly string[] = [], environment = {}): Promise<NonNullable<Outcome['result']>> {
    const [rawPath = '', rawQueryString = ''] = path.split('?');
    const event = {
      ...{ version: '2.0', routeKey: 'GET /{proxy+}', rawPath, rawQueryString, isBase64Encoded: false },
      headers: { host: HOST, accept: 'text/html', 'x-forwarded-proto': 'https', 'sec-fetch-site': 'none' },
      ...(cookies.length > 0 ? { cookies } : {}),
      requestContext: { http: { method: 'GET', path: rawPath }, domainName: HOST, timeEpoch: now().getTime() },
    };
    const settings = { AWS_ENDPOINT_URL: aws.url, OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: 'stepbill' };
    const { result, error } = await callPackaged(ZIP, 'console.handler', event, { ...settings, ...environment });
    if (!result) throw new Error(`The function failed: ${error?.name}: ${error?.message}`);
    return result;
  }
  const kept = ({ cookies = [] }: NonNullable<Outcome['result']>): string[] => cookies.map((line) => line.split(';')[0] ?? '');

  it('leads a stranger to the issuer, and lets in who comes back, each request in a process of its own', async () => {
    expect(await get('/sellers')).toMatchObject({ statusCode: 303, headers: { location: '/sign-in?to=%2Fsellers' } });
    const question = await get('/sign-in?to=%2Fsellers');
    const back = await issuer.signIn(question.headers?.['location'] ?? '', CFO);
    const signedIn = await get(`${back.pathname}${back.search}`, kept(question));
    expect(signedIn).toMatchObject({ statusCode: 303, headers: { location: '/sellers' } });
    const page = await get(
      '/sellers',
      kept(signedIn).filter((it) => it.startsWith('__Host-stepbill_session=e')),
    );
    expect(page).toMatchObject({ statusCode: 200, headers: { 'content-security-policy': expect.stringContaining("default-src 'none'") } });
    expect(page.cookies).toEqual([expect.stringMatching(/^stepbill_form=.*; HttpOnly; Secure; SameSite=Strict$/)]);
  }, 30_000);

  it('knows no token of another stage', async () => {
    const later = Math.floor(now().getTime() / 1_000) + 600;
    const session = await issuer.sign({ ...CFO, iss: issuer.url, aud: 'stepbill' }, later);
    const cookie = [`__Host-stepbill_session=${session}`];
    expect(await get('/sellers', cookie)).toMatchObject({ statusCode: 200 });
    expect(await get('/sellers', cookie, { OIDC_AUDIENCE: 'stepbill-prod' })).toMatchObject({ statusCode: 303 });
  }, 30_000);

  it('says that it has to wait while the issuer is away', async () => {
    const away = await get('/sign-in', [], { OIDC_ISSUER: 'http://127.0.0.1:9' });
    expect(away).toMatchObject({ statusCode: 503, body: expect.stringContaining('could not be asked') });
  }, 30_000);
});
