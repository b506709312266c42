import { createHmac, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { RequestError } from '../../shared/request-error.ts';

/** Seconds that a signature may be old, so that a request that was written down is of no use later. */
const MOST_AGE = 300;

/** What Stripe says of a request beside it. */
export interface Signature {
  /** Epoch seconds. */
  readonly moment: string;
  /** Hexadecimal; more than one while a secret is replaced. */
  readonly values: readonly string[];
}

/**
 * The signature that a request carries.
 *
 * @throws {RequestError} 401 without one: then it is not Stripe's
 */
export function signatureOf({ headers }: Pick<APIGatewayProxyEventV2, 'headers'>): Signature {
  const parts = (headers['stripe-signature'] ?? '').split(',').map((part) => part.split('='));
  const valuesOf = (name: string): string[] => parts.filter(([it]) => it === name).map(([, value = '']) => value);
  const [moment = ''] = valuesOf('t');
  if (!/^\d{1,12}$/.test(moment)) throw new RequestError(401, 'Stripe signs its requests, and this one is not signed.');
  return { moment, values: valuesOf('v1') };
}

/**
 * What a request of Stripe's says, as JSON, if its signature is right: an HMAC of the moment and the bytes of the body, as they
 * came.
 *
 * @param secret of the address, undefined if nobody has given it: then nothing is right
 * @param at instant at which it came
 * @throws {RequestError} 401 if it is wrong or old; 503 without a secret
 * @see docs/sources.md#stripe
 */
export function requireSigned(
  { body = '', isBase64Encoded }: Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'>,
  { moment, values }: Signature,
  secret: string | undefined,
  at: string,
): unknown {
  if (secret === undefined)
    throw new RequestError(503, 'The secret stripe-webhook-secret is missing: docs/payments.md says where it goes.');
  if (Math.abs(Date.parse(at) / 1000 - Number(moment)) > MOST_AGE) throw new RequestError(401, 'The signature is old.');
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const right = createHmac('sha256', secret).update(`${moment}.`).update(bytes).digest();
  if (!values.some((value) => isEqual(Buffer.from(value, 'hex'), right)))
    throw new RequestError(401, 'The signature is not that of Stripe over these bytes.');
  return JSON.parse(bytes.toString('utf8'));
}

function isEqual(given: Buffer, right: Buffer): boolean {
  return given.length === right.length && timingSafeEqual(given, right);
}
