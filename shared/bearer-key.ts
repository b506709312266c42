import { isUsable, mayDo } from './api-key.ts';
import type { ApiKey, KeyRight } from './api-key.ts';
import { id } from './catalog.ts';
import { RequestError } from './request-error.ts';

/** Headers of a request, names in small letters. */
type Headers = Readonly<Record<string, string | undefined>>;

/**
 * The key that a request brings: `Authorization: Bearer sb_…`.
 *
 * @throws {RequestError} 401 if there is none
 * @see docs/sources.md#bearer-tokens
 */
export function bearerOf(headers: Headers): string {
  const [, token] = /^bearer +(\S+) *$/i.exec(headers['authorization'] ?? '') ?? [];
  if (token !== undefined) return token;
  throw new RequestError(401, 'Send an API key with the request: "Authorization: Bearer sb_…".', challenge());
}

/**
 * The key, if it may be used. Which of the reasons it may not is not said: that would tell a stranger which ids exist.
 *
 * @param found the record that the id in the text leads to
 * @param at instant of the request
 * @throws {RequestError} 401 if it may not
 */
export function requireUsable(found: ApiKey | undefined, text: string, at: string): ApiKey {
  if (isUsable(found, text, at)) return found;
  throw new RequestError(
    401,
    'This API key is unknown, expired or revoked: "stepbill keys" lists those there are.',
    challenge('invalid_token'),
  );
}

/**
 * The seller a request is about: the one its `Stepbill-Seller` header names, else the only one of its key.
 *
 * @throws {RequestError} 400 if the header is no id, or is missing and the key is for several sellers; 403 if the key
 *   is not for the seller
 */
export function sellerOf(headers: Headers, key: ApiKey): string {
  const named = headers['stepbill-seller'];
  const [only, ...others] = key.sellers;
  if (named === undefined) {
    if (only !== undefined && others.length === 0) return only;
    throw new RequestError(400, 'This API key is for several sellers: the header Stepbill-Seller must name the one that is meant.');
  }
  if (!id.safeParse(named).success) throw new RequestError(400, 'The header Stepbill-Seller must be the id of a seller.');
  if (key.sellers.includes(named)) return named;
  throw new RequestError(403, `This API key is not for seller "${named}".`, challenge('insufficient_scope'));
}

/** @throws {RequestError} 403 if the key may not do it */
export function requireRight(key: ApiKey, right: KeyRight): void {
  if (mayDo(key, right)) return;
  throw new RequestError(
    403,
    `This API key may not ${RIGHTS[right]}; "stepbill keys create --may ${right}" makes one that may.`,
    challenge('insufficient_scope'),
  );
}

const RIGHTS: Readonly<Record<KeyRight, string>> = {
  post: 'post usage',
  read: 'read usage and previews',
  order: 'place orders and look at them',
};

function challenge(error?: string): Record<string, string> {
  return { 'www-authenticate': `Bearer realm="stepbill"${error === undefined ? '' : `, error="${error}"`}` };
}
