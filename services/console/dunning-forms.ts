import type { CaseRecord } from '../../shared/dunning/dunning-case.ts';
import { moneyFigure } from '../../shared/figures.ts';
import { decimal } from '../../shared/money.ts';
import type { OpenItem } from '../../shared/receivables/open-item.ts';
import { includesRole } from '../../shared/signed-in.ts';
import { decisionForm } from './decision-form.ts';
import { heldBy } from './dunning-words.ts';
import type { Frame } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';

interface DecidingOn {
  readonly record: CaseRecord | undefined;
  readonly item: OpenItem;
  readonly hasPlan: boolean;
  /** Whether it is the last case of its invoice; on earlier ones nothing is decided. */
  readonly isLatest: boolean;
  readonly href: string;
  /** Date of the seller. */
  readonly today: string;
}

/** What a person can decide on how an invoice is gone after. */
export function decisionsCard({ viewer, formToken }: Frame, on: DecidingOn): Markup {
  const { record, item, hasPlan, isLatest, href, today } = on;
  if (!isLatest || !decimal(item.open).gt(0)) return NOTHING;
  if (!includesRole(viewer.role, 'biller'))
    return html`<section class="card"><p class="body small">To decide on it takes the role of a biller.</p></section>`;
  const form = (act: string, button: string, content: Markup, style = ''): Markup =>
    decisionForm({ formToken, href, act, summary: button, button: button.replace('…', ''), content, mostReason: 300, style });
  const isOpen = record !== undefined && record.case.closed === undefined;
  if (!isOpen && !hasPlan) return NOTHING;
  const forms = isOpen
    ? [
        record.decisions.at(-1)?.kind !== 'resume' && record.decisions.length > 0 ? form('resume', 'Go on by the plan…', NOTHING) : NOTHING,
        form(
          'pause',
          'Pause…',
          lastDay('pause', today, 'Nothing is done until the day after. Without a day it rests until it is resumed.'),
        ),
        form('dispute', 'The customer disputes it…', lastDay('dispute', today, 'As a pause; the reason says what is disputed.')),
        form('instalments', 'Agree on instalments…', instalmentsField(item)),
        form('close', 'Close the case…', html`<p class="small">The plan ends. What was charged stays owed.</p>`, 'danger'),
      ]
    : [form('open', record ? 'Open a case again…' : 'Open a case now…', NOTHING)];
  return html`<section class="card" aria-labelledby="decide">
    <header>
      <h2 id="decide">Decide</h2>
      <span class="small">${isOpen ? (heldBy(record, today)?.words ?? 'The plan goes on by itself') : NOTHING}</span>
    </header>
    ${forms}
  </section>`;
}

function lastDay(act: string, today: string, hint: string): Markup {
  return html`<div>
    <label for="until-${act}">Last day, if there is one</label>
    <input id="until-${act}" name="until" type="date" min="${today}" aria-describedby="until-${act}-hint" />
    <p class="small" id="until-${act}-hint">${hint}</p>
  </div>`;
}

function instalmentsField({ open, currency }: OpenItem): Markup {
  return html`<div>
    <label for="instalments">Instalments, which come to ${moneyFigure(open, currency)}</label>
    <textarea id="instalments" name="instalments" maxlength="2000" required aria-describedby="instalments-hint"></textarea>
    <p class="small" id="instalments-hint">One a line, its day and its amount: 2026-12-01=60.00</p>
  </div>`;
}
