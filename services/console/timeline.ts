import { compareInstants } from '../../shared/period.ts';
import { html, type Markup } from './markup.ts';
import { fullMoment } from './moments.ts';

/** Something in the course of a case or an order: when, and what. */
export interface Entry {
  readonly at: string;
  readonly what: Markup;
}

/** What was done, the first first. */
export function timelineOf(entries: readonly Entry[], zone: string): Markup {
  return html`<dl class="timeline body">
    ${entries
      .toSorted((a, b) => compareInstants(a.at, b.at))
      .map(
        ({ at, what }) =>
          html`<dt>${fullMoment(at, zone)}</dt>
            <dd>${what}</dd>`,
      )}
  </dl>`;
}
