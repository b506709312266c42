import type { AnomaliesPage } from './anomalies.store.ts';
import { countOf } from './counts.ts';
import { page, type Frame } from './layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { monthText } from './moments.ts';
import { anomalyCount, comparedAnomalies, type ReviewAbout } from './review-cards.ts';

/** Everything that one would not expect of a run, as far as its review names it. */
export function anomaliesPageOf(frame: Frame, { about, anomalies, next }: AnomaliesPage, names: ReviewAbout['names']): Markup {
  const { run, review } = about;
  const href = `/sellers/${frame.seller.id}/runs/${run.id}`;
  const [named, all] = [review.anomalies.length, anomalyCount(review)];
  return page(frame, {
    part: 'runs',
    title: `To look at in ${monthText(run.month)}`,
    crumb: { href, words: run.id },
    about: `${countOf(all, 'thing')} that one would not expect${named < all ? `; the first ${named} of them are named` : ''}.`,
    content: html`<section class="card">
      ${
        anomalies.length === 0
          ? html`<p class="empty"><b>Nothing to look at</b>Every draft is as one would expect.</p>`
          : comparedAnomalies({ ...about, names, href }, anomalies)
      }
      ${next === undefined ? NOTHING : html`<p class="more"><a href="${href}/anomalies?after=${next}">More</a></p>`}
    </section>`,
  });
}
