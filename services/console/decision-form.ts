import { html, type Markup } from './markup.ts';
import { tokenField } from './layout.ts';

/** A form by which a person decides on something, folded behind its button, with the reason why. */
export interface DecisionForm {
  readonly formToken: string;
  /** Where it is posted to, and as which act. */
  readonly href: string;
  readonly act: string;
  /** What is said of it while it is folded. */
  readonly summary: string;
  readonly button: string;
  readonly content: Markup;
  /** Characters of the reason. */
  readonly mostReason: number;
  readonly style?: string;
}

export function decisionForm({ formToken, href, act, summary, button, content, mostReason, style = '' }: DecisionForm): Markup {
  return html`<details class="part">
    <summary>${summary}</summary>
    <form method="post" action="${href}" class="form stack after">
      ${tokenField(formToken)}<input type="hidden" name="act" value="${act}" />${content}
      <div>
        <label for="why-${act}">Why</label>
        <textarea id="why-${act}" name="reason" maxlength="${mostReason}" required></textarea>
      </div>
      <button class="button ${style}">${button}</button>
    </form>
  </details>`;
}
