import type { Role, SignedIn } from '../../shared/signed-in.ts';
import { assetPath } from './assets.ts';
import { counted } from './counts.ts';
import { drawn, html, NOTHING, type Markup } from './markup.ts';
import type { WaitingEvents } from './quarantine.store.ts';

/** The parts of the console, in the order of the navigation. */
export const PARTS = {
  runs: 'Runs',
  invoices: 'Invoices',
  payments: 'Payments',
  orders: 'Orders',
  stock: 'Stock',
  reports: 'Reports',
  mails: 'Mails',
  customers: 'Customers',
  usage: 'Usage',
  catalog: 'Catalog',
  audit: 'Audit log',
} as const;
export type Part = keyof typeof PARTS;

/** Whose page it is, and who looks at it. */
export interface Frame {
  readonly viewer: SignedIn;
  readonly seller: { readonly id: string; readonly name: string; readonly zone: string };
  /** Ids of all sellers there are. */
  readonly sellers: readonly string[];
  /** What every form sends back, so that no other page can send it. */
  readonly formToken: string;
  /** Events in quarantine, where the page has a navigation. */
  readonly waiting?: WaitingEvents;
}

/** What a page says beside its frame. */
export interface PageContent {
  readonly part: Part;
  readonly title: string;
  /** Where the page lies, above its title. */
  readonly crumb?: { readonly href: string; readonly words: string };
  readonly badge?: Markup;
  readonly about?: Markup | string;
  readonly actions?: readonly Markup[];
  readonly content: Markup | readonly Markup[];
}

const LOGO = drawn(
  '<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><rect x="1" y="9" width="4" height="6" rx="1"/><rect x="6" y="5" width="4" height="10" rx="1"/><rect x="11" y="1" width="4" height="14" rx="1"/></svg>',
);
const ROLE_NAMES: Readonly<Record<Role, string>> = { viewer: 'Viewer', biller: 'Biller', releaser: 'Releaser', admin: 'Admin' };

/** A whole page with navigation and head. */
export function page(frame: Frame, { part, title, crumb, badge = NOTHING, about, actions = [], content }: PageContent): Markup {
  const { seller } = frame;
  return wholeDocument(
    `${title} · ${PARTS[part]} · ${seller.name}`,
    html`<a class="skip" href="#content">To the content</a>
      <header class="top">
        <details>
          <summary><span class="brand">${LOGO}Stepbill</span><span class="button">Menu</span></summary>
          ${sideOf(frame, part, 'Menu of the narrow page')}
        </details>
      </header>
      <div class="frame">
        <header class="side">${brand()}${sideOf(frame, part, 'Main')}</header>
        <main id="content">
          <div class="head">
            <div>
              ${crumb ? html`<a class="crumb" href="${crumb.href}">${crumb.words}</a>` : NOTHING}
              <h1>${title} ${badge}</h1>
              ${about === undefined ? NOTHING : html`<p class="about">${about}</p>`}
            </div>
            ${actions.length > 0 ? html`<div class="actions">${actions}</div>` : NOTHING}
          </div>
          ${content}
        </main>
      </div>`,
  );
}

/** A page without navigation, for who is not signed in, or what can't be shown. */
export function lonePage(title: string, content: Markup): Markup {
  return wholeDocument(title, html`<main class="alone" id="content">${brand()}${content}</main>`);
}

function wholeDocument(title: string, body: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Stepbill</title>
        <link rel="stylesheet" href="${assetPath('console.css')}" />
        <script type="module" src="${assetPath('console.js')}"></script>
      </head>
      <body>
        ${body}
      </body>
    </html>`;
}

function brand(): Markup {
  return html`<a class="brand" href="/">${LOGO}Stepbill</a>`;
}

function sideOf({ viewer, seller, sellers, formToken, waiting }: Frame, part: Part, label: string): Markup {
  const links = Object.entries(PARTS).map(([name, words]) => {
    const current = name === part ? drawn(' aria-current="page"') : NOTHING;
    return html`<li>
      <a href="/sellers/${seller.id}/${name}" ${current}>${words}${name === 'usage' ? countOfWaiting(waiting) : NOTHING}</a>
    </li>`;
  });
  return html`<p class="seller">${seller.name}${sellers.length > 1 ? html` · <a href="/sellers">change</a>` : NOTHING}</p>
    <nav aria-label="${label}">
      <ul>
        ${links}
      </ul>
    </nav>
    <div class="who">
      ${breakable(viewer.email)}<br />
      ${ROLE_NAMES[viewer.role]} ·
      <form method="post" action="/sign-out">${tokenField(formToken)}<button class="linkish">Sign out</button></form>
    </div>`;
}

/** So many events wait for a person, beside the part in which they do. */
function countOfWaiting(waiting: Frame['waiting']): Markup {
  if (!waiting || waiting.count === 0) return NOTHING;
  return html`<span class="count"
    ><span class="hidden">, </span>${counted(waiting.count)}${waiting.isWhole ? '' : '+'}<span class="hidden"> in quarantine</span></span
  >`;
}

/** A mail address that may break behind its @. */
function breakable(email: string): Markup {
  const [name = '', host = ''] = email.split('@');
  return html`${name}@<wbr />${host}`;
}

/** The token of a form. */
export function tokenField(token: string): Markup {
  return html`<input type="hidden" name="token" value="${token}" />`;
}
