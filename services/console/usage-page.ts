import type { QuarantineEntry, ReasonCode } from '../../shared/quarantine.ts';
import { includesRole } from '../../shared/signed-in.ts';
import { page, tokenField, type Frame } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { momentText } from './moments.ts';

/** So much of an event as it came is shown. */
const MOST_SHOWN = 240;

const REASONS: Readonly<Record<ReasonCode, string>> = {
  'not-json': 'Not JSON',
  'bad-field': 'Broken field',
  'unknown-customer': 'Unknown customer',
  'unknown-type': 'Unknown type',
  'bad-value': 'Broken value',
  'impossible-time': 'Impossible time',
  'outside-window': 'Too old or too new',
  conflict: 'Same id, other content',
  erased: 'Erased',
};

interface UsageAbout {
  readonly entries: readonly QuarantineEntry[];
  readonly next: string | undefined;
  /** What was just done. */
  readonly done: string | undefined;
}

/** Usage that could not be counted: kept, not billed, until somebody replays or dismisses it. */
export function usagePageOf(frame: Frame, { entries, next, done }: UsageAbout): Markup {
  const base = `/sellers/${frame.seller.id}/usage`;
  const open = entries.filter(({ dismissed }) => !dismissed);
  const dismissed = entries.filter((entry) => entry.dismissed);
  const isAllowed = includesRole(frame.viewer.role, 'biller');
  const more = next === undefined ? NOTHING : html`<p class="more"><a href="${base}?after=${next}">More events</a></p>`;
  const rest =
    done === 'replayed'
      ? 'Replayed. What still can’t be counted is here with its reason of now.'
      : 'Dismissed. They stay below, with who decided and why.';
  return page(frame, {
    part: 'usage',
    title: 'Usage',
    about: 'Events that could not be counted. They are kept, and billed once they are replayed.',
    content: html`${done === 'replayed' || done === 'dismissed' ? html`<p class="notice" role="status">${rest}</p>` : NOTHING}
      <form method="post" action="${base}">
        ${tokenField(frame.formToken)}
        <section class="card" aria-labelledby="quarantine">
          <header>
            <h2 id="quarantine">Quarantine</h2>
            <span class="small">Kept, not counted, until you replay or dismiss them</span>
          </header>
          ${
            open.length === 0
              ? html`<p class="empty"><b>Nothing is in quarantine here</b>Every event was counted once, or is listed below.</p>`
              : html`${tableOf(open, frame.seller.zone)}${isAllowed ? actions() : html`<p class="more small">To replay or dismiss them takes the role of a biller.</p>`}`
          }
          ${more}
        </section>
      </form>
      ${dismissed.length === 0 ? NOTHING : dismissedCard(dismissed, frame.seller.zone)}`,
  });
}

function tableOf(entries: readonly QuarantineEntry[], zone: string): Markup {
  return html`<table>
    <thead>
      <tr>
        <th>Reason</th>
        <th>Event, as it came</th>
        <th class="figure">First seen</th>
      </tr>
    </thead>
    <tbody>
      ${entries.map(
        ({ id, code, message, text, storedAt }) =>
          html`<tr>
            <td>
              <label class="choice"><input type="checkbox" name="id" value="${id}" /> <span class="name">${REASONS[code]}</span></label>
              <span class="small">${message}</span>
            </td>
            <td class="mono event">${text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text}</td>
            <td class="figure" data-label="First seen">${momentText(storedAt, zone)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function actions(): Markup {
  return html`<div class="part stack choices">
    <button class="button" name="act" value="replay">Replay what is chosen</button>
    <details>
      <summary class="button danger">Dismiss what is chosen…</summary>
      <div class="stack">
        <div>
          <label for="why">Why they are not usage</label>
          <textarea id="why" name="reason" maxlength="1000"></textarea>
        </div>
        <button class="button danger" name="act" value="dismiss">Dismiss</button>
      </div>
    </details>
  </div>`;
}

function dismissedCard(entries: readonly QuarantineEntry[], zone: string): Markup {
  return html`<section class="card" aria-labelledby="dismissed">
    <header><h2 id="dismissed">Dismissed</h2></header>
    <table>
      <thead>
        <tr>
          <th>Reason</th>
          <th>Event, as it came</th>
          <th>Dismissed</th>
        </tr>
      </thead>
      <tbody>
        ${entries.map(
          ({ code, text, dismissed }) =>
            html`<tr>
              <td><span class="name">${REASONS[code]}</span><span class="small">“${dismissed?.reason ?? ''}”</span></td>
              <td class="mono event">${text.slice(0, MOST_SHOWN)}</td>
              <td data-label="Dismissed">${momentText(dismissed?.at ?? '', zone)} by ${dismissed?.by ?? ''}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
