import type { SellerParty } from '../../shared/invoice.ts';
import type { Language } from '../../shared/languages/languages.ts';
import { LANGUAGE_CODES, LANGUAGES } from '../../shared/languages/languages.ts';
import { legalLines } from '../../shared/mail-page.ts';
import { assetPath } from './assets.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { PAGE_HEADERS } from './page-headers.ts';

/** Where customers come in; everything of theirs lies below, so that a proxy may let the rest of the console be. */
export const DOOR = '/i';

/**
 * What a browser may do with a page of a customer: less than with those of the console. No script runs; the address, which is all
 * that lets somebody in, is told to nobody; and no search engine keeps it.
 */
export const CUSTOMER_HEADERS: Readonly<Record<string, string>> = {
  ...PAGE_HEADERS,
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow, noarchive',
};

interface CustomerPage {
  readonly language: Language;
  readonly title: string;
  readonly seller?: SellerParty;
  /** Path of the document, below which the seller's logo lies. */
  readonly own?: string;
  /** An address that the browser goes on to by itself. */
  readonly leadsTo?: string;
  readonly content: Markup;
}

/** A whole page for a customer, in the seller's name; nothing of ours is on it. */
export function customerPage({ language, title, seller, own, leadsTo, content }: CustomerPage): Markup {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        ${leadsTo === undefined ? NOTHING : html`<meta http-equiv="refresh" content="0; url=${leadsTo}" />`}
        <title>${title}</title>
        <link rel="stylesheet" href="${DOOR}${assetPath('console.css')}" />
        <link rel="stylesheet" href="${DOOR}${assetPath('customer.css')}" />
      </head>
      <body>
        <main class="door">${seller ? brandOf(seller, own) : NOTHING}${content}</main>
        ${seller ? html`<footer class="door">${legalLines(seller, language).map((line) => html`<p>${line}</p>`)}</footer>` : NOTHING}
      </body>
    </html>`;
}

function brandOf({ brand, name, logo }: SellerParty, own: string | undefined): Markup {
  if (logo && own !== undefined) return html`<p class="sender"><img src="${own}/logo" alt="${name}" /></p>`;
  return html`<p class="sender">${brand}</p>`;
}

/** Why there is nothing to see, or nothing to do just now, in a language that the reader understands. */
export function customerRefusal(language: Language, why: 'nowhere' | 'later'): Markup {
  const { title, says } = LANGUAGES[language].page[why];
  const content = html`<h1>${title}</h1>
    <p>${says}</p>`;
  return customerPage({ language, title, content });
}

/** The first language of ours among those a browser asks for, as it lists them; English if there is none. */
export function languageAsked(header: string | undefined): Language {
  const asked = (header ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  return asked.flatMap((code) => LANGUAGE_CODES.filter((it) => it === code))[0] ?? 'en';
}
