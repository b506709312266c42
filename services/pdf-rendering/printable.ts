import type { VoidDocument } from '../../shared/void-document.ts';
import { requirePrintable } from './inter-font.ts';
import { UnprintableTextError } from './unprintable-text.ts';

/**
 * A document's content with its texts as they are printed: composed characters (Unicode NFC), one line each,
 * without soft hyphens.
 *
 * @throws {UnprintableTextError} naming the first character the font lacks, and its field
 */
export function printable<Content extends object>(content: Content): Content {
  return printableValue(content, '') as Content;
}

/**
 * Sees to it that a VOID document can be printed before it is decided: the decision can't be changed later.
 *
 * @param typed the reason, and the person who approved it
 * @throws {UnprintableTextError} naming the first character the font lacks and its field, or a field of which
 *   nothing would be seen
 */
export function requirePrintableVoid(typed: Pick<VoidDocument, 'reason' | 'approvedBy'>): void {
  const { reason, approvedBy } = printable({ reason: typed.reason, approvedBy: typed.approvedBy });
  for (const [field, text] of Object.entries({ reason, approvedBy })) {
    if (text === '') throw new UnprintableTextError(`${field}: nothing of it would be seen on paper.`);
  }
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
