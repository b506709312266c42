import { moneyFigure } from '../../shared/figures.ts';
import { decisionForm } from './decision-form.ts';
import { html, type Markup } from './markup.ts';

/** What is paid back, and where the form is posted to. */
interface Refundable {
  readonly formToken: string;
  readonly href: string;
  /** Above zero. */
  readonly amount: string;
  readonly currency: string;
}

/** A form that pays money back, to whoever paid last or to the account that is said. */
export function refundForm({ formToken, href, amount, currency }: Refundable): Markup {
  const words = `Pay ${moneyFigure(amount, currency)} back…`;
  return decisionForm({ formToken, href, act: 'refund', summary: words, button: words, content: payeeFields(), mostReason: 1_000 });
}

function payeeFields(): Markup {
  return html`<div>
      <label for="payee-name">Name, if not who paid</label>
      <input id="payee-name" name="name" type="text" maxlength="70" />
    </div>
    <div>
      <label for="payee-iban">IBAN, if not the account or card that paid</label>
      <input id="payee-iban" name="iban" type="text" maxlength="42" />
    </div>`;
}
