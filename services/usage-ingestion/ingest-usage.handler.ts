import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { getKey } from '../../shared/api-key.store.ts';
import { idInKey } from '../../shared/api-key.ts';
import type { ApiKey } from '../../shared/api-key.ts';
import { usageDaysBack, usageMinutesAhead } from '../../shared/config.ts';
import { RequestError } from '../../shared/request-error.ts';
import { defineRoute } from '../../shared/route.ts';
import { bearerOf, requireUsable, sellerOf } from './bearer-key.ts';
import { fatesOf } from './fates.ts';
import { eventsOfBody } from './request-body.ts';
import { windowAt } from './time-window.ts';
import { takeIn } from './usage-intake.store.ts';

/**
 * `POST /v1/usage`: one event, an array, or one a line; answers with the fate of each in their order. 200 says that
 * every event is stored: counted, or in quarantine. After any other status the same request may be sent again.
 *
 * Nothing of a request is read before its API key is known to be good.
 */
export const handler = defineRoute(async (request, note) => {
  const storedAt = new Date(request.requestContext.timeEpoch).toISOString();
  const key = await keyOf(request, storedAt);
  note({ keyId: key.id });
  const sellerId = sellerOf(request.headers, key);
  note({ sellerId });
  const body = Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8');
  const sent = eventsOfBody(body, request.headers['content-encoding']);
  const window = windowAt(storedAt, { daysBack: usageDaysBack(), minutesAhead: usageMinutesAhead() });
  const intake = await takeIn(sellerId, sent, storedAt, window);
  if (!intake) throw new RequestError(404, `There is no seller "${sellerId}".`);
  return fatesOf(intake.judged, intake.stored);
});

async function keyOf({ headers }: APIGatewayProxyEventV2, at: string): Promise<ApiKey> {
  const text = bearerOf(headers);
  const id = idInKey(text);
  return requireUsable(id === undefined ? undefined : await getKey(id), text, at);
}
