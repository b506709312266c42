import type { Graph } from '../../shared/asl-walk.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import type { FailedTries } from '../../shared/failed-try.store.ts';
import { counted, countOf } from './counts.ts';
import type { InnerState } from './inner-state.store.ts';
import { page, type Frame } from './layout.ts';
import { type StateStanding, standingsOf } from './machine-standing.ts';
import { drawCourse } from './machine-svg.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { monthText } from './moments.ts';
import { statePanel } from './state-panel.ts';
import { INVOICE_STATES } from './missing-documents.ts';
import type { DocumentsMade, ExecutionCourse } from './workflow.store.ts';

/** A page with a graph and what is said beside it. */
interface WorkflowAbout {
  readonly machine: string;
  readonly title: string;
  readonly about: string;
  readonly crumb: { readonly href: string; readonly words: string };
  readonly graph: Markup;
  readonly beside: Markup;
  /** Where it is asked for anew, and how it stood, while it is at work. */
  readonly live?: { readonly href: string; readonly state: string } | undefined;
}

function workflowPage(frame: Frame, { machine, title, about, crumb, graph, beside, live }: WorkflowAbout): Markup {
  return page(frame, {
    part: 'runs',
    title,
    crumb,
    about,
    content: html`<div class="run calm">
      <section class="card graph" id="graph" aria-labelledby="standsTitle">
        <header>
          <h2 id="standsTitle">${machine}</h2>
          <a href="/sellers/${frame.seller.id}/graph/${machine}">Definition</a>
        </header>
        <div ${live ? html`data-live="${live.href}" data-state="${live.state}"` : NOTHING}>${graph}</div>
      </section>
      <div class="review">${beside}</div>
    </div>`,
  });
}

/** What the page of the invoice workflow of a run is made of. */
export interface InvoicesAbout {
  readonly run: BillingRun;
  readonly outline: Graph;
  readonly made: DocumentsMade;
  readonly failed: ReadonlyMap<string, FailedTries>;
  readonly inner?: InnerState | undefined;
  /** What changes when the page has to be made anew. */
  readonly signature: string;
}

/** The workflow that each document of a run goes through, with how many have come how far. */
export function invoicesPageOf(frame: Frame, { run, outline, made, failed, inner, signature }: InvoicesAbout): Markup {
  const href = `/sellers/${frame.seller.id}/runs/${run.id}`;
  const here = `${href}/graph/invoice`;
  const hrefOf = (state: string): string => `${here}?state=${state}#state`;
  const standings = invoiceStandings(made, failed);
  return workflowPage(frame, {
    machine: 'invoice',
    title: `Documents of ${monthText(run.month)}`,
    about: 'GenerateInvoices takes each draft of the sealed list through this workflow.',
    crumb: { href, words: run.id },
    live: made.map === 'running' ? { href: here, state: signature } : undefined,
    graph: drawCourse({ name: 'invoice', outline, standings, visits: [], hrefOf }),
    beside: html`${
      inner
        ? statePanel({
            ...{ state: inner.state, at: { visits: [], execution: undefined }, inner },
            ...{ page: here, run: href, zone: frame.seller.zone },
          })
        : NOTHING
    }
    ${stepsCard(made, failed, hrefOf)}`,
  });
}

function stepsCard({ total, stuck }: DocumentsMade, failed: InvoicesAbout['failed'], hrefOf: (state: string) => string): Markup {
  const rows = INVOICE_STATES.map(
    (state) =>
      html`<tr>
        <td><a class="name" href="${hrefOf(state)}">${state}</a></td>
        <td class="figure" data-label="Not made">${counted(stuck[state] ?? 0)}</td>
        <td class="figure" data-label="Failed tries">${counted(failed.get(state)?.failed ?? 0)}</td>
      </tr>`,
  );
  return html`<section class="card" aria-labelledby="stepsTitle">
    <header>
      <h2 id="stepsTitle">What failed</h2>
      <span class="small">${total === 0 ? 'No document is begun yet' : `of ${countOf(total, 'document')}`}</span>
    </header>
    <table>
      <thead>
        <tr>
          <th>State</th>
          <th class="figure">Not made</th>
          <th class="figure">Failed tries</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`;
}

/** How the states stand that every document goes through: what could not be made stands where it came to. */
export function invoiceStandings({ total, map, made, stuck }: DocumentsMade, failed: InvoicesAbout['failed']): Map<string, StateStanding> {
  let left = total;
  return new Map(
    INVOICE_STATES.map((state): [string, StateStanding] => {
      const lost = stuck[state] ?? 0;
      left -= lost;
      const retries = failed.get(state)?.retried ?? 0;
      if (map === 'open') return [state, { standing: 'open', retries, note: '' }];
      if (map === 'running') return [state, { standing: 'running', retries, note: `${counted(made)} of ${counted(total)}` }];
      return [state, { standing: lost > 0 ? 'failed' : 'done', retries, note: lost > 0 ? `${counted(lost)} failed` : counted(left) }];
    }),
  );
}

/** What the page of an execution is made of. */
export interface ExecutionAbout {
  readonly machine: string;
  readonly outline: Graph;
  readonly course: ExecutionCourse;
  readonly title: string;
  readonly about: string;
  readonly crumb: { readonly href: string; readonly words: string };
  /** Where it is, with its query up to the state. */
  readonly here: string;
  /** The run it belongs to, where it belongs to one. */
  readonly run?: string;
  readonly state?: string | undefined;
  readonly definition?: string;
}

/** A workflow that has an execution of its own, or the definition of one as it is deployed. */
export function executionPageOf(frame: Frame, it: ExecutionAbout): Markup {
  const { machine, outline, course, title, about, crumb, here, state, definition, run = here } = it;
  const total = course.counts?.total ?? 0;
  const notes: Record<string, string> = course.counts
    ? {
        [course.counts.state]: countOf(total, 'invoice'),
        SendInvoice: counted(course.counts.succeeded),
        CollectPayment: counted(course.counts.succeeded),
      }
    : {};
  const standings = standingsOf(outline, { ...course, notes, aside: {} });
  const hrefOf = (name: string): string =>
    definition === undefined ? `${here}${here.includes('?') ? '&' : '?'}state=${encodeURIComponent(name)}#state` : `#${name}`;
  const at = { visits: course.visits, execution: course.execution };
  const beside = html`${state === undefined ? NOTHING : statePanel({ state, at, page: here, run, zone: frame.seller.zone })}
  ${definition === undefined ? NOTHING : definitionCard(definition)}
  ${
    state === undefined && definition === undefined
      ? html`<section class="card">
          <p class="empty"><b>${endedText(course)}</b>Choose a state to see what it got and gave.</p>
        </section>`
      : NOTHING
  }`;
  return workflowPage(frame, {
    ...{ machine, title, about, crumb, beside },
    graph: drawCourse({ name: machine, outline, standings, visits: course.visits, hrefOf }),
  });
}

function definitionCard(definition: string): Markup {
  return html`<section class="card" aria-labelledby="definitionTitle">
    <header><h2 id="definitionTitle">As it is deployed</h2></header>
    <div class="body"><pre class="mono" tabindex="0">${definition.split('\n').map(lineOf)}</pre></div>
  </section>`;
}

/** A line of a definition; the one that begins a state bears its name, so that the graph leads there. */
function lineOf(line: string): Markup {
  const [, state] = /^ +(\w+\??):$/.exec(line) ?? [];
  return state === undefined ? html`${line} ` : html`<span id="${state}">${line}</span> `;
}

function endedText({ execution }: ExecutionCourse): string {
  if (!execution) return 'It has not begun, or its history is gone';
  const ended = { SUCCEEDED: 'It is done', FAILED: 'It failed', TIMED_OUT: 'It ran out of time', ABORTED: 'It was stopped' } as const;
  return execution.status === 'RUNNING' ? 'It is at work' : ended[execution.status];
}
