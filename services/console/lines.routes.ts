import type { Hono } from 'hono';
import { customerAttempt } from '../../shared/attempt.store.ts';
import { steps } from '../../shared/ports.ts';
import { RequestError } from '../../shared/request-error.ts';
import type { Asking, ConsoleEnv } from './asking.ts';
import { download } from './attachment.ts';
import { eventsPageOf, type LinePlace } from './events-page.ts';
import { type EventsPlace, eventsPlace, type LineEvidence, lineEvidence, placeQuery } from './line-evidence.ts';

/** Events that a page lists. */
const PAGE = 100;
/** Events of a file, well within what a function may answer; the next ones are downloaded from where it ends. */
const MOST_BYTES = 3_000_000;
const MOST_EVENTS = 10_000;
const AT_ONCE = 1_000;

/** A line: where it stands, and what pricing calls its document. */
interface AskedLine {
  readonly place: LinePlace;
  readonly of: { readonly number: string } | { readonly runId: string; readonly customerId: string; readonly attempt: number };
}

/** Lines of invoices and drafts down to the events behind them, as pricing explains them to the command line as well. */
export function lineRoutes(app: Hono<ConsoleEnv>): void {
  for (const [path, lineOf] of [
    ['/sellers/:sellerId/invoices/:number/lines/:line', ofInvoice],
    ['/sellers/:sellerId/runs/:runId/drafts/:customerId/lines/:line', ofDraft],
  ] as const) {
    app.get(path, async (context) => {
      const at = eventsPlace(context.req.query());
      const { place, of } = await lineOf(context);
      const said = await explained(context, of, at, PAGE);
      const { events = [], next } = said.evidence ?? {};
      const following = next && placeQuery({ ...at, from: next, before: at.before + events.length });
      return context.html(eventsPageOf(context.get('frame'), said, { place, before: at.before, here: placeQuery(at), next: following }));
    });

    app.get(`${path}/events.ndjson`, async (context) => {
      const { place, of } = await lineOf(context);
      let at: EventsPlace | undefined = eventsPlace(context.req.query());
      const lines: string[] = [];
      for (let bytes = 0; at && lines.length < MOST_EVENTS && bytes < MOST_BYTES;) {
        const { evidence }: LineEvidence = await explained(context, of, at, AT_ONCE);
        const found = (evidence?.events ?? []).map((event) => `${JSON.stringify(event)}\n`);
        lines.push(...found);
        bytes += found.reduce((sum, text) => sum + text.length, 0);
        at = evidence?.next && { ...at, from: evidence.next };
      }
      return download(context, lines.join(''), `${place.name}-line-${place.line}-events.ndjson`, 'application/x-ndjson');
    });
  }
}

function ofInvoice(context: Asking): Promise<AskedLine> {
  const { number = '' } = context.req.param() as { number?: string };
  const href = `/sellers/${context.get('frame').seller.id}/invoices/${number}`;
  return Promise.resolve({ place: { part: 'invoices', href, name: number, line: lineIn(context) }, of: { number } });
}

async function ofDraft(context: Asking): Promise<AskedLine> {
  const { runId = '', customerId = '' } = context.req.param() as { runId?: string; customerId?: string };
  const { id } = context.get('frame').seller;
  const { state } = await customerAttempt(id, runId, customerId);
  const href = `/sellers/${id}/runs/${runId}/drafts/${customerId}`;
  const place = { part: 'runs', href, name: `draft-${customerId}`, words: `Draft of ${customerId}`, line: lineIn(context) } as const;
  return { place, of: { runId, customerId, attempt: state.attempt } };
}

function lineIn(context: Asking): number {
  const { line = '' } = context.req.param() as { line?: string };
  if (/^[1-9]\d{0,5}$/.test(line)) return Number(line);
  throw new RequestError(404, `There is no line ${line}.`);
}

async function explained(context: Asking, of: AskedLine['of'], { meter, from }: EventsPlace, limit: number): Promise<LineEvidence> {
  const about = { sellerId: context.get('frame').seller.id, ...of, line: lineIn(context), limit };
  const input = { ...about, ...(meter === undefined ? {} : { meter }), ...(from ? { from } : {}) };
  return lineEvidence.parse(await steps().call('pricing/explain-line', input));
}
