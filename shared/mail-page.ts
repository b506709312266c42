/**
 * The page in a mail: as calm as the invoice it brings. Tables and inline styles, because programs for mail know little
 * else; nothing is loaded from anywhere, so nobody learns that it was read.
 *
 * @see docs/sources.md#html-mail
 */
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

import { visibleAccent } from './accent.ts';
import { vatIdText } from './formats.ts';
import type { SellerParty } from './invoice.ts';
import type { Language } from './languages/languages.ts';
import { LANGUAGES } from './languages/languages.ts';

/** What a mail to a customer says, whoever writes it. */
export interface MailPage {
  readonly language: Language;
  readonly seller: SellerParty;
  /** What it is: "Invoice", "Payment reminder"; the number stands beside it. */
  readonly title: string;
  readonly number: string;
  /** The salutation is the first, the regards are the last. */
  readonly paragraphs: readonly string[];
  /** Labels and values that are looked up rather than read, such as the account. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** The sum that it is about. */
  readonly total?: readonly [label: string, amount: string] | undefined;
  /** An address that a paragraph names, shown as a button there. */
  readonly link?: { readonly url: string; readonly label: string } | undefined;
}

type Markup = HtmlEscapedString;
/** Nothing that is put in is still to come, so what it makes is there at once. */
const markup = html as (strings: TemplateStringsArray, ...values: unknown[]) => Markup;

const FONT = "font-family:Inter,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif";
const INK = 'color:#15181C';
const GREY = 'color:#59616B';
/** Of programs that follow a dark setting; the others show what is written inline, or turn it themselves. */
const DARK = raw(
  '<style>@media (prefers-color-scheme:dark){.paper{background:#15191E!important}.ink{color:#ECEFF2!important}.grey{color:#B3BBC5!important}' +
    '.line{border-color:#2A3038!important}.rule{border-color:#ECEFF2!important}.button{background:#93ABFF!important;color:#0E1430!important}}</style>',
);

/** @returns a whole HTML document */
export function mailPage({ language, seller, title, number, paragraphs, facts, total, link }: MailPage): string {
  const said = [...paragraphs.slice(0, -1).map((it) => paragraph(it, number, link)), factsTable(facts, total, seller.accent)];
  return String(
    markup`<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${title} ${number}</title>${DARK}</head>
<body class="paper" style="margin:0;padding:0;background:#FFFFFF"><div role="main" lang="${language}">
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" style="background:#FFFFFF"><tr><td style="padding:32px 24px">
<table role="presentation" width="560" cellpadding="0" cellspacing="0" style="width:100%;max-width:560px"><tr><td class="ink" style="${FONT};font-size:15px;line-height:22px;${INK}">
<p style="margin:0 0 32px;font-size:17px;font-weight:600">${seller.brand}</p>
<h1 style="margin:0 0 24px;font-size:22px;line-height:28px;font-weight:600">${title} <span class="grey" style="font-weight:400;${GREY}">${number}</span></h1>
${said}
<p style="margin:24px 0">${paragraphs.at(-1)}<br>${seller.name}</p>
</td></tr><tr><td class="grey line" style="${FONT};font-size:12px;line-height:18px;${GREY};padding:12px 0 0;border-top:1px solid #CDD2D8">
${lines(legalLines(seller, language))}
</td></tr></table></td></tr></table></div></body></html>
`,
  );
}

function paragraph(text: string, number: string, link: MailPage['link']): Markup {
  const [before = '', after] = link === undefined ? [text] : text.split(link.url);
  const rest = link === undefined || after === undefined ? '' : markup`${button(link)}${after}`;
  return markup`<p style="margin:0 0 16px">${lines(before.split('\n').map((line) => unbroken(line, number)))}${rest}</p>
`;
}

/** A number is not broken at its hyphens. */
function unbroken(text: string, number: string): Markup {
  const [first, ...others] = text.split(number);
  return markup`${first}${others.map((it) => markup`<span style="white-space:nowrap">${number}</span>${it}`)}`;
}

function button({ url, label }: NonNullable<MailPage['link']>): Markup {
  return markup`<a class="button" href="${url}" style="display:block;width:fit-content;margin:16px 0 0;padding:10px 16px;border-radius:6px;background:#15181C;color:#FFFFFF;font-weight:600;text-decoration:none">${label}</a>`;
}

function factsTable(facts: MailPage['facts'], total: MailPage['total'], accent: string): Markup | '' {
  if (facts.length === 0 && total === undefined) return '';
  return markup`<table cellpadding="0" cellspacing="0" width="100%" style="margin:24px 0 0">
${facts.map(([label, value]) => row(label, value, '13px', GREY))}${total && totalRow(total, accent)}</table>
`;
}

function row(label: string, value: string, size: string, labelColour: string): Markup {
  return markup`<tr><th scope="row" align="left" class="grey" style="${FONT};font-size:${size};line-height:20px;font-weight:400;${labelColour};padding:2px 16px 2px 0;vertical-align:top">${label}</th><td align="right" class="ink" style="${FONT};font-size:${size};line-height:20px;${INK};padding:2px 0;word-break:break-word">${value}</td></tr>
`;
}

function totalRow([label, amount]: NonNullable<MailPage['total']>, accent: string): Markup {
  const style = `${FONT};line-height:26px;font-weight:600;${INK};border-top:2px solid ${visibleAccent(accent)}`;
  return markup`<tr><td colspan="2" style="height:8px;line-height:8px;font-size:0">&nbsp;</td></tr><tr><th scope="row" align="left" class="ink rule" style="${style};font-size:15px;padding:10px 16px 0 0">${label}</th><td align="right" class="ink rule" style="${style};font-size:20px;padding:10px 0 0;white-space:nowrap">${amount}</td></tr>
`;
}

/** What business letters say by law, mails among them (§ 35a GmbHG), a line each. */
export function legalLines({ name, address, registration, management, vatId, email, phone }: SellerParty, language: Language): string[] {
  const place = [address.street, `${address.postalCode} ${address.city}`];
  const { ourVatId } = LANGUAGES[language].document;
  return [
    [name, ...place].join(' · '),
    [...registration, ...management].join(' · '),
    [email, phone, vatId && `${ourVatId} ${vatIdText(vatId)}`].filter((it) => it !== undefined).join(' · '),
  ].filter((it) => it !== '');
}

function lines(texts: readonly (string | Markup)[]): Markup[] {
  return texts.map((text, i) => (i === 0 ? markup`${text}` : markup`<br>${text}`));
}
