import type { Graph } from '../../shared/asl-walk.ts';
import { includesRole } from '../../shared/signed-in.ts';
import { badge, runStanding } from './badge.ts';
import { countOf } from './counts.ts';
import { runGraph, statePanel } from './graph-card.ts';
import { page, tokenField, type Frame } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { momentText, monthText } from './moments.ts';
import { releaseCard } from './release-card.ts';
import { anomaliesCard, asideCard, differencesCard, totalsCard, type AsideGroup } from './review-cards.ts';
import { runSignature } from './run-state.ts';
import { openedBy } from './runs-page.ts';
import type { RunView } from './run.store.ts';

/** What the page of a run is made of beside its records. */
export interface RunPageAbout {
  readonly outline: Graph;
  readonly releasers: readonly string[];
  /** State whose panel is open. */
  readonly state?: string | undefined;
  /** What was wrong with the last form, and what has changed since it was shown. */
  readonly trouble?: { readonly sentence: string; readonly changes: readonly string[] } | undefined;
}

/** A run as a person looks at it: what it comes to, what to look at first, the release, and the state machine as it stands. */
export function runPageOf(frame: Frame, view: RunView, about: RunPageAbout): Markup {
  const { run, review, waiting, hasFailed } = view;
  const { seller, viewer, formToken } = frame;
  const href = `/sellers/${seller.id}/runs/${run.id}`;
  const { tone, words } = runStanding(run, waiting?.for, hasFailed);
  const shown = review && { run, review, names: view.names, href };
  const isForRelease = waiting?.for === 'release' && review !== undefined;
  const release = isForRelease
    ? releaseCard({ run, review, decisions: view.decisions, releasers: about.releasers, viewer, href, formToken })
    : waiting?.for === 'repair'
      ? repairCard(frame, view, href)
      : undefined;
  const mayRepair = isForRelease && includesRole(viewer.role, 'biller');
  const review_ = html`<div class="review">
    ${about.state === undefined ? NOTHING : statePanel(about.state, view, seller.zone)}
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
  const isLive = tone === 'running' && !hasFailed;
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
    content: html`${troubleNotice(about.trouble)} ${hasFailed ? failedNotice(view) : NOTHING}
      <div class="run ${release === undefined ? 'calm' : ''}">
        <section class="card graph" aria-labelledby="standsTitle">
          <header><h2 id="standsTitle">Where it stands</h2></header>
          <div aria-live="polite" ${isLive ? live : NOTHING}>${runGraph(about.outline, view, href, seller.zone)}</div>
        </section>
        ${review_} ${release ?? NOTHING}
      </div>
      ${isForRelease ? html`<p class="foot"><span>${countOf(review.drafts, 'invoice')}</span><a class="button primary" href="#release">To the release</a></p>` : NOTHING}`,
  });
}

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
    <button class="button row" title="Prepares them again; what comes of it is reviewed anew">Repair</button>
  </form>`;
}

/** A run of which documents are missing: made again, or made void by a second person on the command line. */
function repairCard({ viewer, formToken }: Frame, { waiting, run }: RunView, href: string): Markup {
  const problems = problemsOf(waiting?.about);
  const isAllowed = includesRole(viewer.role, 'releaser');
  return html`<section class="card call release" id="release" aria-labelledby="releaseTitle">
    <header><h2 id="releaseTitle">Repair</h2></header>
    <div class="part first">
      <p>Some invoices could not be made. Their numbers are kept.</p>
      <ul class="small">
        ${problems.map((problem) => html`<li>${problem}</li>`)}
      </ul>
    </div>
    <form method="post" action="${href}/retry" class="part stack">
      ${tokenField(formToken)}
      <button class="button primary" ${isAllowed ? NOTHING : html`disabled aria-describedby="whyNotYou"`}>Make them again</button>
      ${isAllowed ? html`<p class="small">Mend the cause first. A document that can never be made is made void with a reason: stepbill void ${run.id}</p>` : html`<p class="small" id="whyNotYou">That takes the role of a releaser.</p>`}
    </form>
  </section>`;
}

function problemsOf(about: unknown): string[] {
  const { problems } = (about ?? {}) as { problems?: unknown };
  return Array.isArray(problems) ? problems.slice(0, 20).map(String) : [];
}
