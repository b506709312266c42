import { amountFigure, moneyFigure, quantityFigure } from '../../shared/figures.ts';
import type { DraftContent } from '../../shared/invoice.ts';
import { datesOf } from '../../shared/period.ts';
import { countOf } from './counts.ts';
import type { CreditFields, FieldFault } from './credit-form.ts';
import { leftOf } from './credit-left.ts';
import type { Crediting } from './crediting.store.ts';
import { page, tokenField, type Frame } from './layout.ts';
import { drawn, html, NOTHING, type Markup } from './markup.ts';
import { dateText, monthText, spanText } from './moments.ts';

/** Lines that are offered to be ticked; those of longer invoices are credited by the command line. */
const MOST_LINES = 80;

/** What of an invoice is to be credited, and why. */
export function creditPageOf(frame: Frame, about: Crediting, fields: CreditFields, fault?: FieldFault): Markup {
  const { number, content, nextId, run } = about;
  const href = `/sellers/${frame.seller.id}/invoices/${number}`;
  const left = leftOf(content, about.facts.credited ?? []);
  const figure = `${moneyFigure(left.net, content.currency)} net`;
  const choice = (what: CreditFields['what'], title: string, hint: string, more: Markup = NOTHING): Markup =>
    html`<div class="way">
      <label class="choice"
        ><input type="radio" name="what" value="${what}" ${fields.what === what ? drawn('checked') : NOTHING} /><span
          >${title}<span class="small">${hint}</span></span
        ></label
      >
      ${more}
    </div>`;
  const again =
    run === undefined
      ? NOTHING
      : html`<label class="choice nested"
          ><input type="checkbox" name="rebill" ${fields.isBilledAgain ? drawn('checked') : NOTHING} /><span
            >Bill ${content.customer.name} again at once, in a further run of ${monthText(run.month)}</span
          ></label
        >`;
  const form = html`<form method="post" action="${href}/credit" class="body stack plain">
    ${tokenField(frame.formToken)}<input type="hidden" name="creditNote" value="${nextId}" />
    <fieldset ${faultAt('what', fault)}>
      <legend>What is credited</legend>
      ${choice('rest', `All that is left, ${figure}`, 'The periods stay billed.')}
      ${choice('amount', 'An amount', 'Spread over the lines by what is left of them.', amountField(fields, content.currency, fault))}
      ${choice('lines', 'Lines', 'Tick them; all that is left of a line, an amount, or a share of its net.', linesField(content, left.lines, fields, fault))}
      ${choice('cancel', 'All of it: cancel the invoice', 'Its periods count as not billed, so the next run bills them again.', again)}
      ${wrongAt('what', fault)}
    </fieldset>
    <div class="reason">
      <label for="reason">Why, in the language of the invoice</label>
      <textarea id="reason" name="reason" maxlength="300" required ${faultAt('reason', fault)}>${fields.reason}</textarea>
      <p class="small">The credit note says it, and the audit log keeps it.</p>
      ${wrongAt('reason', fault)}
    </div>
    <button class="button primary" name="act" value="look">Look at the credit note</button>
    <p class="small">Nothing is made yet: its lines and amounts are shown first.</p>
  </form>`;
  return page(frame, {
    part: 'invoices',
    title: 'Credit note',
    crumb: { href, words: number },
    about: html`${content.customer.name} · ${dateText(content.issueDate)} · ${moneyFigure(content.totals.payable, content.currency)}`,
    content: html`<section class="card" aria-label="Credit note">
      ${left.isAnything ? form : html`<p class="empty"><b>All of ${number} is credited</b>There is nothing left to credit.</p>`}
    </section>`,
  });
}

function amountField({ amount }: CreditFields, currency: string, fault: FieldFault | undefined): Markup {
  return html`<div class="nested">
    <label for="amount">Amount net, ${currency}</label>
    <input id="amount" name="amount" value="${amount}" maxlength="30" ${faultAt('amount', fault)} />
    ${wrongAt('amount', fault)}
  </div>`;
}

function linesField(
  { lines, currency }: DraftContent,
  left: readonly string[],
  fields: CreditFields,
  fault: FieldFault | undefined,
): Markup {
  const more = lines.length - MOST_LINES;
  return html`<ul class="nested ticks">
    ${lines.slice(0, MOST_LINES).map(({ description, period }, i) => {
      const line = String(i + 1);
      const [rest = '0', written] = [left[i], fields.lines[line]];
      return html`<li>
        <label class="choice"
          ><input type="checkbox" name="line" value="${line}" ${written === undefined ? NOTHING : drawn('checked')} /><span
            >${line}. ${description}<span class="small">${spanText(datesOf(period))}, ${amountFigure(rest, currency)} left</span></span
          ></label
        >
        <input
          name="line-${line}"
          value="${written ?? ''}"
          maxlength="30"
          aria-label="Amount or share of line ${line}"
          ${faultAt(`line-${line}`, fault)}
        />
        ${wrongAt(`line-${line}`, fault)}
      </li>`;
    })}
    ${more > 0 ? html`<li class="small">And ${countOf(more, 'line')} more: stepbill credit --line</li>` : NOTHING}
  </ul>`;
}

function faultAt(field: string, fault: FieldFault | undefined): Markup {
  return fault?.field === field ? html`aria-invalid="true" aria-describedby="${field}-wrong"` : NOTHING;
}

function wrongAt(field: string, fault: FieldFault | undefined): Markup {
  return fault?.field === field ? html`<p class="wrong" id="${field}-wrong" role="alert">${fault.sentence}</p>` : NOTHING;
}

/** The credit note as it would be, with what making it does. */
export function creditReviewOf(
  frame: Frame,
  about: Crediting,
  asked: { fields: CreditFields; wanted: unknown },
  draft: DraftContent,
): Markup {
  const { number, content, nextId, run } = about;
  const { fields, wanted } = asked;
  const href = `/sellers/${frame.seller.id}/invoices/${number}`;
  const isCancelled = fields.what === 'cancel';
  const figure = moneyFigure(draft.totals.payable, draft.currency);
  const hidden = (name: string, value: string): Markup => html`<input type="hidden" name="${name}" value="${value}" />`;
  const month = run && fields.isBilledAgain ? monthText(run.month) : undefined;
  return page(frame, {
    part: 'invoices',
    title: `Credit note over ${figure}`,
    crumb: { href: `${href}/credit`, words: `Credit note of ${number}` },
    about: html`${content.customer.name} · “${fields.reason}”`,
    content: html`<div class="columns">
      <section class="card" aria-labelledby="credited">
        <header><h2 id="credited">Lines</h2></header>
        ${tableOf(draft)}
      </section>
      <section class="card call" aria-labelledby="make">
        <header><h2 id="make">${isCancelled ? 'Cancel the invoice' : 'Make it'}</h2></header>
        <dl class="facts part first">
          <dt>Net</dt>
          <dd>${amountFigure(draft.totals.net, draft.currency)}</dd>
          ${draft.tax.map(
            ({ rate, tax }) =>
              html`<dt>VAT ${quantityFigure(rate)}%</dt>
                <dd>${amountFigure(tax, draft.currency)}</dd>`,
          )}
          <dt class="sum">Credit</dt>
          <dd class="sum">${figure}</dd>
        </dl>
        <div class="part small">
          <p>
            It gets the next number of its series and is filed in the archive. That can't be undone: only a further invoice takes it back.
          </p>
          ${isCancelled ? html`<p>The periods of ${number} count as not billed from then on${month === undefined ? ': the next run bills them again' : ''}.</p>` : NOTHING}
          ${month === undefined ? NOTHING : html`<p>Then a further run of ${month} is started for this customer, to be released as any other.</p>`}
        </div>
        <form method="post" action="${href}/credit" class="part stack">
          ${tokenField(frame.formToken)}${hidden('act', 'make')}${hidden('creditNote', nextId)}${hidden('wanted', JSON.stringify(wanted))}
          ${hidden('reason', fields.reason)}${isCancelled ? hidden('cancel', 'yes') : NOTHING}${fields.isBilledAgain ? hidden('rebill', 'yes') : NOTHING}
          <button class="button primary">${isCancelled ? `Cancel ${number}` : `Make the credit note over ${figure}`}</button>
          <a class="button" href="${href}/credit">Change</a>
        </form>
      </section>
    </div>`,
  });
}

function tableOf({ lines, currency }: DraftContent): Markup {
  return html`<table>
    <thead>
      <tr>
        <th>Service</th>
        <th class="figure">VAT</th>
        <th class="figure">Credited, ${currency}</th>
      </tr>
    </thead>
    <tbody>
      ${lines.map(
        ({ description, period, taxRate, net }) =>
          html`<tr>
            <td><span class="name">${description}</span> <span class="small">${spanText(datesOf(period))}</span></td>
            <td class="figure" data-label="VAT">${quantityFigure(taxRate)}%</td>
            <td class="figure" data-label="Credited">${amountFigure(net, currency)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
