import type { Graph } from '../../shared/asl-walk.ts';
import { includesRole } from '../../shared/signed-in.ts';
import { badge, runStanding } from './badge.ts';
import { counted, countOf } from './counts.ts';
import { runGraph } from './graph-card.ts';
import type { InnerState } from './inner-state.store.ts';
import { page, tokenField, type Frame } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { momentText, monthText } from './moments.ts';
import { releaseCard } from './release-card.ts';
import { missingCard, repairCard, type RepairAbout } from './repair-card.ts';
import type { RepairView } from './repair.store.ts';
import { anomaliesCard, asideCard, differencesCard, totalsCard, type AsideGroup } from './review-cards.ts';
import { runSignature } from './run-state.ts';
import { openedBy } from './runs-page.ts';
import type { RunView } from './run.store.ts';
import { statePanel } from './state-panel.ts';

/** What the page of a run is made of beside its records. */
export interface RunPageAbout {
  readonly outline: Graph;
  readonly releasers: readonly string[];
  /** State whose panel is open. */
  readonly state?: string | undefined;
  /** Tries that failed at it, if it works on one customer. */
  readonly inner?: InnerState | undefined;
  /** What the run misses, if it waits for a repair. */
  readonly repair?: RepairView | undefined;
  /** The wait that was just decided on, by when it began: the run goes on in a moment. */
  readonly answered?: string | undefined;
  readonly trouble?: Trouble | undefined;
}

/** What was wrong with the last form, what has changed since it was shown, and what it held. */
export interface Trouble {
  readonly sentence: string;
  readonly changes: readonly string[];
  readonly typed?: RepairAbout['typed'];
}

/** A run as a person looks at it: what it comes to, what to look at first, the release, and the state machine as it stands. */
export function runPageOf(frame: Frame, view: RunView, about: RunPageAbout): Markup {
  const { run, review, waiting, hasFailed } = view;
  const { seller, viewer, formToken } = frame;
  const href = `/sellers/${seller.id}/runs/${run.id}`;
  const { tone, words } = runStanding(run, waiting?.for, hasFailed);
  const shown = review && { run, review, names: view.names, href };
  const isForRelease = waiting?.for === 'release' && review !== undefined;
  const isAnswered = waiting?.for === 'repair' && waiting.since === about.answered;
  const deciding = { run, releasers: about.releasers, viewer, href, formToken };
  const repairing = about.repair && !isAnswered ? { ...deciding, repair: about.repair, typed: about.trouble?.typed } : undefined;
  const release = isForRelease ? releaseCard({ ...deciding, review, decisions: view.decisions }) : repairing && repairCard(repairing);
  const mayRepair = isForRelease && includesRole(viewer.role, 'biller');
  const review_ = html`<div class="review">
    ${about.state === undefined ? NOTHING : statePanel({ state: about.state, at: view, inner: about.inner, page: href, run: href, zone: seller.zone })}
    ${repairing ? missingCard(repairing) : NOTHING}
    ${
      shown
        ? [
            totalsCard(shown),
            anomaliesCard(shown),
            asideCard(shown, (group) => repairForm(group, mayRepair, frame, href, shown.review.contentHash)),
            differencesCard(shown),
          ]
        : html`<section class="card">
            <p class="empty"><b>Drafts are being prepared</b>Totals and differences are here as soon as all of them are reviewed.</p>
          </section>`
    }
  </div>`;
  const isLive = (tone === 'running' && !hasFailed) || isAnswered;
  const live = html`data-live="${href}/graph" data-state="${runSignature(run, waiting, hasFailed)}"`;
  return page(frame, {
    part: 'runs',
    title: monthText(run.month),
    crumb: { href: `/sellers/${seller.id}/runs`, words: 'Runs' },
    badge: badge(tone, words),
    about: `${run.isDryRun ? 'Dry run' : 'Run'} ${run.id} · opened ${momentText(run.openedAt, seller.zone)} by ${openedBy(run.startedBy)}${run.round > 1 ? ` · round ${run.round}` : ''}`,
    actions: [
      html`<a class="button" href="/sellers/${seller.id}/audit?run=${run.id}">Audit log</a>`,
      ...(review ? [html`<a class="button" href="${href}/drafts">${countOf(review.drafts, 'draft')}</a>`] : []),
    ],
    content: html`${troubleNotice(about.trouble)} ${hasFailed ? failedNotice(view) : NOTHING} ${isAnswered ? ANSWERED : NOTHING}
      <div class="run ${release === undefined ? 'calm' : ''}">
        <section class="card graph" aria-labelledby="standsTitle">
          <header>
            <h2 id="standsTitle">Where it stands</h2>
            <a href="/sellers/${seller.id}/graph/billing-run">Definition</a>
          </header>
          ${isLive ? SAID : NOTHING}
          <div ${isLive ? live : NOTHING}>${runGraph(about.outline, view, href, seller.zone)}</div>
        </section>
        ${review_} ${release ?? NOTHING}
      </div>
      ${isForRelease ? foot(countOf(review.drafts, 'invoice'), 'To the release') : NOTHING}
      ${repairing ? foot(`${countOf(repairing.repair.count, 'document')} not made`, 'To the repair') : NOTHING}`,
  });
}

function foot(what: string, where: string): Markup {
  return html`<p class="foot"><span>${what}</span><a class="button primary" href="#release">${where}</a></p>`;
}

/** Where the script says how far it is. */
const SAID = html`<p class="hidden" role="status" data-said></p>`;

const ANSWERED = html`<div class="notice" role="status">
  <p>Your decision is written down. The run goes on in a moment, and comes back here if a document is missing again.</p>
</div>`;

function troubleNotice(trouble: RunPageAbout['trouble']): Markup {
  if (!trouble) return NOTHING;
  return html`<div class="notice trouble" role="alert">
    <p>${trouble.sentence}</p>
    ${
      trouble.changes.length === 0
        ? NOTHING
        : html`<ul>
            ${trouble.changes.map((change) => html`<li>${change}</li>`)}
          </ul>`
    }
  </div>`;
}

function failedNotice({ execution }: RunView): Markup {
  return html`<div class="notice trouble">
    <p>
      <b>The run stopped: ${execution?.error ?? 'its execution ended'}.</b> ${execution?.cause ?? ''} Nothing that was issued is lost. Mend
      the cause; the same run goes on where it stopped.
    </p>
  </div>`;
}

function repairForm(group: AsideGroup, mayRepair: boolean, { formToken }: Frame, href: string, hash: string): Markup {
  if (!mayRepair) return NOTHING;
  return html`<form method="post" action="${href}/repair">
    ${tokenField(formToken)}<input type="hidden" name="contentHash" value="${hash}" /><input
      type="hidden"
      name="group"
      value="${group.key}"
    />
    <button class="button row" title="Prepares them again; what comes of it is reviewed anew">
      Repair ${counted(group.customers.length)}
    </button>
  </form>`;
}
