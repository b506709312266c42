import type { Graph } from '../../shared/asl-walk.ts';
import type { MapCounts } from '../../shared/executions.ts';
import { notBilled } from '../../shared/review.ts';
import { counted, countOf } from './counts.ts';
import type { Markup } from './markup.ts';
import { type Course, standingsOf } from './machine-standing.ts';
import { drawCourse } from './machine-svg.ts';
import { shortMoment } from './moments.ts';
import { foundOf } from './missing-documents.ts';
import type { RunCourse } from './run.store.ts';

/** States that begin a workflow with a graph of its own. */
const WORKFLOWS: Readonly<Record<string, string>> = { Invoice: 'invoice', Settlement: 'settlement' };

/** The state graph of a run as it stands. */
export function runGraph(outline: Graph, at: RunCourse, href: string, zone: string): Markup {
  const course = courseOf(at, zone);
  return drawCourse({
    name: 'billing-run',
    outline,
    standings: standingsOf(outline, course),
    visits: at.visits,
    hrefOf: (state) => (WORKFLOWS[state] ? `${href}/graph/${WORKFLOWS[state]}` : `${href}?state=${encodeURIComponent(state)}#state`),
  });
}

/** What a run is at, in a sentence: how far a map is, or the state it is in. */
export function runProgress(outline: Graph, at: RunCourse, zone: string): string {
  const running = [...standingsOf(outline, courseOf(at, zone))].find(([, { standing }]) => standing === 'running');
  if (!running) return '';
  const [state, { progress, note }] = running;
  return progress ? `${state}: ${note}` : `${state} is at work`;
}

/** What the records of a run say of its states. */
function courseOf({ execution, visits, counts, review, waiting, failed }: RunCourse, zone: string): Course {
  const since = waiting?.since ? `since ${shortMoment(waiting.since, zone).replace(/ \d\d:\d\d$/, '')}` : '';
  const aside = review ? notBilled(review) : 0;
  const known = withoutMissing(counts, waiting);
  const made = known?.state === 'GenerateInvoices' ? counted(known.succeeded) : '';
  return {
    execution,
    visits,
    counts: known,
    notes: {
      LoadCustomers: review ? counted(review.customers) : '',
      PrepareDrafts: review ? countOf(review.customers, 'customer') : '',
      CalculatePrice: review ? counted(review.customers) : '',
      DraftInvoice: review ? counted(review.drafts + review.nothingDue) : '',
      AwaitRelease: waiting?.for === 'release' ? since : '',
      AwaitRepair: waiting?.for === 'repair' ? since : '',
      GenerateInvoices: made === '' ? '' : `${made} invoices`,
      Invoice: made,
    },
    aside: { SetAside: aside },
    retries: Object.fromEntries([...failed].map(([state, { retried }]) => [state, retried])),
  };
}

/** A batch goes on past a document that can't be made, so the map counts it in: the verification knows better. */
function withoutMissing(counts: MapCounts | undefined, waiting: RunCourse['waiting']): MapCounts | undefined {
  const missing = foundOf(waiting)?.missing.length ?? 0;
  if (counts?.state !== 'GenerateInvoices' || missing === 0) return counts;
  const failed = Math.min(counts.total, foundOf(waiting)?.problemCount ?? missing);
  return { ...counts, succeeded: counts.total - failed, failed };
}
