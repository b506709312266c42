import type { AuditEntry } from '../../shared/audit.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { hashGroups } from './counts.ts';
import { page, type Frame } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { momentText, monthText } from './moments.ts';

interface AuditAbout {
  readonly entries: readonly AuditEntry[];
  /** Of one run; of the seller if undefined. */
  readonly run: BillingRun | undefined;
  readonly next: string | undefined;
}

/** The audit log, the latest first: of a run, or of what is done outside runs. */
export function auditPageOf(frame: Frame, { entries, run, next }: AuditAbout): Markup {
  const { seller } = frame;
  const base = `/sellers/${seller.id}/audit`;
  const query = run === undefined ? '' : `run=${run.id}&`;
  const list = html`<table>
    <thead>
      <tr>
        <th>What</th>
        <th>Who</th>
        <th>When</th>
        <th>On</th>
      </tr>
    </thead>
    <tbody>
      ${entries.map((entry) => rowOf(entry, seller.zone))}
    </tbody>
  </table>`;
  return page(frame, {
    part: 'audit',
    title: run === undefined ? 'Audit log' : `Audit log of ${monthText(run.month)}`,
    ...(run === undefined ? {} : { crumb: { href: `/sellers/${seller.id}/runs/${run.id}`, words: run.id } }),
    about: run === undefined ? 'What was done outside runs: imports, keys, credits, erasures. Each run has a log of its own.' : run.id,
    content: html`<section class="card">
      ${entries.length === 0 ? html`<p class="empty"><b>Nothing was done yet</b>The first import begins the log.</p>` : list}
      ${next === undefined ? NOTHING : html`<p class="more"><a href="${base}?${query}after=${next}">Earlier entries</a></p>`}
    </section>`,
  });
}

function rowOf(entry: AuditEntry, zone: string): Markup {
  const { action, by, at, contentHash, reason } = entry;
  return html`<tr>
    <td>
      <span class="name">${ACTIONS[action]}</span>
      ${detailsOf(entry).map((detail) => html`<span class="small">${detail}</span>`)}
      ${reason === undefined ? NOTHING : html`<span class="small">“${reason}”</span>`}
    </td>
    <td data-label="Who">${by}</td>
    <td data-label="When">${momentText(at, zone)}</td>
    <td class="mono" data-label="On">${contentHash === undefined ? '' : hashGroups(contentHash)[0]}</td>
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
};
