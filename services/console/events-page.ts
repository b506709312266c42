import { z } from 'zod';
import { quantityFigure } from '../../shared/figures.ts';
import { usageEvent } from '../../shared/usage-event.ts';
import { countOf, counted } from './counts.ts';
import { page, type Frame } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { momentText } from './moments.ts';

/** What pricing says of a line: what was counted, and the first of it. */
export const lineEvidence = z.object({
  line: z.object({ description: z.string(), quantity: z.string(), period: z.object({ zone: z.string() }) }),
  evidence: z
    .object({
      question: z.object({ meter: z.string() }),
      quantity: z.string(),
      count: z.number().int(),
      events: z.array(usageEvent),
      isWhole: z.boolean(),
      erasedOn: z.string().optional(),
    })
    .nullable(),
});
export type LineEvidence = z.infer<typeof lineEvidence>;

/** The events behind a line, the earliest first. */
export function eventsPageOf(frame: Frame, number: string, { line, evidence }: LineEvidence): Markup {
  const href = `/sellers/${frame.seller.id}/invoices/${number}`;
  return page(frame, {
    part: 'invoices',
    title: line.description,
    crumb: { href, words: number },
    about: evidence ? `${countOf(evidence.count, 'event')} of ${evidence.question.meter}: ${quantityFigure(evidence.quantity)}` : '',
    content: html`<section class="card">
      ${evidence ? listOf(evidence, line.period.zone) : html`<p class="empty"><b>Nothing was counted</b>This line has a fixed price.</p>`}
    </section>`,
  });
}

function listOf({ events, count, erasedOn, isWhole }: NonNullable<LineEvidence['evidence']>, zone: string): Markup {
  if (erasedOn !== undefined) return html`<p class="empty"><b>Erased on ${erasedOn}</b>The events are gone; what was billed stays.</p>`;
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
    ${events.length < count ? html`<p class="more small">The first ${events.length} of ${counted(count)}. All of them: stepbill explain</p>` : NOTHING}
    ${isWhole ? NOTHING : html`<p class="more small">Some of what was billed is not there any more as it was counted.</p>`}`;
}
