/** Requests of people, as API Gateway hands them on once it has checked their token. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Route } from '../../shared/route.ts';

export interface Posted {
  readonly status: number | undefined;
  readonly body: unknown;
}

/** @param by mail address that the issuer has verified, other claims, or undefined without a token */
export async function postedBy(route: Route, by: string | object | undefined, runId: string, body: object): Promise<Posted> {
  const claims = typeof by === 'string' ? { email: by, email_verified: 'true', sub: 'a1b2' } : by;
  const request = {
    // Nothing a person may send says who they are.
    headers: { 'content-type': 'application/json', 'x-user': 'cfo@kranich.example' },
    pathParameters: { runId },
    body: JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: { timeEpoch: Date.parse('2026-11-03T05:00:00Z'), ...(claims ? { authorizer: { jwt: { claims, scopes: null } } } : {}) },
  };
  const { statusCode, body: text } = await route(request as unknown as APIGatewayProxyEventV2);
  return { status: statusCode, body: JSON.parse(text ?? '') as unknown };
}
