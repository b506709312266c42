import type { QuarantineEntry } from '../../shared/quarantine.ts';
import { includesRole } from '../../shared/signed-in.ts';
import type { UsageEvent } from '../../shared/usage-event.ts';
import { page, tokenField, type Frame } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { momentText } from './moments.ts';
import { likelyAct, REASONS, sentenceOf } from './reasons.ts';

/** So much of an event as it came is shown. */
const MOST_SHOWN = 8_000;

/** An event of the quarantine: why it is there, as it came, what counts instead of it, and what can be done. */
export function quarantineEntryPageOf(frame: Frame, entry: QuarantineEntry, instead: UsageEvent | undefined): Markup {
  const { seller } = frame;
  const { code, message, text, storedAt, dismissed } = entry;
  return page(frame, {
    part: 'usage',
    title: REASONS[code],
    crumb: { href: `/sellers/${seller.id}/usage`, words: 'Quarantine' },
    about: `First seen ${momentText(storedAt, seller.zone)}`,
    content: html`<div class="columns">
      <div>
        <section class="card" aria-labelledby="why-here">
          <header><h2 id="why-here">Why it is here</h2></header>
          <p class="body">${sentenceOf(message)}</p>
        </section>
        <section class="card" aria-labelledby="sent">
          <header><h2 id="sent">As it came</h2></header>
          <div class="body"><pre class="mono">${text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text}</pre></div>
        </section>
        ${instead ? insteadCard(instead) : NOTHING}
      </div>
      <div>${dismissed ? dismissedCard(dismissed, seller.zone) : actsCard(frame, entry)}</div>
    </div>`,
  });
}

function insteadCard(instead: UsageEvent): Markup {
  return html`<section class="card" aria-labelledby="instead">
    <header><h2 id="instead">What is stored under its id, and counts</h2></header>
    <div class="body"><pre class="mono">${JSON.stringify(instead, undefined, 2)}</pre></div>
  </section>`;
}

function dismissedCard({ by, at, reason }: NonNullable<QuarantineEntry['dismissed']>, zone: string): Markup {
  return html`<section class="card" aria-labelledby="dismissed">
    <header><h2 id="dismissed">Dismissed</h2></header>
    <div class="body">
      <p>“${reason}”</p>
      <p class="small">By ${by}, ${momentText(at, zone)}. It stays for good.</p>
    </div>
  </section>`;
}

const ADVICE = {
  Compare: 'The first content counts. Keep it and dismiss this one; or take the first back and send this one again under a new id.',
  Replay: 'Once the cause is mended, replay it: it is counted as if it came now.',
  Dismiss: 'It can’t be counted as it is: send what it should have been under a new id, and dismiss this one.',
} as const;

function actsCard({ viewer, seller, formToken }: Frame, entry: QuarantineEntry): Markup {
  const act = likelyAct(entry);
  const form = html`<form method="post" action="/sellers/${seller.id}/usage" class="stack">
    ${tokenField(formToken)}
    <input type="hidden" name="id" value="${entry.id}" />
    <div>
      <label for="why">Comment</label>
      <textarea id="why" name="reason" maxlength="1000" aria-describedby="why-hint"></textarea>
      <p class="small" id="why-hint">Kept in the audit log. To dismiss, say why it is not usage.</p>
    </div>
    ${act === 'Replay' ? html`<button class="button primary" name="act" value="replay">Replay</button>` : NOTHING}
    <button class="button danger" name="act" value="dismiss">Dismiss</button>
  </form>`;
  return html`<section class="card" aria-labelledby="acts">
    <header><h2 id="acts">What to do</h2></header>
    <div class="body stack">
      <p class="small">${ADVICE[act]}</p>
      ${includesRole(viewer.role, 'biller') ? form : html`<p class="small">To replay or dismiss it takes the role of a biller.</p>`}
    </div>
  </section>`;
}
