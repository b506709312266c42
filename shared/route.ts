import { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { ensureConnected } from './ports.ts';
import { PROBLEM_TYPE, problemOf } from './problem.ts';
import { RequestError } from './request-error.ts';

const logger = new Logger({ serviceName: 'stepbill' });

/** What an error means for whoever sent the request; any other is a fault of ours. */
const STATUS: Readonly<Record<string, number>> = {
  InvalidInputError: 400,
  UnprintableTextError: 400,
  PersonRefusedError: 403,
  NotFoundError: 404,
  AccountingError: 409,
  DecisionRefusedError: 409,
  SupersededError: 409,
  MonthNotOverError: 409,
  IssuingLockedError: 409,
  NotPriceableError: 409,
  TaxUndeterminedError: 409,
  NegativeDraftError: 409,
  TransientError: 503,
};

/** Notes ids for the log line of the request: never names, addresses or what was sent. */
export type Note = (ids: Readonly<Record<string, string>>) => void;
export type Route = (request: APIGatewayProxyEventV2, context?: Context) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * A route of the HTTP API: does its work, answers as JSON, logs once with the ids that were noted.
 *
 * An error that the sender can do something about is answered as a problem with its status and its sentence, and the log
 * has its name alone. Any other leaves the handler, so that it counts as one of the function.
 */
export function defineRoute(work: (request: APIGatewayProxyEventV2, note: Note) => Promise<unknown>): Route {
  return async (request, context) => {
    const noted: Record<string, string> = { ...(context ? { requestId: context.awsRequestId } : {}) };
    await ensureConnected();
    try {
      const body = await work(request, (ids) => Object.assign(noted, ids));
      logger.info('answered', { ...noted, status: 200 });
      return answer(200, 'application/json', body);
    } catch (error) {
      const refusal = refusalOf(error);
      const { name: why } = error instanceof Error ? error : { name: 'Unknown' };
      if (!refusal) {
        logger.error('failed', { ...noted, error: why });
        throw error;
      }
      logger.info('refused', { ...noted, status: refusal.status, error: why });
      const { status, message, faults, headers } = refusal;
      return answer(status, PROBLEM_TYPE, problemOf(status, message, faults), headers);
    }
  };
}

/**
 * Pages and what answers as they do: connects the ports, has a request answered, logs once with its status and the ids that
 * were noted. What leaves the work is a fault of ours.
 */
export function definePages(work: (request: APIGatewayProxyEventV2, note: Note) => ReturnType<Route>): Route {
  return async (request, context) => {
    const noted: Record<string, string> = { ...(context ? { requestId: context.awsRequestId } : {}) };
    await ensureConnected();
    try {
      const result = await work(request, (ids) => Object.assign(noted, ids));
      const { statusCode: status = 200 } = result;
      logger.info(status < 400 ? 'answered' : 'refused', { ...noted, status });
      return result;
    } catch (error) {
      logger.error('failed', { ...noted, error: error instanceof Error ? error.name : 'Unknown' });
      throw error;
    }
  };
}

/** What an error says to who asked, or undefined if it is a fault of ours. */
export function refusalOf(error: unknown): Pick<RequestError, 'status' | 'message' | 'headers' | 'faults'> | undefined {
  if (error instanceof RequestError) return error;
  if (!(error instanceof Error)) return undefined;
  const status = STATUS[error.name];
  if (status === undefined) return undefined;
  return { status, message: error.message, headers: status === 503 ? { 'retry-after': '1' } : {}, faults: [] };
}

function answer(
  statusCode: number,
  contentType: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 {
  // What is answered is one sender's alone.
  return {
    statusCode,
    headers: { 'content-type': contentType, 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}
