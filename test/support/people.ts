/** Requests of people to the HTTP API, as API Gateway hands them on once it has checked their token. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { handler } from '../../services/console/console.handler.ts';
import type { Role } from '../../shared/signed-in.ts';

export interface Answered {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What is sent beside method and address. */
export interface Sent {
  readonly body?: object | string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** When it is received; 3 November 2026, 05:00 UTC, if not given. */
  readonly at?: string;
}

/** Who asks: a person and their role, any claims, or undefined without a token. */
export type By = { readonly email: string; readonly role: Role } | object | undefined;

export async function askApi(
  by: By,
  method: string,
  address: string,
  { body, headers = {}, at = '2026-11-03T05:00:00Z' }: Sent = {},
): Promise<Answered> {
  const claims = by && 'role' in by ? { email_verified: 'true', stepbill_role: by.role, sub: 'a1b2', ...by } : by;
  const [path = '', query = ''] = address.split('?');
  const request = {
    version: '2.0',
    rawPath: path,
    rawQueryString: query,
    // Nothing a person may send says who they are.
    headers: { 'content-type': 'application/json', 'x-user': 'cfo@kranich.example', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      domainName: 'api.example',
      timeEpoch: Date.parse(at),
      ...(claims ? { authorizer: { jwt: { claims, scopes: null } } } : {}),
    },
  };
  const { statusCode, headers: said = {}, body: text = '', isBase64Encoded } = await handler(request as unknown as APIGatewayProxyEventV2);
  return {
    status: statusCode,
    headers: said as Record<string, string>,
    body: /json/.test(String(said['content-type']))
      ? (JSON.parse(text) as unknown)
      : Buffer.from(text, isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** @param by mail address of a releaser, or whoever else asks */
export async function postedBy(by: string | By, address: string, body: object): Promise<Pick<Answered, 'status' | 'body'>> {
  const { status, body: said } = await askApi(typeof by === 'string' ? { email: by, role: 'releaser' } : by, 'POST', address, { body });
  return { status, body: said };
}
