import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { getKey } from './api-key.store.ts';
import { idInKey } from './api-key.ts';
import type { KeyRight } from './api-key.ts';
import { bearerOf, requireRight, requireUsable, sellerOf } from './bearer-key.ts';
import { getCustomer } from './catalog.store.ts';
import { id } from './catalog.ts';
import type { Customer } from './catalog.ts';
import { RequestError } from './request-error.ts';
import type { Note } from './route.ts';

/** Whom a request of product code is about, and the instant API Gateway received it. */
export interface Asking {
  readonly sellerId: string;
  readonly at: string;
  /** Who asks, as what is done says it. */
  readonly by: string;
}

/**
 * The seller of whoever asks, by the API key of the request alone. The first thing a route does: nothing else of a
 * request is read before its key is known to be good.
 *
 * @param right what the route does
 * @throws {RequestError} 401 without a key that is good; 403 if it is not for this seller, or may not do it; 400 if it is
 *   for several sellers and the request names none
 */
export async function sellerAsking(
  { headers, requestContext }: Pick<APIGatewayProxyEventV2, 'headers' | 'requestContext'>,
  right: KeyRight,
  note: Note,
): Promise<Asking> {
  const at = new Date(requestContext.timeEpoch).toISOString();
  const text = bearerOf(headers);
  const keyId = idInKey(text);
  const key = requireUsable(keyId === undefined ? undefined : await getKey(keyId), text, at);
  note({ keyId: key.id });
  const sellerId = sellerOf(headers, key);
  note({ sellerId });
  requireRight(key, right);
  return { sellerId, at, by: `API key ${key.id}` };
}

/** The customer in the path of a request. @throws {RequestError} 404 if the seller has none of that id */
export async function customerAsked(
  { pathParameters }: Pick<APIGatewayProxyEventV2, 'pathParameters'>,
  sellerId: string,
  note: Note,
): Promise<Customer> {
  const wanted = id.safeParse(pathParameters?.['customerId']);
  const customer = wanted.success ? await getCustomer(sellerId, wanted.data) : undefined;
  if (!customer) throw new RequestError(404, `Seller "${sellerId}" has no such customer.`);
  note({ customerId: customer.id });
  return customer;
}
