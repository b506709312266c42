import { html as template, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** Text that is markup already. */
export type Markup = HtmlEscapedString;

/**
 * Pages are written with hono's `html`, which escapes everything that is put in but markup of its own: a customer's
 * name is text, whatever it holds. Nothing that is put in is still to come, so what it makes is there at once.
 */
export const html = template as (strings: TemplateStringsArray, ...values: unknown[]) => Markup;

/** Markup that is written here and needs no escaping: drawings of ours. */
export const drawn = (markup: string): Markup => raw(markup);

/** Nothing. */
export const NOTHING: Markup = raw('');
