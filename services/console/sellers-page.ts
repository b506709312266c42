import { lonePage } from './layout.ts';
import { html, type Markup } from './markup.ts';

/** Whose books to open, where there are several. */
export function sellersPage(ids: readonly string[]): Markup {
  const list = html`<ul class="stack">
    ${ids.map((id) => html`<li><a class="button" href="/sellers/${id}/runs">${id}</a></li>`)}
  </ul>`;
  const none = html`<p>There is no catalog yet. Import one: <code>stepbill import catalog.yml</code></p>`;
  return lonePage(
    'Sellers',
    html`<div class="card stack">
      <h1>Sellers</h1>
      ${ids.length === 0 ? none : list}
    </div>`,
  );
}
