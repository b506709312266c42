import type { AuditEntry } from '../../shared/audit.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import type { AuditFilter, ChainCheck, LoggedEntry } from './audit-log.store.ts';
import { badge } from './badge.ts';
import { counted, countOf, hashGroups } from './counts.ts';
import { page, type Frame } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { dateText, fullMoment, monthText } from './moments.ts';

/** Problems of a chain that are shown. */
const MOST_PROBLEMS = 20;

interface AuditAbout {
  readonly entries: readonly LoggedEntry[];
  /** Of one run; of the seller if undefined. */
  readonly run: BillingRun | undefined;
  readonly asked: AuditFilter & { readonly day?: string | undefined };
  /** Of the chain that is shown; of a day there are several. */
  readonly check?: ChainCheck | undefined;
  readonly next?: string | undefined;
}

/** The audit log, the latest first: of a run, of what is done outside runs, or of a day. */
export function auditPageOf(frame: Frame, { entries, run, asked, check, next }: AuditAbout): Markup {
  const { seller } = frame;
  const base = `/sellers/${seller.id}/audit`;
  const query = new URLSearchParams({ ...(run ? { run: run.id } : {}), ...present(asked) });
  const again = (more: Record<string, string>): string => `${base}?${new URLSearchParams([...query, ...Object.entries(more)]).toString()}`;
  const list = html`<table>
    <thead>
      <tr>
        <th>What</th>
        <th>Who</th>
        <th>When</th>
        <th>${asked.day === undefined ? 'On' : 'Where'}</th>
      </tr>
    </thead>
    <tbody>
      ${entries.map((it) => rowOf(it, seller, asked.day !== undefined))}
    </tbody>
  </table>`;
  return page(frame, {
    part: 'audit',
    title: titleOf(run, asked.day),
    ...(run === undefined ? {} : { crumb: { href: `/sellers/${seller.id}/runs/${run.id}`, words: run.id } }),
    about:
      run === undefined
        ? asked.day === undefined
          ? 'What was done outside runs: imports, keys, credits, erasures. Each run has a log of its own; a day shows both.'
          : `Everything that was done on this day, on the clocks of ${seller.zone}.`
        : 'Everything that was done to this run.',
    content: html`${filterOf(base, run, asked)} ${check ? checkNotice(check, again({ check: 'all' })) : NOTHING}
      <section class="card">
        ${entries.length === 0 ? emptyText(asked, next !== undefined) : list}
        ${next === undefined ? NOTHING : html`<p class="more"><a href="${again({ after: next })}">Earlier entries</a></p>`}
      </section>`,
  });
}

function titleOf(run: BillingRun | undefined, day: string | undefined): string {
  if (run) return `Audit log of ${monthText(run.month)}`;
  return day === undefined ? 'Audit log' : `Audit log of ${dateText(day)}`;
}

function present(asked: AuditAbout['asked']): Record<string, string> {
  return Object.fromEntries(Object.entries(asked).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

function filterOf(base: string, run: BillingRun | undefined, { by = '', action, day = '' }: AuditAbout['asked']): Markup {
  const options = Object.entries(ACTIONS).map(
    ([name, words]) => html`<option value="${name}" ${name === action ? html`selected` : NOTHING}>${words}</option>`,
  );
  return html`<form class="filter" action="${base}" role="search">
    ${
      run
        ? html`<input type="hidden" name="run" value="${run.id}" />`
        : html`<div>
            <label for="day">Day</label>
            <input id="day" name="day" type="date" value="${day}" />
          </div>`
    }
    <div class="wide">
      <label for="by">Who</label>
      <input id="by" name="by" type="search" value="${by}" maxlength="254" />
    </div>
    <div>
      <label for="action">What</label>
      <select id="action" name="action">
        <option value="">Everything</option>
        ${options}
      </select>
    </div>
    <button class="button">Filter</button>
  </form>`;
}

/** Whether the log is as it was written: each entry names the one before by its hash. */
function checkNotice({ count, problems }: ChainCheck, checkAll: string): Markup {
  if (count === 0) return NOTHING;
  if (problems === undefined)
    return html`<p class="check">${countOf(count, 'entry', 'entries')}, not checked yet. <a href="${checkAll}">Check all of them</a></p>`;
  if (problems.length === 0)
    return html`<p class="check">
      ${badge('done', 'Whole')} ${count === 1 ? 'The one entry is' : `All ${counted(count)} entries are`} as written: each names the one
      before by its hash.
    </p>`;
  return html`<div class="notice trouble" role="alert">
    <p><b>This log was tampered with, or damaged.</b> Keep it as it is, and compare it with a backup.</p>
    <ul>
      ${problems.slice(0, MOST_PROBLEMS).map((problem) => html`<li>${problem}</li>`)}
    </ul>
  </div>`;
}

function emptyText(asked: AuditAbout['asked'], hasMore: boolean): Markup {
  if (hasMore) return html`<p class="empty"><b>Nothing among these entries</b>Earlier ones are on the next page.</p>`;
  if (Object.keys(present(asked)).length > 0)
    return html`<p class="empty"><b>Nothing found</b>Nobody did that${asked.day === undefined ? '' : ' on this day'}.</p>`;
  return html`<p class="empty"><b>Nothing was done yet</b>The first import begins the log.</p>`;
}

function rowOf({ entry, runId }: LoggedEntry, { id, zone }: Frame['seller'], isOfDay: boolean): Markup {
  const { action, by, at, contentHash, reason } = entry;
  const where = runId === undefined ? 'Outside runs' : html`<a href="/sellers/${id}/runs/${runId}">${runId}</a>`;
  return html`<tr>
    <td>
      <span class="name">${ACTIONS[action]}</span>
      ${detailsOf(entry).map((detail) => html`<span class="small">${detail}</span>`)}
      ${reason === undefined ? NOTHING : html`<span class="small">“${reason}”</span>`}
    </td>
    <td data-label="Who">${by}</td>
    <td data-label="When">${fullMoment(at, zone)}</td>
    ${
      isOfDay
        ? html`<td data-label="Where">${where}</td>`
        : html`<td class="mono" data-label="On">${contentHash === undefined ? '–' : hashGroups(contentHash)[0]}</td>`
    }
  </tr>`;
}

function detailsOf({ round, rejected, repaired, numbers, events, backfill, keys, credits, customerId, counts }: AuditEntry): string[] {
  return [
    ...(round === undefined || round === 1 ? [] : [`Round ${round}`]),
    ...(rejected ? [`Rejected ${rejected.join(', ')}`] : []),
    ...(repaired ? [`Prepared again ${repaired.join(', ')}`] : []),
    ...(numbers ? [numbers.join(' to ')] : []),
    ...(events ? [`${events.length} of the quarantine`] : []),
    ...(backfill === undefined ? [] : [backfill]),
    ...(keys ? [`API key ${keys.join(' by ')}`] : []),
    ...(credits ? [`Credit ${credits.join(', ')}`] : []),
    ...(customerId === undefined ? [] : [customerId]),
    ...(counts
      ? [
          Object.entries(counts)
            .map(([name, count]) => `${name} ${count}`)
            .join(', '),
        ]
      : []),
  ];
}

const ACTIONS: Readonly<Record<AuditEntry['action'], string>> = {
  opened: 'Opened',
  reviewed: 'Reviewed',
  released: 'Released',
  rejected: 'Rejected',
  changed: 'Changed',
  sealed: 'Sealed',
  numbered: 'Numbers given',
  retried: 'Missing documents made again',
  voided: 'Made void',
  closed: 'Closed',
  imported: 'Catalog imported',
  restored: 'Restored',
  reconciled: 'Reconciled',
  dismissed: 'Events dismissed',
  replayed: 'Events replayed',
  erased: 'Erased',
  'backfill-applied': 'Backfill applied',
  'backfill-undone': 'Backfill undone',
  'key-created': 'API key created',
  'key-rotated': 'API key rotated',
  'key-revoked': 'API key revoked',
  'credit-granted': 'Credit granted',
  'credit-voided': 'Credit voided',
  credited: 'Credit note',
  'statement-imported': 'Bank statement imported',
  'payment-matched': 'Payment matched',
  'payment-unmatched': 'Payment no longer matched',
  'payment-dismissed': 'Payment dismissed',
  'dunning-opened': 'Dunning opened',
  'dunning-pause': 'Dunning paused',
  'dunning-dispute': 'Invoice disputed',
  'dunning-instalments': 'Instalments agreed',
  'dunning-resume': 'Dunning resumed',
  'dunning-close': 'Dunning ended',
  'debits-filed': 'Direct debits filed',
  'debits-reported': 'Direct debits reported on by the bank',
  'credit-allocated': 'Credit note used',
  'credit-unallocated': 'Credit note taken back',
  'written-off': 'Written off',
  'write-off-undone': 'Write-off taken back',
  'refund-made': 'Refund made',
  'refund-cancelled': 'Refund taken back',
  'refund-allocated': 'Refund allocated',
  'refunds-ordered': 'Refund file made',
  'address-marked': 'Mail address marked',
  'address-cleared': 'Mail address cleared',
  'links-ended': 'Links in mails ended',
  'order-changed': 'Order changed',
  'order-cancelled': 'Order cancelled',
  'order-shipped': 'Order shipped',
  'order-retried': 'Payment of an order tried again',
  'stock-received': 'Stock received',
  'stock-returned': 'Stock returned',
  'stock-counted': 'Stock counted',
};
