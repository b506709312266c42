import { html, type Markup } from './markup.ts';

/** Head of a column: of text, of figures, or one that only screen readers are told. */
export type Head = string | { readonly figure: string } | { readonly hidden: string };

/** A table with its head. @param style class of the table */
export function listTable(heads: readonly Head[], rows: readonly Markup[], style = ''): Markup {
  return html`<table class="${style}">
    <thead>
      <tr>
        ${heads.map(headOf)}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function headOf(head: Head): Markup {
  if (typeof head === 'string') return html`<th>${head}</th>`;
  if ('figure' in head) return html`<th class="figure">${head.figure}</th>`;
  return html`<th><span class="hidden">${head.hidden}</span></th>`;
}
