/** Requests of product code that ask, as API Gateway hands them to a route. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Route } from '../../shared/route.ts';
import { keyNumber } from './api-keys.ts';
import { SELLER } from './catalog.ts';

export interface Asked {
  readonly customerId?: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string | undefined>;
  readonly at?: string;
}

/** Asks a route with key number 1, and returns its status and what it said. */
export async function ask(route: Route, { customerId = 'adler', query, headers, at = '2026-10-20T12:00:00Z' }: Asked = {}) {
  const request = {
    headers: { authorization: `Bearer ${keyNumber(1)}`, 'stepbill-seller': SELLER, ...headers },
    pathParameters: { customerId },
    ...(query ? { queryStringParameters: query } : {}),
    requestContext: { timeEpoch: Date.parse(at) },
  };
  const { statusCode: status, headers: answered, body } = await route(request as unknown as APIGatewayProxyEventV2);
  return { status, headers: answered, body: JSON.parse(body ?? '') as Record<string, unknown> };
}

/** What every route that is asked with a key refuses, and with which status. */
export const REFUSED: readonly ({ readonly why: string; readonly status: number; readonly says: string } & Asked)[] = [
  { why: 'without a key', headers: { authorization: undefined }, status: 401, says: 'Send an API key' },
  {
    why: 'with a key that nobody has',
    headers: { authorization: `Bearer ${keyNumber(9)}` },
    status: 401,
    says: 'unknown, expired or revoked',
  },
  { why: 'with a key that may only post', headers: { authorization: `Bearer ${keyNumber(2)}` }, status: 403, says: 'may not read' },
  { why: 'about another seller', headers: { 'stepbill-seller': 'storch' }, status: 403, says: 'not for seller "storch"' },
  { why: 'about a customer there is not', customerId: 'uhu', status: 404, says: 'has no such customer' },
  { why: 'about what is no id', customerId: 'adler|usage', status: 404, says: 'has no such customer' },
  { why: 'about what is no month', query: { month: '2026-13' }, status: 400, says: 'month: expected a month such as 2026-10' },
  { why: 'with a field that is not known', query: { moth: '2026-10' }, status: 400, says: 'moth' },
];
