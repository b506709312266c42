import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { z } from 'zod';
import { faultsInParameters, faultsText } from './problem.ts';
import { RequestError } from './request-error.ts';

/**
 * The query of a request as its contract. A field that is not in it is refused, so that a mistyped one is not passed over.
 *
 * @throws {RequestError} 400 with what is wrong and where
 */
export function queryOf<Schema extends z.ZodType>(
  schema: Schema,
  { queryStringParameters = {} }: Pick<APIGatewayProxyEventV2, 'queryStringParameters'>,
): z.output<Schema> {
  const parsed = schema.safeParse(queryStringParameters);
  if (parsed.success) return parsed.data;
  const faults = faultsInParameters(parsed.error);
  throw new RequestError(400, `The query does not fit: ${faultsText(faults)}.`, {}, faults);
}
