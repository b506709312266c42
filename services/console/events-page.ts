import { quantityFigure } from '../../shared/figures.ts';
import { countOf, counted } from './counts.ts';
import { page, type Frame, type Part } from './layout.ts';
import type { LineEvidence } from './line-evidence.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { momentText } from './moments.ts';

/** The line of a document. */
export interface LinePlace {
  readonly part: Part;
  /** Where the document is. */
  readonly href: string;
  /** In names of files. */
  readonly name: string;
  /** What the document is called, where that isn't its name. */
  readonly words?: string;
  /** From 1. */
  readonly line: number;
}

/** Which of the events are shown. */
export interface EventsAbout {
  readonly place: LinePlace;
  /** How many were shown before. */
  readonly before: number;
  /** The query of the next page, if there is one. */
  readonly next: string | undefined;
  /** The query of this page, from which on events are downloaded. */
  readonly here: string;
}

/** The events behind a line, the earliest first, a page at a time. */
export function eventsPageOf(frame: Frame, { line, evidence }: LineEvidence, about: EventsAbout): Markup {
  const { part, href, name, words = name } = about.place;
  const own = `${href}/lines/${about.place.line}`;
  const has = evidence !== null && evidence.events.length > 0;
  return page(frame, {
    part,
    title: line.description,
    crumb: { href, words },
    about: evidence ? `${countOf(evidence.count, 'event')} of ${evidence.question.meter}: ${quantityFigure(evidence.quantity)}` : '',
    actions: has
      ? [
          html`<a class="button" href="${own}/events.ndjson?${about.here}"
            >${about.before > 0 ? 'Download from here on' : 'Download events'}</a
          >`,
        ]
      : [],
    content: html`${evidence ? metersOf(evidence, own) : NOTHING}
      <section class="card" aria-label="Events">
        ${
          evidence
            ? listOf(evidence, line.period.zone, own, about)
            : html`<p class="empty"><b>Nothing was counted</b>This line has a fixed price.</p>`
        }
      </section>`,
  });
}

/** A price of several meters has a list of each. */
function metersOf({ meters, question }: NonNullable<LineEvidence['evidence']>, own: string): Markup {
  if (meters.length < 2) return NOTHING;
  return html`<p class="about">
    Meters:
    ${meters.map((meter) => (meter === question.meter ? html`<b>${meter}</b> ` : html`<a href="${own}?meter=${meter}">${meter}</a> `))}
  </p>`;
}

function listOf(
  { events, count, erasedOn, isWhole }: NonNullable<LineEvidence['evidence']>,
  zone: string,
  own: string,
  { before, next }: EventsAbout,
): Markup {
  if (erasedOn !== undefined) return html`<p class="empty"><b>Erased on ${erasedOn}</b>The events are gone; what was billed stays.</p>`;
  if (events.length === 0) return html`<p class="empty"><b>No event</b>Nothing was counted on these days.</p>`;
  return html`<table>
      <thead>
        <tr>
          <th>Time</th>
          <th>Event</th>
          <th>Properties</th>
        </tr>
      </thead>
      <tbody>
        ${events.map(
          ({ id, time, properties }) =>
            html`<tr>
              <td>${momentText(time, zone)}</td>
              <td class="mono" data-label="Event">${id}</td>
              <td class="mono" data-label="Properties">
                ${Object.entries(properties ?? {}).map(([name, value]) => html`<div>${name}: ${String(value)}</div>`)}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="more small">
      Events ${counted(before + 1)} to ${counted(before + events.length)} of ${counted(count)}.
      ${before > 0 ? html`<a href="${own}">The first ones</a>` : NOTHING}
      ${next === undefined ? NOTHING : html`<a href="${own}?${next}">Later events</a>`}
    </p>
    ${isWhole ? NOTHING : html`<p class="more small">Some of what was billed is not there any more as it was counted.</p>`}`;
}
