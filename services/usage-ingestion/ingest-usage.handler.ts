import { usageDaysBack, usageMinutesAhead } from '../../shared/config.ts';
import { sellerAsking } from '../../shared/asking.store.ts';
import { RequestError } from '../../shared/request-error.ts';
import { defineRoute } from '../../shared/route.ts';
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
  const { sellerId, at: storedAt } = await sellerAsking(request, 'post', note);
  const body = Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8');
  const sent = eventsOfBody(body, request.headers['content-encoding']);
  const window = windowAt(storedAt, { daysBack: usageDaysBack(), minutesAhead: usageMinutesAhead() });
  const intake = await takeIn(sellerId, sent, storedAt, window);
  if (!intake) throw new RequestError(404, `There is no seller "${sellerId}".`);
  return fatesOf(intake.judged, intake.stored);
});
