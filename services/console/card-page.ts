import { formatsOf } from '../../shared/formats.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import { customerPage, DOOR } from './customer-layout.ts';
import type { LinkedInvoice } from './linked-invoice.store.ts';
import { html, NOTHING, type Markup } from './markup.ts';

/**
 * Leads to the page of a provider. A page of ours in between, since browsers that must send forms to us alone follow no answer
 * to a form to somewhere else.
 */
export function leadingPage(token: string, { invoice }: LinkedInvoice, url: string): Markup {
  const { language, seller } = invoice;
  const { card } = LANGUAGES[language].page;
  const content = html`<h1>${card.leading}</h1>
    <p>${card.ifNotLed}</p>
    <p><a class="button primary" href="${url}" rel="noreferrer">${card.leading}</a></p>`;
  return customerPage({ language, title: card.leading, seller, own: `${DOOR}/${token}`, leadsTo: url, content });
}

/** The page of the provider that moves no money: what a card would do there is a button. */
export function trialPage(token: string, { invoice, balance }: LinkedInvoice, isDeclined: boolean): Markup {
  const { language, seller, currency, customer, number } = invoice;
  const { trial, card } = LANGUAGES[language].page;
  const own = `${DOOR}/${token}`;
  const amount = formatsOf({ language, currency, country: customer.address.country }).money(balance.open);
  const content = html`<h1>${trial.title} <span class="number">${number}</span></h1>
    <p>${trial.says}</p>
    ${isDeclined ? html`<p class="wrong" role="alert">${trial.declined}</p>` : NOTHING}
    <form method="post" action="${own}/card" class="files">
      <button class="button primary" name="card" value="pays">${card.pay(amount)}</button>
      <button class="button" name="card" value="declines">${trial.decline}</button>
    </form>
    <p><a href="${own}">${trial.back}</a></p>`;
  return customerPage({ language, title: trial.title, seller, own, content });
}
