import type { Hono } from 'hono';
import { steps } from '../../shared/ports.ts';
import { RequestError } from '../../shared/request-error.ts';
import type { Asking, ConsoleEnv } from './asking.ts';
import { download } from './attachment.ts';
import { eventsPageOf } from './events-page.ts';
import { type EventsPlace, eventsPlace, type LineEvidence, lineEvidence, placeQuery } from './line-evidence.ts';

/** Events that a page lists. */
const PAGE = 100;
/** Events of a file, well within what a function may answer; the next ones are downloaded from where it ends. */
const MOST_BYTES = 3_000_000;
const MOST_EVENTS = 10_000;
const AT_ONCE = 1_000;

/** Lines of invoices down to the events behind them, as pricing explains them to the command line as well. */
export function lineRoutes(app: Hono<ConsoleEnv>): void {
  const line = '/sellers/:sellerId/invoices/:number/lines/:line';

  app.get(line, async (context) => {
    const place = eventsPlace(context.req.query());
    const said = await explained(context, place, PAGE);
    const { events = [], next } = said.evidence ?? {};
    const about = {
      number: context.req.param('number'),
      line: Number(context.req.param('line')),
      before: place.before,
      here: placeQuery(place),
    };
    const following = next && placeQuery({ ...place, from: next, before: place.before + events.length });
    return context.html(eventsPageOf(context.get('frame'), said, { ...about, next: following }));
  });

  app.get(`${line}/events.ndjson`, async (context) => {
    const { number, line: of } = context.req.param();
    let place: EventsPlace | undefined = eventsPlace(context.req.query());
    const lines: string[] = [];
    for (let bytes = 0; place && lines.length < MOST_EVENTS && bytes < MOST_BYTES;) {
      const { evidence }: LineEvidence = await explained(context, place, AT_ONCE);
      const found = (evidence?.events ?? []).map((event) => `${JSON.stringify(event)}\n`);
      lines.push(...found);
      bytes += found.reduce((sum, text) => sum + text.length, 0);
      place = evidence?.next && { ...place, from: evidence.next };
    }
    return download(context, lines.join(''), `${number}-line-${of}-events.ndjson`, 'application/x-ndjson');
  });
}

async function explained(context: Asking, { meter, from }: EventsPlace, limit: number): Promise<LineEvidence> {
  const { number = '', line = '' } = context.req.param() as { number?: string; line?: string };
  if (!/^[1-9]\d{0,5}$/.test(line)) throw new RequestError(404, `${number} has no line ${line}.`);
  const about = { sellerId: context.get('frame').seller.id, number, line: Number(line), limit };
  const input = { ...about, ...(meter === undefined ? {} : { meter }), ...(from ? { from } : {}) };
  return lineEvidence.parse(await steps().call('pricing/explain-line', input));
}
