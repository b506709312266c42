import { createHmac, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { RequestError } from '../../shared/request-error.ts';

/** Seconds that a signature may be old, so that a request that was written down is of no use later. */
const MOST_AGE = 300;

/**
 * What a request of Stripe's says, as JSON, if its signature is right: an HMAC of the moment and the bytes of the body, as they
 * came.
 *
 * @param secret of the address, undefined if nobody has given it: then nothing is right
 * @param at instant at which it came
 * @throws {RequestError} 400 if it is wrong or old; 503 without a secret
 * @see docs/sources.md#stripe
 */
export function requireSigned(
  { headers, body = '', isBase64Encoded }: Pick<APIGatewayProxyEventV2, 'headers' | 'body' | 'isBase64Encoded'>,
  secret: string | undefined,
  at: string,
): unknown {
  if (secret === undefined)
    throw new RequestError(503, 'The secret stripe-webhook-secret is missing: docs/payments.md says where it goes.');
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const parts = (headers['stripe-signature'] ?? '').split(',').map((part) => part.split('='));
  const moment = parts.find(([name]) => name === 't')?.[1] ?? '';
  const age = Math.abs(Date.parse(at) / 1000 - Number(moment));
  if (!/^\d+$/.test(moment) || age > MOST_AGE) throw new RequestError(400, 'The signature is missing or old.');
  const right = createHmac('sha256', secret).update(`${moment}.`).update(bytes).digest();
  const isRight = parts.some(([name, value = '']) => name === 'v1' && isEqual(Buffer.from(value, 'hex'), right));
  if (!isRight) throw new RequestError(400, 'The signature is not that of Stripe over these bytes.');
  return JSON.parse(bytes.toString('utf8'));
}

function isEqual(given: Buffer, right: Buffer): boolean {
  return given.length === right.length && timingSafeEqual(given, right);
}
