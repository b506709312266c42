import { visibleAccent } from '../../shared/accent.ts';
import { hasPdf } from '../../shared/delivery.ts';
import { formatsOf, ibanText, type Formats } from '../../shared/formats.ts';
import { codeBars, giroCodeText } from '../../shared/giro-code.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import { decimal } from '../../shared/money.ts';
import { dateIn, localTimeIn } from '../../shared/period.ts';
import { badge, type Tone } from './badge.ts';
import { customerPage, DOOR } from './customer-layout.ts';
import type { LinkedInvoice } from './linked-invoice.store.ts';
import { drawn, html, NOTHING, type Markup } from './markup.ts';

/** An invoice as its customer sees it: what it is, what is open of it, and how that is paid. */
export function linkedInvoicePage(token: string, linked: LinkedInvoice, hasXml: boolean): Markup {
  const { invoice, balance } = linked;
  const { language, number, seller, currency, customer } = invoice;
  const { document: words, page } = LANGUAGES[language];
  const formats = formatsOf({ language, currency, country: customer.address.country });
  const title = (invoice.kind === 'credit-note' ? words.creditNote : words).title;
  const own = `${DOOR}/${token}`;
  const isOpen = invoice.kind !== 'credit-note' && decimal(balance.open).gt(0);
  const files = html`${hasPdf(customer.delivery) || !hasXml ? html`<a class="button" href="${own}/pdf">${page.openPdf}</a>` : NOTHING}
  ${hasXml ? html`<a class="button" href="${own}/xml">${page.openXml}</a>` : NOTHING}`;
  const content = html`<h1>${title} <span class="number">${number}</span></h1>
    <p class="state">${stateOf(linked, formats)}</p>
    <dl class="facts">
      <dt>${words.date}</dt>
      <dd>${formats.date(invoice.issueDate)}</dd>
      ${
        isOpen
          ? html`<dt>${words.due}</dt>
              <dd>${formats.date(invoice.dueDate)}</dd>`
          : NOTHING
      }
      ${sumsOf(linked, formats)}
    </dl>
    ${isOpen ? payment(own, linked, formats) : NOTHING}
    <div class="files">${files}</div>`;
  return customerPage({ language, title: `${title} ${number}`, seller, own, content });
}

const TONES: Readonly<Record<LinkedInvoice['balance']['state'], Tone>> = {
  open: 'neutral',
  'partially-paid': 'neutral',
  overdue: 'waiting',
  paid: 'done',
  overpaid: 'done',
  credited: 'neutral',
  refunded: 'neutral',
  uncollectible: 'neutral',
};

function stateOf({ invoice, balance }: LinkedInvoice, formats: Formats): Markup {
  const { state: says } = LANGUAGES[invoice.language].page;
  if (invoice.kind === 'credit-note') return badge('neutral', says.credit);
  const { state } = balance;
  if (state === 'open' || state === 'overdue') return badge(TONES[state], says[state](formats.date(invoice.dueDate)));
  if (state === 'paid' && !decimal(invoice.totals.payable).gt(0)) return badge('done', says.nothingOwed);
  return badge(TONES[state], says[state]);
}

/** The total, and where something came or was charged since, what is left. */
function sumsOf({ invoice, balance }: LinkedInvoice, formats: Formats): Markup {
  const { document: words, page } = LANGUAGES[invoice.language];
  const total = invoice.kind === 'credit-note' ? words.creditNote.total : words.total;
  const rule = html`<dt class="rule" aria-hidden="true"></dt>
    <dd class="rule" aria-hidden="true">
      <svg width="100%" height="2"><rect width="100%" height="2" fill="${visibleAccent(invoice.seller.accent)}" /></svg>
    </dd>`;
  const row = (label: string, amount: string, isSum = false): Markup =>
    html`<dt class="${isSum ? 'sum' : ''}">${label}</dt>
      <dd class="${isSum ? 'sum' : ''}">${formats.money(amount)}</dd>`;
  const { payable } = invoice.totals;
  const isWhole = invoice.kind === 'credit-note' || decimal(balance.open).eq(decimal(payable));
  if (isWhole) return html`${rule}${row(total, payable, true)}`;
  const has = (amount: string): boolean => !decimal(amount).isZero();
  return html`${row(total, payable)} ${has(balance.charged) ? row(page.fees, balance.charged) : NOTHING}
  ${has(balance.received) ? row(page.received, balance.received) : NOTHING}
  ${has(balance.credited) ? row(LANGUAGES[invoice.language].document.creditNote.title, balance.credited) : NOTHING} ${rule}
  ${row(page.leftOpen, balance.open, true)}`;
}

function payment(own: string, linked: LinkedInvoice, formats: Formats): Markup {
  const { invoice, paying } = linked;
  const { paymentMeans: means, language, seller, dueDate } = invoice;
  const { page } = LANGUAGES[language];
  const last = paying.payments.at(-1);
  const until = paying.order?.state === 'invoiced' ? paying.order.reservedUntil : undefined;
  const kept = until === undefined ? NOTHING : html`<p>${page.card.keptUntil(momentIn(until, linked, formats))}</p>`;
  if (paying.byCard !== 'none') return html`<section class="pay">${byCard(own, linked, formats)}${kept}</section>`;
  // What is on its way is announced; whatever failed, or is not collected, can be transferred.
  const isUnderWay = last === undefined || last.outcome?.state === 'pending';
  if (means?.by === 'direct-debit' && isUnderWay)
    return html`<section class="pay"><p>${page.debit(formats.date(dueDate), ibanText(means.iban))}</p></section>`;
  return html`<section class="pay">
    ${last && last.outcome?.state !== 'paid' ? html`<p>${page.card.declined}</p>` : NOTHING}
    ${transfer(linked, formats, seller.bank)}${kept}
  </section>`;
}

function byCard(own: string, { invoice, balance, paying }: LinkedInvoice, formats: Formats): Markup {
  const { card, chargedToCard } = LANGUAGES[invoice.language].page;
  const { paymentMeans: means } = invoice;
  if (paying.byCard === 'announced') return html`<p>${chargedToCard(means?.by === 'card' ? means.lastDigits : '')}</p>`;
  if (paying.byCard === 'on-its-way') return html`<p>${card.onItsWay}</p>`;
  if (paying.byCard === 'unknown') return html`<p>${card.unknown}</p>`;
  const isBegun = paying.byCard === 'go-on';
  const before = isBegun ? card.begun : card.declined;
  return html`<h2>${card.heading}</h2>
    <p>${before}</p>
    <form method="post" action="${own}/pay">
      <button class="button primary">${isBegun ? card.goOn : card.pay(formats.money(balance.open))}</button>
    </form>
    <p class="small">${card.leads}</p>`;
}

function transfer({ invoice, balance }: LinkedInvoice, formats: Formats, bank: LinkedInvoice['invoice']['seller']['bank']): Markup {
  const { document: words } = LANGUAGES[invoice.language];
  const { holder: beneficiary, iban, bic } = bank;
  const { number: reference, currency } = invoice;
  const text = currency === 'EUR' ? giroCodeText({ beneficiary, iban, bic, amount: balance.open, reference }) : undefined;
  const row = (label: string, value: string): Markup =>
    html`<dt>${label}</dt>
      <dd>${value}</dd>`;
  return html`<h2>${words.payment}</h2>
    <div class="transfer">
      ${text === undefined ? NOTHING : code(text, words.codeAlt, words.scan)}
      <dl class="facts">
        ${row(words.beneficiary, beneficiary)}${row('IBAN', ibanText(iban))}${row('BIC', bic)}${row(words.reference, reference)}
        ${row(words.collected.amount, formats.money(balance.open))}
      </dl>
    </div>`;
}

/** Modules of white around a code, which readers need. */
const QUIET = 4;

function code(text: string, alt: string, caption: string): Markup {
  const { size, bars } = codeBars(text);
  const path = bars.map(({ x, y, width }) => `M${x} ${y}h${width}v1h-${width}z`).join('');
  const box = `${-QUIET} ${-QUIET} ${size + 2 * QUIET} ${size + 2 * QUIET}`;
  const paper = drawn(`<rect x="${-QUIET}" y="${-QUIET}" width="100%" height="100%" fill="#fff"/><path d="${path}" fill="#15181c"/>`);
  return html`<figure>
    <svg viewBox="${box}" role="img" aria-label="${alt}" shape-rendering="crispEdges">${paper}</svg>
    <figcaption class="small">${caption}</figcaption>
  </figure>`;
}

function momentIn(instant: string, { zone }: LinkedInvoice, formats: Formats): string {
  return `${formats.date(dateIn(instant, zone))} ${localTimeIn(instant, zone).slice(0, 5)}`;
}
