import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { z } from 'zod';
import { sellerOfRun } from '../../shared/billing-run.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { RequestError } from '../../shared/request-error.ts';

/** Bytes of a body at most: a decision on two thousand customers by name has about as many. */
export const MOST_BODY_BYTES = 65_536;

const signedIn = z.object({ authorizer: z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }) }) });
/** API Gateway hands claims on as text. */
const verified = z.object({ email: z.email().max(254), email_verified: z.union([z.literal(true), z.literal('true')]) });

/**
 * Who sent a request: the mail address in the claims that API Gateway has checked, and nothing that a request says.
 *
 * @throws {RequestError} 401 without checked claims, 403 if the issuer has not verified the address
 * @see docs/sources.md#who-a-person-is
 */
export function personOf({ requestContext }: Pick<APIGatewayProxyEventV2, 'requestContext'>): string {
  const context = signedIn.safeParse(requestContext);
  if (!context.success) throw new RequestError(401, 'Sign in first.', { 'www-authenticate': 'Bearer realm="stepbill"' });
  const claims = verified.safeParse(context.data.authorizer.jwt.claims);
  if (claims.success) return claims.data.email;
  throw new RequestError(
    403,
    'The token must have the claims email and email_verified: true; it is the mail address that says who decides.',
  );
}

/** The instant API Gateway received a request. */
export function atOf({ requestContext }: Pick<APIGatewayProxyEventV2, 'requestContext'>): string {
  return new Date(requestContext.timeEpoch).toISOString();
}

/** The run in the path, and the seller its id begins with. @throws {NotFoundError} if it can't be the id of a run */
export function runOf({ pathParameters }: Pick<APIGatewayProxyEventV2, 'pathParameters'>): { sellerId: string; runId: string } {
  const runId = pathParameters?.['runId'] ?? '';
  const sellerId = sellerOfRun(runId);
  if (sellerId !== undefined) return { sellerId, runId };
  throw new NotFoundError('There is no such run: runs are named by seller, month and a number, such as acme-2026-10-1.');
}

/**
 * The body of a request as its contract. A field that is not in it is refused: who decides, and when, can't be sent.
 *
 * @throws {RequestError} 413 beyond 64 KiB, 400 if it does not fit
 */
export function bodyOf<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  { body, isBase64Encoded }: Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'>,
): z.output<z.ZodObject<Shape>> {
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength > MOST_BODY_BYTES)
    throw new RequestError(413, `The body holds ${bytes.byteLength} bytes; a decision has at most ${MOST_BODY_BYTES}.`);
  const parsed = schema.strict().safeParse(jsonOf(bytes));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new RequestError(400, `The body does not fit: ${faults.join('; ')}.`);
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new RequestError(400, 'The body must be a JSON object in UTF-8.');
  }
}
