import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { getSeller, knownCustomers, metersOf } from '../../shared/catalog.store.ts';
import { ensureConnected } from '../../shared/ports.ts';
import { addEvents } from '../../shared/usage.store.ts';
import { customersOf, judgeEvents } from './accept-event.ts';
import { CONFLICT, fatesOf } from './fates.ts';
import { quarantine } from './quarantine.store.ts';
import { eventsOfBody, RequestError, sellerOf } from './request-body.ts';

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
  const sent = eventsOfBody(
    Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8'),
    request.headers['content-encoding'],
  );
  const storedAt = new Date(request.requestContext.timeEpoch).toISOString();

  if (!(await getSeller(sellerId))) throw new RequestError(404, `There is no seller "${sellerId}".`);
  const known = { meters: await metersOf(sellerId), customers: await knownCustomers(sellerId, customersOf(sent)), storedAt };
  const judged = judgeEvents(sent, known);
  const countable = judged.flatMap((it) => ('event' in it ? [it] : []));
  const stored = await addEvents(
    sellerId,
    countable.map(({ event }) => event),
    storedAt.slice(0, 10),
  );

  const refused = judged.flatMap((it) => ('reason' in it ? [it] : []));
  const conflicts = countable.filter((_, i) => stored[i] === 'conflict').map(({ text }) => ({ text, reason: CONFLICT }));
  await quarantine(sellerId, [...refused, ...conflicts], storedAt);
  return fatesOf(judged, stored);
}

function answer(statusCode: number, body: unknown): APIGatewayProxyStructuredResultV2 {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
