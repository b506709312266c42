import { html, raw } from 'hono/html';

/**
 * Pages are written with hono's `html`, which escapes everything that is put in but markup of its own: a customer's
 * name is text, whatever it holds.
 */
export type Markup = ReturnType<typeof html>;

export { html };

/** Markup that is made elsewhere and escaped there: drawings of ours. */
export const drawn = (svg: string): Markup => raw(svg);

/** Nothing. */
export const NOTHING: Markup = raw('');
