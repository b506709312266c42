import { html, type Markup } from './markup.ts';

/**
 * A document as it looks, beside what a page says of it. Browsers that show no PDF within a page, and narrow pages, have the
 * link to it.
 *
 * @param href where its PDF is shown
 * @param name what it is called by who hears the page
 */
export function documentCard(href: string, name: string): Markup {
  return html`<section class="card" aria-labelledby="document">
    <header>
      <h2 id="document">PDF</h2>
      <a href="${href}" aria-label="Open the PDF of ${name}">Open</a>
    </header>
    <object class="sheet" type="application/pdf" data="${href}#toolbar=0&amp;navpanes=0&amp;view=FitH" aria-label="${name} as a PDF">
      <p class="small">Your browser shows no PDF within a page. <a href="${href}">Open it</a> by itself.</p>
    </object>
  </section>`;
}
