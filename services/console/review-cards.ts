import type { BillingRun, SetAsideReason } from '../../shared/billing-run.ts';
import { amountFigure, moneyFigure, signed } from '../../shared/figures.ts';
import { notBilled, type Anomaly, type NetFigures, type Review } from '../../shared/review.ts';
import { reasonKey, reasonTitle } from './aside-reason.ts';
import { countOf, counted, someOf } from './counts.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { monthAlone, monthText } from './moments.ts';

/** Anomalies shown at once; the counts say how many there are. */
const SHOWN_ANOMALIES = 15;
/** Differences shown of all currencies together, three of each at least. */
const SHOWN_DIFFERENCES = 20;
/** Customers of one reason that are named. */
const SHOWN_NAMES = 3;

/** What the cards of a review share. */
export interface ReviewAbout {
  readonly run: BillingRun;
  readonly review: Review;
  readonly names: Readonly<Record<string, string>>;
  /** Where the run's page is. */
  readonly href: string;
}

/** Totals, by currency: amounts of two currencies are never added up. */
export function totalsCard({ review }: ReviewAbout): Markup {
  const { totals, drafts, lastMonth, nothingDue } = review;
  const [first] = totals;
  const aside = notBilled(review);
  const looks = anomalyCount(review);
  return html`<section class="card" aria-label="Totals">
    <dl class="totals">
      <div>
        <dt>${totals.length > 1 ? `Net total, ${first?.currency}` : 'Net total'}</dt>
        <dd>${first ? moneyFigure(first.net, first.currency) : '–'}</dd>
        <dd class="small">
          ${first?.difference && lastMonth ? `${change(first.difference.net, first.currency)} on ${monthAlone(lastMonth.month)}` : 'No month before to compare with'}
        </dd>
      </div>
      <div>
        <dt>Drafts</dt>
        <dd>${counted(drafts)}</dd>
        <dd class="small">${nothingDue > 0 ? `${counted(nothingDue)} with nothing due` : `of ${countOf(review.customers, 'customer')}`}</dd>
      </div>
      <div>
        <dt>To look at</dt>
        <dd>${counted(looks)}</dd>
        <dd class="small">${looks === 1 ? 'anomaly' : 'anomalies'}</dd>
      </div>
      <div>
        <dt>Set aside</dt>
        <dd>${counted(aside)}</dd>
        <dd class="small">${aside === 0 ? 'all are billed' : 'not billed now'}</dd>
      </div>
    </dl>
    ${totals.length === 0 ? NOTHING : currencyTable(review)}
  </section>`;
}

function currencyTable({ totals, lastMonth }: Review): Markup {
  return html`<table>
    <thead>
      <tr>
        <th>Currency</th>
        <th class="figure">Net</th>
        <th class="figure">To pay</th>
        ${lastMonth ? html`<th class="figure">${monthAlone(lastMonth.month)}, net</th>` : NOTHING}
        ${lastMonth ? html`<th class="figure">Change</th>` : NOTHING}
      </tr>
    </thead>
    <tbody>
      ${totals.map(
        ({ currency, net, payable, before, difference }) =>
          html`<tr>
            <td class="name">${currency}</td>
            <td class="figure" data-label="Net">${amountFigure(net, currency)}</td>
            <td class="figure" data-label="To pay">${amountFigure(payable, currency)}</td>
            ${lastMonth ? html`<td class="figure" data-label="${monthAlone(lastMonth.month)}">${before ? amountFigure(before.net, currency) : '–'}</td>` : NOTHING}
            ${lastMonth ? html`<td class="figure" data-label="Change">${difference ? signed(difference.net, (text) => amountFigure(text, currency)) : 'new'}</td>` : NOTHING}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** What differs from what one would expect, the likeliest mistakes first. */
export function anomaliesCard(about: ReviewAbout): Markup {
  const { review } = about;
  const all = anomalyCount(review);
  if (all === 0) return NOTHING;
  const shown = review.anomalies.slice(0, SHOWN_ANOMALIES);
  return html`<section class="card" aria-labelledby="anomalies">
    <header>
      <h2 id="anomalies">Look at these first</h2>
      ${
        all > shown.length
          ? html`<a href="${about.href}/anomalies">All ${countOf(all, 'thing')}</a>`
          : html`<span class="small">${countOf(all, 'thing')} that one would not expect</span>`
      }
    </header>
    ${comparedAnomalies(about, shown)}
  </section>`;
}

/** Anomalies with what they are held against. */
export function comparedAnomalies(about: ReviewAbout, anomalies: readonly Anomaly[]): Markup {
  return comparison(
    about,
    'Customer and reason',
    anomalies.map((it) => ({ ...it, reason: it.text })),
  );
}

/** The largest changes, whichever way. */
export function differencesCard(about: ReviewAbout): Markup {
  const { review, href } = about;
  const { differences, lastMonth, drafts } = review;
  const all = html`<a href="${href}/drafts">All ${countOf(drafts, 'draft')}</a>`;
  if (!lastMonth || differences.length === 0) {
    const sentence = lastMonth ? 'Nothing has changed since the month before.' : 'There is no billed month before this one.';
    return html`<section class="card">
      <header>
        <h2>Drafts</h2>
        ${all}
      </header>
      <p class="body small">${sentence}</p>
    </section>`;
  }
  const most = Math.max(3, Math.floor(SHOWN_DIFFERENCES / Map.groupBy(differences, ({ currency }) => currency).size));
  const shown = [...Map.groupBy(differences, ({ currency }) => currency).values()].flatMap((own) => own.slice(0, most));
  const rows = shown.map((it) => ({ customerId: it.customerId, figures: it, reason: OUTCOMES[it.outcome] }));
  return html`<section class="card" aria-labelledby="differences">
    <header>
      <h2 id="differences">Largest differences to ${monthAlone(lastMonth.month)}</h2>
      ${all}
    </header>
    ${comparison(about, 'Customer', rows)}
  </section>`;
}

const OUTCOMES = { draft: '', 'nothing-due': 'Nothing is due', 'set-aside': 'Set aside', 'no-result': 'Without result' } as const;

interface Compared {
  readonly customerId?: Anomaly['customerId'];
  readonly plan?: Anomaly['plan'];
  readonly figures?: NetFigures | undefined;
  readonly reason: string;
}

/** Rows with last month, this month and the change, which has no colour: a higher bill is neither good nor bad. */
function comparison({ run, review, names, href }: ReviewAbout, title: string, rows: readonly Compared[]): Markup {
  const { lastMonth } = review;
  const now = monthAlone(run.month);
  return html`<table class="${lastMonth ? 'compared' : ''}">
    <thead>
      <tr>
        <th>${title}</th>
        ${lastMonth ? html`<th class="figure">${monthAlone(lastMonth.month)}</th>` : NOTHING}
        <th class="figure">${now}</th>
        ${lastMonth ? html`<th class="figure">Change</th>` : NOTHING}
      </tr>
    </thead>
    <tbody>
      ${rows.map(({ customerId, plan, figures, reason }) => {
        const name = customerId === undefined ? `Plan ${plan ?? ''}` : (names[customerId] ?? customerId);
        const title = customerId === undefined ? name : html`<a href="${href}/drafts/${customerId}">${name}</a>`;
        return html`<tr>
          <td><span class="name">${title}</span>${reason === '' ? NOTHING : html`<span class="small">${reason}</span>`}</td>
          ${lastMonth ? html`<td class="figure" data-label="${monthAlone(lastMonth.month)}">${figures?.before ? moneyFigure(figures.before, figures.currency) : '–'}</td>` : NOTHING}
          <td class="figure now" data-label="${now}">${figures ? moneyFigure(figures.net, figures.currency) : '–'}</td>
          ${lastMonth ? html`<td class="figure" data-label="Change">${changeOf(figures)}</td>` : NOTHING}
        </tr>`;
      })}
    </tbody>
  </table>`;
}

function changeOf(figures: NetFigures | undefined): string {
  if (!figures) return '–';
  return figures.difference === null ? 'new' : change(figures.difference, figures.currency);
}

const change = (difference: string, currency: string): string => signed(difference, (text) => moneyFigure(text, currency));

/** Customers that were set aside for one reason. */
export interface AsideGroup {
  /** Names the group in a form. */
  readonly key: string;
  readonly reason: Omit<SetAsideReason, 'cause'>;
  readonly customers: readonly { readonly customerId: string; readonly cause: string }[];
}

/** Whom a run sets aside, by what is to be done about it. */
export function asideGroups({ setAside }: Pick<Review, 'setAside'>): AsideGroup[] {
  const byReason = Map.groupBy(setAside, reasonKey);
  return [...byReason].map(([key, customers]) => {
    const { cause: _, customerId: __, ...reason } = customers[0]!;
    return { key, reason, customers };
  });
}

/** @param repair the form that has a group prepared again, where that can be done now */
export function asideCard({ review, names, run, href }: ReviewAbout, repair: (group: AsideGroup) => Markup): Markup {
  const count = notBilled(review);
  if (count === 0) return NOTHING;
  return html`<section class="card" aria-labelledby="aside">
    <header>
      <h2 id="aside">Set aside</h2>
      <span class="small">${countOf(count, 'customer')} not billed with the run of ${monthText(run.month)}</span>
    </header>
    <table>
      <thead>
        <tr>
          <th>Reason</th>
          <th class="figure">Customers</th>
          <th><span class="hidden">What to do</span></th>
        </tr>
      </thead>
      <tbody>
        ${asideGroups(review).map((group) => asideRow(group, names, repair, href))}
        ${
          review.noResult.length === 0
            ? NOTHING
            : html`<tr>
                <td>
                  <span class="name">Without result</span>
                  <span class="small"
                    >The batch was cut off: ${someOf(review.noResult, SHOWN_NAMES, review.noResult.length + review.unnamed.noResult)}</span
                  >
                </td>
                <td class="figure" data-label="Customers">${counted(review.noResult.length + review.unnamed.noResult)}</td>
                <td></td>
              </tr>`
        }
      </tbody>
    </table>
  </section>`;
}

function asideRow(group: AsideGroup, names: ReviewAbout['names'], repair: (group: AsideGroup) => Markup, href: string): Markup {
  const { reason, customers } = group;
  const [first] = customers;
  const who = someOf(
    customers.map(({ customerId }) => names[customerId] ?? customerId),
    SHOWN_NAMES,
  );
  return html`<tr>
    <td>
      <a class="name" href="${href}/aside?reason=${encodeURIComponent(group.key)}">${reasonTitle(reason)}</a>
      <span class="small">${who}</span>
      ${first === undefined || first.cause === '' ? NOTHING : html`<span class="small">${first.cause}</span>`}
      ${reason.advice === undefined ? NOTHING : html`<span class="small">${reason.advice}</span>`}
    </td>
    <td class="figure" data-label="Customers">${counted(customers.length)}</td>
    <td class="figure">${repair(group)}</td>
  </tr>`;
}

export function anomalyCount({ anomalyCounts }: Pick<Review, 'anomalyCounts'>): number {
  return Object.values(anomalyCounts).reduce((sum, count) => sum + count, 0);
}
