import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { usageDaysBack, usageMinutesAhead } from '../../shared/config.ts';
import { ensureConnected } from '../../shared/ports.ts';
import { fatesOf } from './fates.ts';
import { eventsOfBody, RequestError, sellerOf } from './request-body.ts';
import { windowAt } from './time-window.ts';
import { takeIn } from './usage-intake.store.ts';

/**
 * `POST /v1/usage`: one event, an array, or one a line; answers with the fate of each in their order. 200 says that
 * every event is stored: counted, or in quarantine. After any other status the same request may be sent again.
 */
export async function handler(request: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  await ensureConnected();
  try {
    return answer(200, await ingest(request));
  } catch (error) {
    if (error instanceof RequestError) return answer(error.status, { error: error.message });
    throw error;
  }
}

async function ingest(request: APIGatewayProxyEventV2) {
  const sellerId = sellerOf(request.headers);
  const body = Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8');
  const sent = eventsOfBody(body, request.headers['content-encoding']);
  const storedAt = new Date(request.requestContext.timeEpoch).toISOString();
  const window = windowAt(storedAt, { daysBack: usageDaysBack(), minutesAhead: usageMinutesAhead() });
  const intake = await takeIn(sellerId, sent, storedAt, window);
  if (!intake) throw new RequestError(404, `There is no seller "${sellerId}".`);
  return fatesOf(intake.judged, intake.stored);
}

function answer(statusCode: number, body: unknown): APIGatewayProxyStructuredResultV2 {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
