import { html, type Markup } from './markup.ts';

/** Whom it is sent to; who paid last if nothing is said. */
export function payeeFields(): Markup {
  return html`<div>
      <label for="payee-name">Name, if not who paid</label>
      <input id="payee-name" name="name" type="text" maxlength="70" />
    </div>
    <div>
      <label for="payee-iban">IBAN, if not the account or card that paid</label>
      <input id="payee-iban" name="iban" type="text" maxlength="42" />
    </div>`;
}
