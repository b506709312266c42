import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type z } from 'zod';
import { sellerOfRun } from '../../shared/billing-run.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { RequestError } from '../../shared/request-error.ts';

/** Bytes of a body at most: a decision on two thousand customers by name has about as many. */
export const MOST_BODY_BYTES = 65_536;

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
