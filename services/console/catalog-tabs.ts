import type { Frame } from './layout.ts';
import { drawn, html, NOTHING, type Markup } from './markup.ts';

/** The parts of a catalog, each with an address of its own. */
export const CATALOG_TABS = { plans: 'Plans', meters: 'Meters', coupons: 'Coupons', tax: 'Tax', seller: 'Seller and numbers' } as const;
export type CatalogTab = keyof typeof CATALOG_TABS;

export function catalogTabs({ seller }: Frame, current: CatalogTab): Markup {
  return html`<nav class="tabs flush" aria-label="Catalog">
    ${Object.entries(CATALOG_TABS).map(
      ([name, words]) =>
        html`<a
          href="/sellers/${seller.id}/catalog${name === 'plans' ? '' : `/${name}`}"
          ${name === current ? drawn('aria-current="page"') : NOTHING}
          >${words}</a
        >`,
    )}
  </nav>`;
}
