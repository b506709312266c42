import { chargedBy } from '../../shared/dunning/dunning-case.ts';
import type { CaseRecord, DunningDecision } from '../../shared/dunning/dunning-case.ts';
import { amountFigure, moneyFigure } from '../../shared/figures.ts';
import type { Graph } from '../../shared/asl-walk.ts';
import type { OpenItem } from '../../shared/receivables/open-item.ts';
import { waitsUntil, type CaseCourse } from './dunning-course.ts';
import type { DunningView } from './dunning.store.ts';
import { decisionsCard } from './dunning-forms.ts';
import { dunningPlanCard } from './dunning-plan-card.ts';
import { caseBadge, CLOSED, heldBy, OPENED, stepName, stepOutcome } from './dunning-words.ts';
import { page, type Frame } from './layout.ts';
import { standingsOf } from './machine-standing.ts';
import { drawCourse } from './machine-svg.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { dayText, shortDate } from './moments.ts';
import { paymentsNotice } from './payments-tabs.ts';
import { statePanel } from './state-panel.ts';
import { timelineOf, type Entry } from './timeline.ts';
import { totalFigure } from './total-figure.ts';

/** The case that is looked at, with its execution. */
export interface ShownCase {
  readonly record: CaseRecord;
  readonly course: CaseCourse;
  readonly outline: Graph;
  /** State whose panel is open. */
  readonly state: string | undefined;
}

interface CaseAbout {
  readonly shown: ShownCase | undefined;
  /** Date of the seller. */
  readonly today: string;
  readonly done: string | undefined;
}

/** How an invoice is gone after: where its case stands, what was done and charged, and what a person can decide. */
export function dunningCasePageOf(frame: Frame, view: DunningView, { shown, today, done }: CaseAbout): Markup {
  const { item } = view;
  const base = `/sellers/${frame.seller.id}`;
  const href = `${base}/payments/dunning/${item.number}`;
  const deciding = decisionsCard(frame, {
    record: shown?.record,
    item,
    hasPlan: view.hasPlan,
    isLatest: isLatest(view, shown),
    href,
    today,
  });
  return page(frame, {
    part: 'payments',
    title: `Dunning of ${item.number}`,
    crumb: { href: `${base}/payments/dunning`, words: 'Dunning' },
    ...(shown ? { badge: caseBadge(shown.record, today) } : {}),
    about: html`<a href="${base}/invoices/${item.number}">Invoice</a> of
      <a href="${base}/customers/${item.customerId}">${item.customer}</a> · due ${shortDate(item.dueDate)}`,
    content: html`${paymentsNotice(undefined, done)}
    ${
      shown
        ? html`${figuresOf(item, shown, today, frame.seller.zone)}
            <div class="run calm">
              ${graphCard(frame, shown, href)}
              <div class="review">
                ${shown.state === undefined ? NOTHING : panelOf(shown, href, frame.seller.zone)} ${deciding}
                ${timelineCard(frame, view, shown.record, href)} ${dunningPlanCard(shown.record.case.plan, shown.record.done)}
              </div>
            </div>`
        : html`<section class="card">
              <p class="empty">
                <b>No case was opened</b
                >${view.hasPlan ? 'It is opened by itself on the day after the invoice is due.' : 'The seller has no dunning plan in its catalog.'}
              </p>
            </section>
            ${deciding}`
    }`,
  });
}

const isLatest = ({ cases }: DunningView, shown: ShownCase | undefined): boolean => shown?.record.case.case === cases.at(-1)?.case.case;

function figuresOf({ open, currency, daysOverdue }: OpenItem, { record, course }: ShownCase, today: string, zone: string): Markup {
  const { fees, interest } = chargedBy(record.done, currency);
  const until = waitsUntil(course);
  const held = heldBy(record, today);
  const next = record.case.plan.steps.find((_, i) => !record.done.some(({ step }) => step === i + 1));
  return html`<dl class="card totals">
    ${totalFigure('Open', moneyFigure(open, currency), daysOverdue === 0 ? 'not overdue' : `${daysOverdue} days overdue`)}
    ${totalFigure('Fees', moneyFigure(fees, currency), 'charged by this case')}
    ${totalFigure('Late interest', moneyFigure(interest, currency), 'charged by this case')}
    ${record.case.closed ? NOTHING : totalFigure('Looks again', until === undefined ? 'Now' : dayText(until, zone), held ? held.words.toLowerCase() : next ? `next: ${stepName(next).toLowerCase()}` : 'the plan has ended')}
  </dl>`;
}

function graphCard({ seller }: Frame, { record, course, outline }: ShownCase, href: string): Markup {
  const until = waitsUntil(course);
  const notes: Record<string, string> = until === undefined ? {} : { AwaitStep: `until ${dayText(until, seller.zone)}` };
  const held = record.decisions.at(-1);
  const isForDay = !(held && (held.kind === 'pause' || held.kind === 'dispute') && held.until === undefined);
  const standings = standingsOf(outline, { ...course, notes, aside: {}, isForDay });
  const hrefOf = (state: string): string => `${href}?case=${record.case.case}&state=${encodeURIComponent(state)}#state`;
  return html`<section class="card graph" aria-labelledby="standsTitle">
    <header>
      <h2 id="standsTitle">Where it stands</h2>
      <a href="/sellers/${seller.id}/graph/dunning">Definition</a>
    </header>
    <div>${drawCourse({ name: 'dunning', outline, standings, visits: course.visits, hrefOf })}</div>
  </section>`;
}

function panelOf({ record, course, state }: ShownCase, href: string, zone: string): Markup {
  const here = `${href}?case=${record.case.case}`;
  return statePanel({ state: state!, at: course, page: here, run: here, zone });
}

function timelineCard({ seller }: Frame, { cases }: DunningView, record: CaseRecord, href: string): Markup {
  const { case: it, done, decisions } = record;
  const entries: Entry[] = [
    {
      at: it.openedAt,
      what: html`<b>${OPENED[it.opened]}</b>
        <div class="small">Plan ${it.plan.version}, by ${it.by}</div>`,
    },
    ...done.map((step) => ({
      at: step.at,
      what: html`<b>${stepName(step)}</b>${stepOutcome(step).map((words) => html`<div class="small">${words}</div>`)}${
          step.fileKey === undefined
            ? NOTHING
            : html`<div class="small"><a href="${href}/${it.case}/hand-over.csv">Download the hand-over file</a></div>`
        }${
          step.letterKey === undefined
            ? NOTHING
            : html`<div class="small"><a href="${href}/${it.case}/letters/${step.step}">Download the letter</a></div>`
        }`,
    })),
    ...decisions.map((decision) => ({
      at: decision.at,
      what: html`<b>${decisionWords(decision)}</b>
        <div class="small">${decision.by}: “${decision.reason}”</div>
        ${instalmentsOf(decision, done[0]?.currency)}`,
    })),
    ...(it.closed
      ? [
          {
            at: it.closed.at,
            what: html`<b>${CLOSED[it.closed.as]}: the case is closed</b
              >${it.closed.reason === undefined ? NOTHING : html`<div class="small">${it.closed.reason}</div>`}`,
          },
        ]
      : []),
  ];
  const others = cases.filter((other) => other.case.case !== it.case);
  return html`<section class="card" aria-labelledby="course">
    <header>
      <h2 id="course">${cases.length > 1 ? `Case ${it.case} of ${cases.length}` : 'What was done'}</h2>
      ${others.map((other) => html`<a href="${href}?case=${other.case.case}">Case ${other.case.case}</a> `)}
    </header>
    ${timelineOf(entries, seller.zone)}
  </section>`;
}

function decisionWords({ kind, until }: DunningDecision): string {
  const words = { pause: 'Paused', dispute: 'Disputed', instalments: 'Instalments agreed', resume: 'Resumed', close: 'Closed' } as const;
  return `${words[kind]}${until === undefined ? '' : ` until ${shortDate(until)}`}`;
}

function instalmentsOf({ instalments = [] }: DunningDecision, currency: string | undefined): Markup[] {
  return instalments.map(
    ({ day, amount }) =>
      html`<div class="small">${shortDate(day)}: ${currency === undefined ? amount : amountFigure(amount, currency)}</div>`,
  );
}
