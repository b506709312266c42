import { inLanguage } from '../../shared/catalog.ts';
import { quantityFigure } from '../../shared/figures.ts';
import type { Meter } from '../../shared/meter.ts';
import { monthAfter, monthBefore } from '../../shared/period.ts';
import { counted } from './counts.ts';
import { listTable } from './list-table.ts';
import { drawn, html, NOTHING, type Markup } from './markup.ts';
import { monthAlone, monthText, shortDay } from './moments.ts';
import { usageChart } from './usage-chart.ts';
import { chartedDays, type ChartedDay, type MeasuredMeter } from './usage-days.ts';
import { soFarText, usedSoFar } from './usage-so-far.ts';

/** What the card shows. */
export interface UsageAsked {
  readonly month: string;
  /** Calendar day of the customer. */
  readonly today: string;
  /** The meter whose days are drawn. */
  readonly meter: string | undefined;
  /** Address of the customer's page. */
  readonly href: string;
}

/** Usage of a customer in a month by day: one meter drawn, the others a link away, and all figures as a table. */
export function usageCard(meters: readonly Meter[], measured: readonly MeasuredMeter[], asked: UsageAsked): Markup {
  const used = measured.filter(({ events }) => events > 0);
  const shown = measured.find(({ meter }) => meter === asked.meter) ?? used[0];
  const of = shown && meters.find(({ id }) => id === shown.meter);
  if (!shown || !of) {
    const none = html`<p class="empty"><b>Nothing was used</b>Neither in ${monthText(asked.month)} nor in the four weeks before it.</p>`;
    return cardOf(asked, 'Usage per day', NOTHING, none);
  }
  const days = chartedDays(shown, asked.month, asked.today);
  const unit = of.unit === undefined ? undefined : inLanguage(of.unit, 'en');
  const title = `${of.id}, ${unit ?? 'quantity'} per day`;
  const links = used.length < 2 ? NOTHING : meterLinks(used, shown, asked);
  if (days.every(({ quantity, isToCome }) => isToCome || quantity === null)) {
    const none = html`<p class="empty">
      <b>This meter can’t be told by day</b>Its level begins with what came before the day. The next invoice says what it comes to.
    </p>`;
    return cardOf(asked, title, links, none);
  }
  const [soFar] = usedSoFar(meters, [shown], asked.month, asked.today);
  const content = html`<div class="body">
      ${soFar ? html`<p class="small">${soFarText(soFar)}.</p>` : NOTHING} ${usageChart({ meter: of.id, unit, month: asked.month }, days)}
      <p class="small key">${keyOf(days, asked)}</p>
    </div>
    <details class="part">
      <summary>The figures as a table</summary>
      ${tableOf(days, unit ?? of.id, asked)}
    </details>`;
  return cardOf(asked, title, links, content);
}

/** Where there are too many events to be measured for a page. */
export function untoldUsageCard(asked: UsageAsked, sentence: string): Markup {
  return cardOf(asked, 'Usage per day', NOTHING, html`<p class="empty"><b>Not drawn</b>${sentence}</p>`);
}

function cardOf({ month, today, meter, href }: UsageAsked, title: string, links: Markup, content: Markup): Markup {
  const at = (wanted: string): string => `${href}?month=${wanted}${meter === undefined ? '' : `&meter=${meter}`}`;
  const [before, after] = [monthBefore(month), monthAfter(month)];
  return html`<section class="card usage" aria-labelledby="usage">
    <header>
      <h2 id="usage">${title}</h2>
      <span class="small months"
        ><a href="${at(before)}">${monthText(before)}</a
        ><b>${monthText(month)}</b>${after <= today.slice(0, 7) ? html`<a href="${at(after)}">${monthText(after)}</a>` : NOTHING}</span
      >
    </header>
    ${links}${content}
  </section>`;
}

function meterLinks(used: readonly MeasuredMeter[], shown: MeasuredMeter, { month, href }: UsageAsked): Markup {
  return html`<nav class="tabs" aria-label="Meters">
    ${used.map(({ meter }) => html`<a href="${href}?month=${month}&amp;meter=${meter}" ${meter === shown.meter ? drawn('aria-current="page"') : NOTHING}>${meter}</a>`)}
  </nav>`;
}

function keyOf(days: readonly ChartedDay[], { month }: UsageAsked): Markup {
  const isOpen = days.some(({ isIncomplete }) => isIncomplete);
  return html`Bars are ${monthAlone(month)}${isOpen ? ', the hatched one is today, which is not complete' : ''}. A short line is the day
  four weeks earlier.`;
}

function tableOf(days: readonly ChartedDay[], unit: string, { href }: UsageAsked): Markup {
  const begun = days.filter(({ isToCome }) => !isToCome);
  return listTable(
    ['Day', { figure: unit }, { figure: 'Four weeks earlier' }, { figure: 'Events' }],
    begun.map(
      ({ day, quantity, earlier, events, isIncomplete }) =>
        html`<tr>
          <td>
            <a class="name" href="${href}/usage?day=${day}">${shortDay(day)}</a
            >${isIncomplete ? html`<span class="small">not complete</span>` : NOTHING}
          </td>
          <td class="figure" data-label="${unit}">${figureOf(quantity)}</td>
          <td class="figure" data-label="Four weeks earlier">${figureOf(earlier)}</td>
          <td class="figure" data-label="Events">${counted(events)}</td>
        </tr>`,
    ),
  );
}

function figureOf(quantity: string | null): string {
  return quantity === null ? '–' : quantityFigure(quantity);
}
