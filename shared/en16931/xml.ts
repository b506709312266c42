import { asPrinted } from '../printable-text.ts';

/** XML as text: deterministic, one line, and nothing in it that a person typed can be more than text. */

export const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** What needs no work: words of ASCII with single spaces, without markup and quotes. */
const PLAIN = /^[!#-%'-;=?-~]*(?: [!#-%'-;=?-~]+)*$/;

/**
 * Control characters, bidirectional overrides and isolates, and what XML has no place for: shown as U+FFFD.
 *
 * @see docs/sources.md#xml-characters
 */
const UNSAFE = /[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/g;

/** A text as documents print it, with its markup escaped. */
export function xmlText(text: string): string {
  if (PLAIN.test(text)) return text;
  return asPrinted(text.toWellFormed())
    .replace(UNSAFE, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** An attribute, or nothing where there is no value. */
export function attribute(name: string, value: string | undefined): string {
  return value === undefined ? '' : ` ${name}="${xmlText(value)}"`;
}

/** An element with a text, or nothing where there is none. */
export function leaf(name: string, text: string | undefined, attributes = ''): string {
  const content = text === undefined ? '' : xmlText(text);
  return content === '' ? '' : `<${name}${attributes}>${content}</${name}>`;
}

/** An element with what is in it, or nothing where nothing is. */
export function group(name: string, ...content: readonly string[]): string {
  const inner = content.join('');
  return inner === '' ? '' : `<${name}>${inner}</${name}>`;
}
