import { html, type Markup } from './markup.ts';

/** A figure at the top of a page, with its name, and what is said below it. */
export function totalFigure(name: string, value: string, note: string): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
    <dd class="small">${note}</dd>
  </div>`;
}
