import { asPrinted } from '../../shared/printable-text.ts';
import { requirePrintable } from './inter-font.ts';

/**
 * A document's content with its texts as they are printed: composed characters (Unicode NFC), one line each,
 * without soft hyphens.
 *
 * @throws {UnprintableTextError} naming the first character the font lacks, and its field
 */
export function printable<Content extends object>(content: Content): Content {
  return printableValue(content, '') as Content;
}

/** What needs no work: words of printable ASCII with single spaces. */
const PLAIN_ASCII = /^[!-~]*(?: [!-~]+)*$/;

function printableValue(value: unknown, field: string): unknown {
  if (typeof value === 'string') {
    if (PLAIN_ASCII.test(value)) return value;
    const text = asPrinted(value);
    requirePrintable(text, field);
    return text;
  }
  if (Array.isArray(value)) return value.map((item, index) => printableValue(item, `${field}[${index}]`));
  if (value === null || typeof value !== 'object') return value;
  const prefix = field === '' ? '' : `${field}.`;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, printableValue(item, `${prefix}${key}`)]));
}
