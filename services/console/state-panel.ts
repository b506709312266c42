import type { StateVisit } from '../../shared/executions.ts';
import { counted, countOf } from './counts.ts';
import type { InnerState, TriedCustomer } from './inner-state.store.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { durationText, momentText } from './moments.ts';
import type { RunCourse } from './run.store.ts';
import { withoutTokens } from './without-tokens.ts';

/** Characters shown of what a state got and gave: payloads are ids and keys, and end at 256 KiB. */
const MOST_SHOWN = 1_500;
/** Passages through a state that are shown, the latest first. */
const MOST_PASSAGES = 4;

/** Where the panel stands, and what it is of. */
export interface PanelAbout {
  readonly state: string;
  readonly at: Pick<RunCourse, 'visits' | 'execution'>;
  /** Tries that failed, of a state that works on one customer. */
  readonly inner?: InnerState | undefined;
  /** The page it is on, and the run it is of. */
  readonly page: string;
  readonly run: string;
  readonly zone: string;
}

/** What is known of one state: of one on top each time the execution came to it, of one inside a map the tries that failed. */
export function statePanel({ state, at, inner, page, run, zone }: PanelAbout): Markup {
  const own = at.visits.filter((visit) => visit.state === state);
  return html`<section class="card" id="state" aria-labelledby="stateTitle">
    <header>
      <h2 id="stateTitle">${state}</h2>
      <span class="small"
        >${own.length > 1 ? `entered ${own.length} times${own.length > MOST_PASSAGES ? `, the last ${MOST_PASSAGES} here` : ''}` : NOTHING}</span
      >
    </header>
    ${
      inner
        ? triesPart(inner, page, run, zone)
        : own
            .slice(-MOST_PASSAGES)
            .toReversed()
            .map((visit) => visitPart(visit, at.execution, zone))
    }
    ${inner === undefined && own.length === 0 ? html`<p class="body small">${neverEntered(state, at.visits, run)}</p>` : NOTHING}
  </section>`;
}

function neverEntered(state: string, visits: readonly StateVisit[], run: string): Markup | string {
  if (state === 'SetAside')
    return html`Customers that can’t be billed end here, each with its reason: <a href="${run}/aside">who was set aside</a>.`;
  return visits.length === 0
    ? 'The history of this execution is gone: it is kept for 90 days.'
    : 'The execution did not come to this state, or it lies inside a map and keeps no record of its own.';
}

function triesPart({ state, customers, next }: InnerState, page: string, run: string, zone: string): Markup {
  const intro = html`<p class="body small">
    It works on one customer at a time; what it made of them is in <a href="${run}/drafts">their drafts</a>. Kept are the tries that failed,
    for 90 days.
  </p>`;
  if (customers.length === 0 && next === undefined)
    return html`${intro}
      <p class="body">No try has failed.</p>`;
  return html`${intro}
    <table>
      <thead>
        <tr>
          <th>Customer</th>
          <th>Failed tries</th>
        </tr>
      </thead>
      <tbody>
        ${customers.map((customer) => triedRow(customer, run, zone))}
      </tbody>
    </table>
    ${next === undefined ? NOTHING : html`<p class="more"><a href="${page}?state=${state}&after=${next}#state">More customers</a></p>`}`;
}

function triedRow({ customerId, name, isAside, tries }: TriedCustomer, run: string, zone: string): Markup {
  return html`<tr>
    <td>
      <a class="name" href="${run}/drafts/${customerId}">${name}</a>
      <span class="small">${isAside ? 'set aside' : countOf(tries.length, 'try', 'tries')}</span>
    </td>
    <td>
      ${tries.map(
        ({ at, error, cause }) =>
          html`<div><b>${error}</b> <span class="when">${momentText(at, zone)}</span><span class="small">${cause}</span></div>`,
      )}
    </td>
  </tr>`;
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
    ${payload('Input', input)} ${output === undefined ? NOTHING : payload('Output', output)}
  </div>`;
}

function payload(title: string, value: unknown): Markup {
  return html`<details>
    <summary class="small">${title}</summary>
    <pre class="mono" tabindex="0">${shown(value)}</pre>
  </details>`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(withoutTokens(value), null, 2) ?? 'null';
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}\n… ${counted(text.length - MOST_SHOWN)} characters more` : text;
}
