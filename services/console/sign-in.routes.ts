import type { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { oidcIssuer } from '../../shared/config.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { RequestError } from '../../shared/request-error.ts';
import { type Asking, atOf, type ConsoleEnv } from './asking.ts';
import { isOurs } from './form-token.ts';
import { claimsIn, signInAt, signOutAt, tokenFor } from './oidc-issuer.client.ts';
import { pathWithin } from './path-within.ts';
import { signedOutPage } from './sign-in-page.ts';

/** The ID token itself: whoever reads it holds it against the keys of the issuer, so nothing of ours has to be kept secret. */
const SESSION = 'stepbill_session';
const SIGNING_IN = 'stepbill_signing_in';
/** How long somebody may take at the issuer. */
const SIGN_IN_SECONDS = 600;
/** Browsers keep no larger cookie: docs/sources.md#cookies. */
const MOST_TOKEN_CHARACTERS = 4_000;
/** `__Host-`: set by this host alone, sent to it alone, and only encrypted. */
const COOKIE = { prefix: 'host', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const;

const signingIn = z.object({ verifier: z.string(), state: z.string(), nonce: z.string(), to: z.string() });

/** Claims of the session that a browser brings; undefined if it has none that is good. */
export async function sessionClaims(context: Asking): Promise<Readonly<Record<string, unknown>> | undefined> {
  const token = getCookie(context, SESSION, 'host');
  return token === undefined ? undefined : claimsIn(token, new Date(atOf(context)));
}

/** A person is led to where they sign in, and comes back; what is no page, or was sent, is told to. */
export function askToSignIn(context: Asking): Response {
  const { method, url } = context.req;
  const isPage = method === 'GET' && (context.req.header('accept') ?? '').includes('text/html');
  if (!isPage) throw new RequestError(401, 'Sign in first: nothing was done.');
  const { pathname, search } = new URL(url);
  return context.redirect(`/sign-in?to=${encodeURIComponent(`${pathname}${search}`)}`, 303);
}

/** Signing in at the issuer of a stage, and out. On one machine the door of `local/serve/` answers these addresses. */
export function signInRoutes(app: Hono<ConsoleEnv>): void {
  app.use('/sign-in/*', atIssuer);
  app.use('/sign-out', atIssuer);

  app.get('/sign-in', async (context) => {
    const { url, signingIn: begun } = await signInAt(callbackOf(context));
    const kept = JSON.stringify({ ...begun, to: pathWithin(context.req.query('to')) });
    setCookie(context, SIGNING_IN, Buffer.from(kept).toString('base64url'), { ...COOKIE, maxAge: SIGN_IN_SECONDS });
    return context.redirect(url, 303);
  });

  app.get('/sign-in/callback', async (context) => {
    const { to, ...begun } = begunBy(context);
    const { search } = new URL(context.req.url);
    const token = await tokenFor(`${callbackOf(context)}${search}`, begun);
    if (!(await claimsIn(token, new Date(atOf(context)))))
      throw new RequestError(403, 'The token of your identity provider is not for this stage.');
    if (token.length > MOST_TOKEN_CHARACTERS)
      throw new RequestError(
        403,
        `Your token has ${token.length} characters, and a browser keeps ${MOST_TOKEN_CHARACTERS}: have the issuer leave claims out.`,
      );
    deleteCookie(context, SIGNING_IN, COOKIE);
    setCookie(context, SESSION, token, COOKIE);
    return context.redirect(to, 303);
  });

  app.post('/sign-out', async (context) => {
    if (!isOurs(context)) throw new RequestError(403, 'This was not sent by a page of ours.');
    deleteCookie(context, SESSION, COOKIE);
    return context.html(signedOutPage(await signOutAt()));
  });
}

async function atIssuer(_: Asking, next: () => Promise<void>): Promise<void> {
  if (oidcIssuer() === undefined) throw new NotFoundError('There is no such page.');
  await next();
}

/** The redirect URI that is registered at the issuer. Behind API Gateway this host is ours alone. */
function callbackOf({ env }: Asking): string {
  return `https://${env.event.requestContext.domainName}/sign-in/callback`;
}

/** @throws {RequestError} 403 unless this browser began to sign in a moment ago */
function begunBy(context: Asking): z.output<typeof signingIn> {
  const kept = Buffer.from(getCookie(context, SIGNING_IN, 'host') ?? '', 'base64url').toString('utf8');
  try {
    return signingIn.parse(JSON.parse(kept));
  } catch {
    throw new RequestError(403, 'You did not begin to sign in with this browser, or it took too long. Begin again.');
  }
}
