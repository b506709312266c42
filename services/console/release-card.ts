import type { BillingRun, Decision } from '../../shared/billing-run.ts';
import { amountFigure } from '../../shared/figures.ts';
import type { Review } from '../../shared/review.ts';
import { includesRole, type SignedIn } from '../../shared/signed-in.ts';
import { countOf, counted, hashGroups } from './counts.ts';
import { tokenField } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { openedBy } from './runs-page.ts';

/** What a person decides on, and who they are. */
export interface ReleaseAbout {
  readonly run: BillingRun;
  readonly review: Review;
  readonly decisions: readonly Decision[];
  readonly releasers: readonly string[];
  readonly viewer: SignedIn;
  readonly href: string;
  readonly formToken: string;
  /** Why the last try was not taken. */
  readonly trouble?: string | undefined;
}

/**
 * Why somebody may not release a run, or make its numbers void, or undefined. What is shown here is refused by the step
 * as well, whoever asks.
 */
export function whyNotRelease({ run, releasers, viewer }: Pick<ReleaseAbout, 'run' | 'releasers' | 'viewer'>): string | undefined {
  const whyNot = whyNotDecide({ releasers, viewer });
  if (whyNot !== undefined) return whyNot;
  return isSame(run.startedBy, viewer.email) ? 'You have started this run: a second person must decide on it.' : undefined;
}

/** Why somebody is no releaser of the seller, or undefined. */
export function whyNotDecide({ releasers, viewer }: Pick<ReleaseAbout, 'releasers' | 'viewer'>): string | undefined {
  if (!includesRole(viewer.role, 'releaser')) return 'You may look, and not decide: that takes the role of a releaser.';
  if (releasers.some((it) => isSame(it, viewer.email))) return undefined;
  return `${viewer.email} is no releaser of this seller: release.by in its catalog names those who are.`;
}

/** The box in which a run is released or rejected. */
export function releaseCard(about: ReleaseAbout): Markup {
  const { review, href, formToken, trouble } = about;
  const whyNot = whyNotRelease(about);
  const hidden = html`${tokenField(formToken)}<input type="hidden" name="contentHash" value="${review.contentHash}" />`;
  const buttons = html`<div class="part stack">
    <form method="post" action="${href}/decision" class="stack">
      ${hidden}<input type="hidden" name="kind" value="release" />
      <div>
        <label for="comment">Comment, kept in the audit log</label>
        <textarea id="comment" name="reason" maxlength="500"></textarea>
      </div>
      <button class="button primary">Release ${countOf(review.drafts, 'invoice')}</button>
    </form>
    <details ${trouble === undefined ? NOTHING : html`open`}>
      <summary class="button danger">Reject the run…</summary>
      <form method="post" action="${href}/decision" class="stack">
        ${hidden}<input type="hidden" name="kind" value="reject" />
        <div>
          <label for="why">Why</label>
          <textarea
            id="why"
            name="reason"
            maxlength="500"
            required
            ${trouble === undefined ? NOTHING : html`aria-invalid="true" aria-describedby="whyNot"`}
          ></textarea>
          ${trouble === undefined ? NOTHING : html`<p class="wrong" id="whyNot" role="alert">${trouble}</p>`}
        </div>
        <p class="small">Nothing goes out, no number is given, and the month may be run again.</p>
        <button class="button danger">Reject ${countOf(review.drafts, 'draft')}</button>
      </form>
    </details>
  </div>`;
  return html`<section class="card call release" id="release" aria-labelledby="releaseTitle">
    <header><h2 id="releaseTitle">Release</h2></header>
    <div class="part first">
      <dl class="facts small">
        <dt>Invoices</dt>
        <dd>${counted(review.drafts)}</dd>
        ${review.totals.map(
          ({ currency, net }) =>
            html`<dt>${currency} net</dt>
              <dd>${amountFigure(net, currency)}</dd>`,
        )}
      </dl>
    </div>
    <div class="part">
      <p class="small">Content, as you see it now</p>
      <p class="hash mono">${hashGroups(review.contentHash).map((group) => html`<span>${group}</span> `)}</p>
      <p class="small">If anything changes before you release, we show what and ask again.</p>
    </div>
    <div class="part small">
      <p>${fourEyes(about, whyNot === undefined)}</p>
      ${review.releaseReasons.map((reason) => html`<p>${reason}</p>`)}
    </div>
    ${
      whyNot === undefined
        ? buttons
        : html`<div class="part stack">
            <button class="button" disabled aria-describedby="whyNotYou">Release ${countOf(review.drafts, 'invoice')}</button>
            <p class="small" id="whyNotYou">${whyNot}</p>
          </div>`
    }
    <p class="part small">Releasing gives every invoice its number and sends it. After that only a credit note corrects it.</p>
  </section>`;
}

/** Who has done what, and whether that leaves the release to who looks. */
function fourEyes({ run, decisions, viewer }: ReleaseAbout, isAllowed: boolean): string {
  const changes = decisions.filter(({ kind }) => kind === 'change');
  const acts = changes.flatMap(({ by, repaired, rejected }) => [
    ...(repaired.length > 0 ? [`${by} had ${countOf(repaired.length, 'customer')} prepared again`] : []),
    ...(rejected.length > 0 ? [`${by} rejected ${countOf(rejected.length, 'customer')}`] : []),
  ]);
  const done = [`${openedBy(run.startedBy)} started this run`, ...acts].join(', ');
  return `Four eyes: ${done}.${isAllowed ? ` You, ${viewer.email}, may release it.` : ''}`;
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
