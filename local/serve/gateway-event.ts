/**
 * An HTTP request as API Gateway hands it to a function, and the function's answer as it hands that back: payload
 * format 2.0.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { z } from 'zod';

import { PROBLEM_TYPE, problemOf } from '../../shared/problem.ts';
import type { Match } from './routes.ts';

/** What is known of a request once it was read. */
export interface ReadRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: URL;
  /** Each with all its values. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly body: Uint8Array;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly at: Date;
}

/** What is known of who is signed in, as a token would say it. */
export type Claims = Readonly<Record<string, string>>;

/**
 * Headers in lower case, several values joined by a comma; the body in base64, whatever it is.
 *
 * @param claims of a person, where the route is for people
 */
export function gatewayEvent(
  request: ReadRequest,
  { route, parameters }: Match,
  claims?: Claims,
): Omit<APIGatewayProxyEventV2, 'requestContext'> & {
  requestContext: Omit<APIGatewayProxyEventV2['requestContext'], 'accountId' | 'apiId' | 'domainPrefix'> & {
    authorizer?: { jwt: { claims: Claims; scopes: null } };
  };
} {
  const { method, url, body, sourceIp, requestId, at } = request;
  const headers = headersOf(request);
  const query = [...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name).join(',')]);
  const cookies = request.headers['cookie']?.flatMap((line) => line.split('; '));
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    ...(cookies ? { cookies } : {}),
    ...(query.length > 0 ? { queryStringParameters: Object.fromEntries(query) as Record<string, string> } : {}),
    ...(Object.keys(parameters).length > 0 ? { pathParameters: parameters } : {}),
    ...(body.byteLength > 0 ? { body: Buffer.from(body).toString('base64') } : {}),
    isBase64Encoded: body.byteLength > 0,
    requestContext: {
      http: { method, path: url.pathname, protocol: 'HTTP/1.1', sourceIp, userAgent: headers['user-agent'] ?? '' },
      domainName: url.hostname,
      requestId,
      ...(claims ? { authorizer: { jwt: { claims, scopes: null } } } : {}),
      routeKey: route.key,
      stage: '$default',
      time: at.toUTCString(),
      timeEpoch: at.getTime(),
    },
  };
}

function headersOf({ headers }: ReadRequest): Record<string, string> {
  const joined = Object.entries(headers).flatMap(([name, values]) =>
    values && name !== 'cookie' ? [[name.toLowerCase(), values.join(',')]] : [],
  );
  return Object.fromEntries(joined) as Record<string, string>;
}

/** What is sent back. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Uint8Array;
  /** A file of this machine that follows instead of a body, as it is read. */
  readonly file?: string;
}

const structured = z.object({
  statusCode: z.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

/**
 * The answer in a function's result. One without a status is the JSON of a body that went well.
 *
 * @param result JSON
 */
export function answerIn(result: string): Answer {
  const value: unknown = JSON.parse(result);
  const parsed = structured.safeParse(value);
  if (!parsed.success) return json(200, value);
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  return {
    status: statusCode,
    headers: { ...headers, ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}) },
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** What is refused here is said as functions say it. */
export function problem(status: number, detail?: string, headers: Readonly<Record<string, string>> = {}): Answer {
  const body = Buffer.from(JSON.stringify(problemOf(status, detail)));
  return { status, headers: { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store', ...headers }, body };
}

export function json(status: number, body: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) };
}
