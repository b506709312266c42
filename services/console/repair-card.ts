import type { BillingRun } from '../../shared/billing-run.ts';
import type { SignedIn } from '../../shared/signed-in.ts';
import { countOf, counted } from './counts.ts';
import { tokenField } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { whyNotDecide, whyNotRelease } from './release-card.ts';
import type { RepairView } from './repair.store.ts';

/** Numbers that are listed; those behind them take their place as they are made. */
const MOST_LISTED = 20;

/** What a person decides on, and who they are. */
export interface RepairAbout {
  readonly run: BillingRun;
  readonly repair: RepairView;
  readonly releasers: readonly string[];
  readonly viewer: SignedIn;
  readonly href: string;
  readonly formToken: string;
  /** What was ticked and written in a form that was not taken. */
  readonly typed?: { readonly numbers: readonly string[]; readonly reason: string } | undefined;
}

/** Numbers without a document as it must be, each with its reason and a box to tick for a void. */
export function missingCard({ repair, href, typed, run, releasers, viewer }: RepairAbout): Markup {
  const { missing, otherwise, count, documents } = repair;
  const mayVoid = whyNotRelease({ run, releasers, viewer }) === undefined;
  const rows = missing.slice(0, MOST_LISTED).map(
    ({ number, customerId, name, problem, failed }) =>
      html`<tr>
        <td>
          <label class="choice"
            >${mayVoid ? html`<input type="checkbox" form="void" name="number" value="${number}" ${typed?.numbers.includes(number) ? html`checked` : NOTHING} />` : NOTHING}<span
              class="name"
              >${number}</span
            ></label
          >
        </td>
        <td>
          <a class="name" href="${href}/drafts/${customerId}">${name}</a>
          <span class="small">${problem === '' ? customerId : problem}</span>
          ${failed ? html`<span class="small">${failed.state}: ${failed.error}. ${failed.cause}</span>` : NOTHING}
        </td>
      </tr>`,
  );
  const list = html`<table>
    <thead>
      <tr>
        <th>Number</th>
        <th>Customer, and what is wrong</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
  return html`<section class="card" aria-labelledby="missing">
    <header>
      <h2 id="missing">Not made</h2>
      <span class="small"
        >${counted(count)} of ${countOf(documents, 'document')}${count > MOST_LISTED ? `, the first ${MOST_LISTED} here` : ''}</span
      >
    </header>
    ${missing.length === 0 ? NOTHING : list}
    ${otherwise.length === 0 ? NOTHING : html`<div class="body small">${otherwise.map((problem) => html`<p>${problem}</p>`)}</div>`}
    <p class="body small last">
      All tries that failed are at the states <a href="${href}/graph/invoice#graph">of the invoice workflow</a>.
    </p>
  </section>`;
}

/** The box in which missing documents are made again, or made void. */
export function repairCard(about: RepairAbout): Markup {
  const { repair, href, formToken, viewer, releasers } = about;
  const { count } = repair;
  const whyNot = whyNotDecide({ releasers, viewer });
  const hidden = html`${tokenField(formToken)}<input type="hidden" name="since" value="${repair.since}" />`;
  return html`<section class="card call release" id="release" aria-labelledby="releaseTitle">
    <header><h2 id="releaseTitle">Repair</h2></header>
    <div class="part first">
      <p>${countOf(count, 'document')} could not be made. ${count === 1 ? 'Its number is' : 'Their numbers are'} kept.</p>
      <p class="small">Mend the cause first. Documents that are there already stay as they are.</p>
    </div>
    <div class="part stack">
      <form method="post" action="${href}/retry" class="stack">
        ${hidden}
        <button class="button primary" ${whyNot === undefined ? NOTHING : html`disabled aria-describedby="whyNotYou"`}>
          Make ${countOf(count, 'document')} again
        </button>
        ${whyNot === undefined ? NOTHING : html`<p class="small" id="whyNotYou">${whyNot}</p>`}
      </form>
      ${whyNot === undefined ? voidPart(about, hidden) : NOTHING}
    </div>
  </section>`;
}

function voidPart({ run, releasers, viewer, href, typed, repair }: RepairAbout, hidden: Markup): Markup {
  const whyNot = whyNotRelease({ run, releasers, viewer });
  if (whyNot !== undefined) return html`<p class="small">To make one void instead: ${whyNot}</p>`;
  if (repair.missing.length === 0) return NOTHING;
  return html`<details ${typed === undefined ? NOTHING : html`open`}>
    <summary class="button danger">Make void…</summary>
    <form method="post" action="${href}/void" class="stack" id="void">
      ${hidden}
      <p class="small">
        For a document that can never be made. Each number you tick gets a VOID document with your reason and your name; nothing is owed for
        it, and a further run may bill what it would have. <b>That can’t be undone.</b> The others are made again.
      </p>
      <div>
        <label for="why">Why, printed on the document</label>
        <textarea id="why" name="reason" maxlength="500" required>${typed?.reason ?? ''}</textarea>
      </div>
      <button class="button danger">Make the ticked numbers void</button>
    </form>
  </details>`;
}
