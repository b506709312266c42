import type { Invoice } from '../../shared/invoice.ts';
import { requirePrintable } from './inter-font.ts';

/**
 * The invoice with its texts as they are printed: composed characters (Unicode NFC), one line each, without soft
 * hyphens.
 *
 * @throws {UnprintableTextError} naming the first character the font lacks, and its field
 */
export function printable(invoice: Invoice): Invoice {
  return printableValue(invoice, '') as Invoice;
}

/** What needs no work: words of printable ASCII with single spaces. */
const PLAIN_ASCII = /^[!-~]*(?: [!-~]+)*$/;
/** All white space, line breaks among it, but no-break spaces. */
const BREAKABLE_SPACE = /[^\S\u00A0\u202F]+/g;

function printableValue(value: unknown, field: string): unknown {
  if (typeof value === 'string') {
    if (PLAIN_ASCII.test(value)) return value;
    const text = value.normalize('NFC').replace(BREAKABLE_SPACE, ' ').replaceAll('\u00AD', '').trim();
    requirePrintable(text, field);
    return text;
  }
  if (Array.isArray(value)) return value.map((item, index) => printableValue(item, `${field}[${index}]`));
  if (value === null || typeof value !== 'object') return value;
  const prefix = field === '' ? '' : `${field}.`;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, printableValue(item, `${prefix}${key}`)]));
}
