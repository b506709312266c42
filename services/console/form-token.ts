import { randomBytes, timingSafeEqual } from 'node:crypto';
import { getCookie, setCookie } from 'hono/cookie';
import { MOST_UPLOAD_BYTES } from '../../shared/function-limits.ts';
import { RequestError } from '../../shared/request-error.ts';
import type { Asking } from './asking.ts';
import { isSameOrigin } from './same-origin.ts';

const COOKIE = 'stepbill_form';
/** Bytes of a form at most: a comment and what it is about. */
const MOST_FORM_BYTES = 65_536;
/** Where forms send one. */
const UPLOADS = /\/(catalog\/check|payments\/statements|payments\/direct-debits\/reports)$/;

/** What forms send back: the value of a cookie that no other page can read or set, made when somebody first comes. */
export function formTokenOf(context: Asking): string {
  const known = getCookie(context, COOKIE);
  if (known !== undefined && /^[\w-]{43}$/.test(known)) return known;
  const token = randomBytes(32).toString('base64url');
  const secure = context.req.header('x-forwarded-proto') === 'https';
  setCookie(context, COOKIE, token, { path: '/', httpOnly: true, sameSite: 'Strict', secure });
  return token;
}

/**
 * Refuses a form unless a page of ours sent it, as the browser says and as its token shows.
 *
 * @throws {RequestError} 403 if not, 413 if it is larger than any of ours
 */
export async function requireOwnForm(context: Asking, token: string): Promise<void> {
  const { req } = context;
  const body = await req.arrayBuffer();
  const most = UPLOADS.test(req.path) ? MOST_UPLOAD_BYTES + MOST_FORM_BYTES : MOST_FORM_BYTES;
  if (body.byteLength > most) throw new RequestError(413, `That is more than a form holds: ${body.byteLength} bytes.`);
  const form = await req.formData().catch(() => new FormData());
  const given = form.get('token');
  const hasToken = typeof given === 'string' && given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token));
  if (isOurs(context) && hasToken) return;
  throw new RequestError(403, 'This was not sent by a page of ours, or the page is old. Nothing was done: open it again and repeat.');
}

/** Whether a page of ours has sent a request, as its browser says. */
export function isOurs({ req }: Asking): boolean {
  return isSameOrigin({ 'sec-fetch-site': req.header('sec-fetch-site'), origin: req.header('origin'), host: req.header('host') });
}
