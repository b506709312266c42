import type { Graph } from '../../shared/asl-walk.ts';
import type { StateVisit } from '../../shared/executions.ts';
import { notBilled } from '../../shared/review.ts';
import { counted, countOf } from './counts.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { type Course, standingsOf } from './machine-standing.ts';
import { drawCourse } from './machine-svg.ts';
import { durationText, momentText, shortMoment } from './moments.ts';
import type { RunCourse } from './run.store.ts';

/** What a state got and gave is shown up to here: payloads are ids and keys, and end at 256 KiB. */
const MOST_SHOWN = 4_000;

/** The state graph of a run as it stands. */
export function runGraph(outline: Graph, at: RunCourse, href: string, zone: string): Markup {
  const course = courseOf(at, zone);
  return drawCourse({
    name: 'billing-run',
    outline,
    standings: standingsOf(outline, course),
    visits: at.visits,
    hrefOf: (state) => `${href}?state=${encodeURIComponent(state)}#state`,
  });
}

/** What the records of a run say of its states. */
function courseOf({ execution, visits, counts, review, waiting }: RunCourse, zone: string): Course {
  const since = waiting?.since ? `since ${shortMoment(waiting.since, zone).replace(/ \d\d:\d\d$/, '')}` : '';
  const aside = review ? notBilled(review) : 0;
  const made = counts?.state === 'GenerateInvoices' ? counted(counts.succeeded) : '';
  return {
    execution,
    visits,
    counts,
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
  };
}

/** What is known of one state: each time the execution came to it, with what it got and what it gave. */
export function statePanel(state: string, { visits, execution }: RunCourse, zone: string): Markup {
  const own = visits.filter((visit) => visit.state === state);
  return html`<section class="card" id="state" aria-labelledby="stateTitle">
    <header>
      <h2 id="stateTitle">${state}</h2>
      <span class="small">${own.length > 1 ? `entered ${own.length} times` : NOTHING}</span>
    </header>
    ${own.length === 0 ? html`<p class="body small">${neverEntered(visits)}</p>` : own.toReversed().map((visit) => visitPart(visit, execution, zone))}
  </section>`;
}

function neverEntered(visits: readonly StateVisit[]): string {
  return visits.length === 0
    ? 'The history of this execution is gone: it is kept for 90 days.'
    : 'The execution has no passage of its own through this state: it was not reached, or it lies inside a map, whose items leave their result in the records above.';
}

function visitPart(visit: StateVisit, execution: RunCourse['execution'], zone: string): Markup {
  const { enteredAt, exitedAt, attempts, input, output, type } = visit;
  const isFailed = !exitedAt && execution !== undefined && execution.status !== 'RUNNING' && execution.status !== 'SUCCEEDED';
  return html`<div class="part">
    <dl class="facts small">
      <dt>Entered</dt>
      <dd>${momentText(enteredAt.toISOString(), zone)}</dd>
      <dt>Took</dt>
      <dd>${exitedAt ? durationText(exitedAt.getTime() - enteredAt.getTime()) : 'not over yet'}</dd>
      <dt>${type}</dt>
      <dd>${attempts === 0 ? 'no work of its own' : countOf(attempts, 'attempt')}</dd>
    </dl>
    ${isFailed ? html`<p class="wrong"><b>${execution.error ?? execution.status}</b> ${execution.cause ?? ''}</p>` : NOTHING}
    <details>
      <summary class="small">Input</summary>
      <pre class="mono" tabindex="0">${shown(input)}</pre>
    </details>
    ${
      output === undefined
        ? NOTHING
        : html`<details>
            <summary class="small">Output</summary>
            <pre class="mono" tabindex="0">${shown(output)}</pre>
          </details>`
    }
  </div>`;
}

/** JSON, without what continues the execution. */
function shown(value: unknown): string {
  const text = JSON.stringify(value, (name, member: unknown) => (/token/i.test(name) ? '…' : member), 2) ?? 'null';
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}\n… ${counted(text.length - MOST_SHOWN)} characters more` : text;
}
