import type { DoneStep } from '../../shared/dunning/dunning-case.ts';
import type { DunningPlan } from '../../shared/dunning/dunning-plan.ts';
import { interestTerms, stepName, stepTerms } from './dunning-words.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { shortDate } from './moments.ts';

/** A seller's dunning plan, step by step; of a case with what is done. */
export function dunningPlanCard(plan: DunningPlan, done: readonly DoneStep[] = []): Markup {
  const { steps, version, lateInterest } = plan;
  const rows = steps.map((step, i) => {
    const own = done.find((it) => it.step === i + 1);
    return html`<dt>${i + 1}</dt>
      <dd>
        <b>${stepName(step)}</b>${own ? ` · done on ${shortDate(own.day)}` : NOTHING}
        <div class="small">${stepTerms(step, i === 0)}</div>
      </dd>`;
  });
  return html`<section class="card" aria-labelledby="plan">
    <header>
      <h2 id="plan">Dunning plan</h2>
      <span class="small">Version ${version}</span>
    </header>
    <dl class="timeline body">${rows}</dl>
    ${
      lateInterest
        ? html`<div class="part">
            <p><b>Late interest</b></p>
            ${interestTerms(lateInterest).map((words) => html`<p class="small">${words}</p>`)}
          </div>`
        : NOTHING
    }
  </section>`;
}
