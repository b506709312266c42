/** The door of the embedded default: people sign in here, as they do at the issuer of a stage, and routes are told who they are. */
import { parse as parseCookie } from 'hono/utils/cookie';
import { isSameOrigin } from '../../services/console/same-origin.ts';
import { pathWithin } from '../../services/console/path-within.ts';
import { signInPage } from '../../services/console/sign-in-page.ts';
import { ROLE_CLAIM, type Role } from '../../shared/signed-in.ts';
import { FailedTries } from './failed-tries.ts';
import { type Answer, type Claims, problem, type ReadRequest } from './gateway-event.ts';
import type { Door } from './http-server.ts';
import { userOfToken } from './person-token.ts';
import { opened, sealed, SESSION_HOURS, sessionKey } from './session.ts';
import { isNamed, isPasswordOf, stampOf, usersIn } from './users.ts';

const COOKIE = 'stepbill_session';
const MOST_FORM_BYTES = 4_096;
const REFUSED = 'This address and this password do not belong together.';

/** Addresses from which nothing but this machine sends. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Lets in who has a session, and gives one to whoever knows the password of a user of the folder. */
export function signInDoor(folder: string): Door {
  const key = sessionKey(folder);
  const tries = new FailedTries();

  async function signIn(request: ReadRequest): Promise<Answer> {
    const form = new URLSearchParams(Buffer.from(request.body.subarray(0, MOST_FORM_BYTES)).toString('utf8'));
    const email = (form.get('email') ?? '').trim();
    const to = pathWithin(form.get('to'));
    if (tries.areTooMany(email, request.at)) return signInAnswer(429, { to, email, trouble: 'Too many tries. Wait a minute.' });
    const user = usersIn(folder).find((it) => isNamed(it, email));
    if (!(await tries.oneByOne(() => isPasswordOf(user, form.get('password') ?? ''))) || !user) {
      tries.count(email, request.at);
      return signInAnswer(403, { to, email, trouble: REFUSED });
    }
    tries.forget(email);
    const until = Math.floor(request.at.getTime() / 1_000) + SESSION_HOURS * 3_600;
    return leadTo(to, cookieOf(sealed(key, { email: user.email, until, stamp: stampOf(user) }), SESSION_HOURS * 3_600, request));
  }

  function claimsOf(request: ReadRequest): Claims | undefined {
    const { [COOKIE]: value } = parseCookie(request.headers['cookie']?.join('; ') ?? '', COOKIE);
    const session = value === undefined ? undefined : opened(key, value, request.at);
    const user = session && usersIn(folder).find((it) => isNamed(it, session.email));
    return user && stampOf(user) === session?.stamp ? claims(user.email, user.role) : undefined;
  }

  return {
    isOwn: (path) => path === '/sign-in' || path === '/sign-out',
    async answer(request) {
      const { method, url } = request;
      const to = pathWithin(url.searchParams.get('to'));
      const isEmpty = usersIn(folder).length === 0;
      if (method === 'GET' && url.pathname === '/sign-in') return signInAnswer(200, { to, email: '', isEmpty });
      if (method !== 'POST') return problem(405);
      if (!isOurs(request)) return problem(403, NOT_OURS);
      return url.pathname === '/sign-in' ? signIn(request) : leadTo('/sign-in', cookieOf('', 0, request));
    },
    async letIn(request) {
      const token = tokenOf(request);
      if (token !== undefined) {
        const user = userOfToken(folder, key, token, request.at);
        return user ? { claims: claims(user.email, user.role) } : { refusal: problem(401, BAD_TOKEN, challenge('invalid_token')) };
      }
      const found = claimsOf(request);
      if (!found) return request.url.pathname.startsWith('/v1/') ? { refusal: problem(401, NO_TOKEN, challenge()) } : {};
      if (!isRead(request) && !isOurs(request)) return { refusal: problem(403, NOT_OURS) };
      return { claims: found };
    },
  };
}

/**
 * Lets everybody in as one person with every right: for developing on one machine. Whoever names this machine otherwise
 * than as itself is a page of somewhere else whose name was made to lead here.
 */
export function openDoor(email: string): Door {
  return {
    isOwn: () => false,
    answer: async () => problem(404),
    async letIn(request) {
      if (!isLoopback(request.url.hostname)) return { refusal: problem(403, 'Ask for 127.0.0.1: nobody has to sign in here.') };
      if (!isRead(request) && !isOurs(request) && !isOfProgram(request)) return { refusal: problem(403, NOT_OURS) };
      return { claims: claims(email, 'admin') };
    },
  };
}

function claims(email: string, role: Role): Claims {
  return { email, email_verified: 'true', [ROLE_CLAIM]: role };
}

const isRead = ({ method }: ReadRequest): boolean => method === 'GET' || method === 'HEAD';

/**
 * No page of somewhere else can have sent this: browsers say where a request that changes something comes from, and send
 * JSON to another origin only if it agrees, which we never do.
 */
function isOfProgram({ headers }: ReadRequest): boolean {
  const isJson = headers['content-type']?.[0]?.split(';')[0]?.trim() === 'application/json';
  return isJson && headers['origin'] === undefined && headers['sec-fetch-site'] === undefined;
}

/** What a request shows of who it is from, beside its cookie. */
function tokenOf({ headers }: ReadRequest): string | undefined {
  const [, token] = /^bearer +(\S+) *$/i.exec(headers['authorization']?.[0] ?? '') ?? [];
  return token;
}

function isOurs({ headers, url }: ReadRequest): boolean {
  const header = (name: string): string | undefined => headers[name]?.[0];
  return isSameOrigin({ 'sec-fetch-site': header('sec-fetch-site'), origin: header('origin'), host: url.host });
}

function signInAnswer(status: number, about: Parameters<typeof signInPage>[0]): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: Buffer.from(signInPage(about)) };
}

const NOTHING = new Uint8Array();
const NOT_OURS = 'This was not sent by a page of ours.';
const NO_TOKEN = 'Send a token with the request: "Authorization: Bearer sbt_…". "stepbill users token" makes one.';
const BAD_TOKEN = 'This token is unknown or over: "stepbill users token" makes one.';

const challenge = (error?: string): Record<string, string> => ({
  'www-authenticate': `Bearer realm="stepbill"${error === undefined ? '' : `, error="${error}"`}`,
});

function leadTo(path: string, cookie: string): Answer {
  return { status: 303, headers: { location: path, 'set-cookie': cookie }, body: NOTHING };
}

function cookieOf(value: string, seconds: number, { headers }: ReadRequest): string {
  const isEncrypted = headers['x-forwarded-proto']?.[0] === 'https';
  return `${COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isEncrypted ? '; Secure' : ''}`;
}
