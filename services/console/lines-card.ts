import { turnedText } from '../../shared/credit-sign.ts';
import { amountFigure, moneyFigure, priceFigure, quantityFigure } from '../../shared/figures.ts';
import type { ChargePart, DraftContent, InvoiceLine } from '../../shared/invoice.ts';
import { decimal, roundToMinor } from '../../shared/money.ts';
import { partName } from '../../shared/part-name.ts';
import { datesOf } from '../../shared/period.ts';
import type { Balance } from '../../shared/receivables/balance.ts';
import { counted, countOf } from './counts.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { momentText, shortDate, spanText } from './moments.ts';

/** Lines that a page shows at once. */
const LINES = 20;

/** What of the lines is shown, and where their events are. */
export interface LinesAbout {
  /** Where the events of a line are listed, by its number from 1; nowhere if it is not given. */
  readonly eventsHref?: (line: number) => string;
  /** The first line that is shown, and where others are; all are shown if it is not given. */
  readonly place?: { readonly first: number; readonly hrefOf: (first: number) => string };
}

/**
 * The lines of a document, each of which opens into how it came about: what was counted, what it was priced at, and
 * what tax it bears.
 */
export function linesCard(content: DraftContent, { eventsHref, place }: LinesAbout = {}): Markup {
  const { lines, currency } = content;
  const first = place ? Math.min(Math.max(1, place.first), Math.max(1, lines.length)) : 1;
  const shown = place ? lines.slice(first - 1, first - 1 + LINES) : lines;
  return html`<section class="card" aria-labelledby="lines">
    <header>
      <h2 id="lines">Lines</h2>
      <span class="small">Open a line to see how it came about</span>
    </header>
    <div class="linehead" aria-hidden="true">
      <span>Service</span><span class="figure">Quantity</span><span class="figure">Unit price</span><span class="figure">VAT</span
      ><span class="figure">Amount, ${currency}</span>
    </div>
    ${shown.map((line, i) => lineOf(line, content, eventsHref?.(first + i)))}
    ${place && shown.length < lines.length ? pagesOf(first, shown.length, lines.length, place.hrefOf) : NOTHING}
  </section>`;
}

function pagesOf(first: number, shown: number, count: number, hrefOf: (first: number) => string): Markup {
  const link = (to: number, words: string): Markup => html` <a href="${hrefOf(to)}">${words}</a>`;
  return html`<p class="more">
    Lines ${counted(first)} to ${counted(first + shown - 1)} of ${counted(count)}.
    ${first > 1 ? link(Math.max(1, first - LINES), 'Lines before') : NOTHING}
    ${first + shown <= count ? link(first + shown, 'Lines behind') : NOTHING}
  </p>`;
}

function lineOf(line: InvoiceLine, content: DraftContent, eventsHref: string | undefined): Markup {
  const { currency } = content;
  const { group, description, quantity, unit, parts, net, taxRate } = line;
  const [only, ...others] = parts;
  const price = only && others.length === 0 ? priceFigure(only.unitPrice, currency) : '';
  return html`<details class="line">
    <summary>
      <span
        ><span class="name">${description}</span><span class="hidden">, </span
        ><span class="small">${group} · ${spanText(datesOf(line.period))}</span></span
      >
      <span class="figure gone">${quantityFigure(quantity)}${unit === undefined ? '' : ` ${unit}`}</span>
      <span class="figure gone">${price}</span>
      <span class="figure gone">${quantityFigure(taxRate)}%</span>
      <span class="figure">${amountFigure(net, currency)}</span>
    </summary>
    <ol class="steps">
      ${countedStep(line, eventsHref)} ${pricedStep(line, currency)} ${taxedStep(line, content)}
    </ol>
  </details>`;
}

function countedStep({ trace, period, quantity, unit }: InvoiceLine, eventsHref: string | undefined): Markup {
  const { meter, events } = trace;
  if (events === undefined) return NOTHING;
  const { start, end, zone } = period;
  return html`<li>
    <h3>${countOf(events, 'event')} counted</h3>
    <p class="small">
      Meter <code>${meter ?? ''}</code>, ${momentText(start, zone)} to ${momentText(end, zone)} ${zone}:
      ${quantityFigure(trace.measured ?? quantity)}${unit === undefined ? '' : ` ${unit}`}.
    </p>
    ${eventsHref === undefined || events === 0 ? NOTHING : html`<p class="small"><a href="${eventsHref}">Events</a></p>`}
  </li>`;
}

/** Tax is that of the sum of all lines of a rate: its arithmetic, where that is all there is to it. */
function taxedStep({ net, taxRate, taxCategory }: InvoiceLine, { tax, currency }: DraftContent): Markup {
  const own = tax.find(({ category, rate }) => category === taxCategory && rate === taxRate);
  const rate = `${quantityFigure(taxRate)}%`;
  const exact = own && decimal(own.basis).times(decimal(own.rate)).div(100);
  const sum =
    own && exact && roundToMinor(exact, currency).eq(decimal(own.tax))
      ? html`: ${amountFigure(own.basis, currency)} × ${rate} = ${priceFigure(exact.toFixed(), currency)}, as
        ${amountFigure(own.tax, currency)}`
      : NOTHING;
  return html`<li>
    <h3>Amount ${moneyFigure(net, currency)}, VAT ${rate}</h3>
    <p class="small">Tax category ${taxCategory}. Tax is computed once, on the sum of all lines of ${rate}${sum}.</p>
  </li>`;
}

/** The arithmetic in full: 3,812,930 × 0.00095 = 3,622.2835. */
function pricedStep({ parts, trace, net, discounts = [] }: InvoiceLine, currency: string): Markup {
  const hasTiers = parts.some(({ upTo }) => upTo !== undefined);
  return html`<li>
    <h3>Priced by ${hasTiers ? 'tier, ' : ''}plan ${trace.plan} v${trace.planVersion}</h3>
    <table>
      <thead>
        <tr>
          <th>${hasTiers ? 'Tier' : 'Part'}</th>
          <th class="figure">Quantity</th>
          <th class="figure">Unit price</th>
          <th class="figure">Fee</th>
          <th class="figure">Amount</th>
        </tr>
      </thead>
      <tbody>
        ${parts.map(
          (part) =>
            html`<tr>
              <td>${partName(part, hasTiers) || trace.price}</td>
              <td class="figure" data-label="Quantity">${quantityFigure(part.quantity)}</td>
              <td class="figure" data-label="Unit price">${priceFigure(part.unitPrice, currency)}</td>
              <td class="figure" data-label="Fee">${decimal(part.flatFee).isZero() ? '' : priceFigure(part.flatFee, currency)}</td>
              <td class="figure" data-label="Amount">${priceFigure(part.amount, currency)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${discounts.map((it) => html`<p class="small">${it.description}: −${moneyFigure(it.amount, currency)}</p>`)}
    <p class="small">${productOf(parts.at(-1), currency)}Rounded once, to ${moneyFigure(net, currency)}.</p>
  </li>`;
}

/** What was priced last, if that is a product and no more. */
function productOf(part: ChargePart | undefined, currency: string): string {
  if (!part || !decimal(part.flatFee).isZero() || part.quantity === '1') return '';
  const { quantity, unitPrice, amount } = part;
  if (!decimal(quantity).times(decimal(unitPrice)).eq(decimal(amount))) return '';
  return `${quantityFigure(quantity)} × ${priceFigure(unitPrice, currency)} = ${priceFigure(amount, currency)}. `;
}

/** Net, tax by rate, what is to be paid, and of that what is still open. */
export function amountsCard(
  { totals, tax, currency, ...content }: DraftContent & { readonly dueDate?: string },
  balance?: Balance,
): Markup {
  const row = (name: string, amount: string, style = ''): Markup =>
    html`<dt class="${style}">${name}</dt>
      <dd class="${style}">${amount}</dd>`;
  const less = (name: string, amount: string): Markup =>
    /[1-9]/.test(amount) ? row(name, amountFigure(turnedText(amount), currency)) : NOTHING;
  return html`<section class="card" aria-labelledby="amount">
    <header><h2 id="amount">Amount</h2></header>
    <dl class="facts body">
      ${row('Net', amountFigure(totals.net, currency))}
      ${tax.map(({ rate, basis, tax: of }) => row(`VAT ${quantityFigure(rate)}% on ${amountFigure(basis, currency)}`, amountFigure(of, currency)))}
      ${totals.prepaid === undefined ? NOTHING : less('Paid by credits', totals.prepaid)}
      ${row('To pay', moneyFigure(totals.payable, currency), 'sum')}
      ${
        balance
          ? html`${less('Dunning charges', turnedText(balance.charged))} ${less('Received', balance.received)}
            ${less('Credited', balance.credited)} ${less('Difference', balance.writtenOff)} ${less('Uncollectible', balance.uncollectible)}
            ${less('Refunded', turnedText(balance.refunded))}
            ${row(`Open, due ${shortDate(content.dueDate ?? '')}`, amountFigure(balance.open, currency))}`
          : NOTHING
      }
    </dl>
  </section>`;
}
