import { InvalidInputError } from '../errors.ts';

/** Encodings that a file may declare. ISO-8859-1 gives each byte the character of its number. */
const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  'UTF-8': (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
  'ISO-8859-1': (bytes) => Buffer.from(bytes).toString('latin1'),
};

/** Where an XML declaration ends at the latest. */
const HEAD = 200;

/**
 * The text of an XML file by the encoding that it declares: UTF-8, which is what it is without a declaration, or
 * ISO-8859-1.
 *
 * @throws {InvalidInputError} if it declares another, or is not what it declares
 */
export function declaredText(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, HEAD)).toString('latin1');
  if (/^(\xFE\xFF|\xFF\xFE|\0|.\0)/s.test(head)) throw new InvalidInputError('is in UTF-16 or UTF-32. UTF-8 and ISO-8859-1 are read.');
  const [, declared = 'UTF-8'] = /^(?:\xEF\xBB\xBF)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(head) ?? [];
  return decodedText(bytes, declared);
}

/**
 * The text of a file in a named encoding, `UTF-8` or `ISO-8859-1`, in capitals or not; without a byte order mark.
 *
 * @throws {InvalidInputError} if it is another, or the bytes are not in it
 */
export function decodedText(bytes: Uint8Array, encoding: string): string {
  const decode = DECODERS[encoding.toUpperCase()];
  if (!decode) throw new InvalidInputError(`is in ${encoding}. UTF-8 and ISO-8859-1 are read.`);
  try {
    return decode(bytes);
  } catch {
    throw new InvalidInputError(`says that it is in ${encoding}, and has bytes that are not.`);
  }
}
