import { inflateSync } from 'node:zlib';
import { ciiOf } from '../../shared/en16931/cii.ts';
import { profileFaults } from '../../shared/en16931/profile-faults.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { INVOICE_FILE } from './xmp.ts';

/** The XML that goes into the document of an invoice, or undefined if EN 16931 can't say what the invoice says. */
export function invoiceToAttach(invoice: Invoice): string | undefined {
  return profileFaults(invoice, 'cii').length > 0 ? undefined : ciiOf(invoice);
}

/**
 * The XML of the invoice in a document, found as a reader finds it: from the end of the file by its cross-references,
 * the catalog and the names of its files. Reads what `ArchivedDocument` writes, and no other PDF.
 *
 * @returns undefined if there is none, or if it can't be found or unpacked
 * @see docs/sources.md#pdf-object-streams
 */
export function attachedInvoice(document: Uint8Array): string | undefined {
  try {
    const objects = new Objects(Buffer.from(document.buffer, document.byteOffset, document.byteLength));
    const catalog = objects.text(objects.root);
    const names = objects.text(numberIn(catalog, '/Names'));
    const file = objects.text(numberIn(names.slice(names.indexOf('/EmbeddedFiles')), `(${INVOICE_FILE})`));
    return objects.stream(numberIn(file.slice(file.indexOf('/EF')), '/F')).toString('utf8');
  } catch {
    return undefined;
  }
}

/** The objects of a document by number: most of them packed into one stream, the others where their offset says. */
class Objects {
  readonly root: number;
  readonly #file: Buffer;
  readonly #entries: Buffer;
  readonly #packed = new Map<number, { first: number; heads: number[]; text: string }>();

  constructor(file: Buffer) {
    this.#file = file;
    const start = Number(/startxref\n(\d+)\n%%EOF\s*$/.exec(file.toString('latin1', Math.max(0, file.length - 64)))?.[1]);
    const { members, content } = this.#streamAt(start);
    this.root = numberIn(members, '/Root');
    this.#entries = content;
  }

  text(id: number): string {
    const { kind, field, second } = this.#entry(id);
    if (kind !== PACKED) throw new RangeError(`Object ${id} stands by itself.`);
    const { first, heads, text } = this.#packedIn(field);
    const [from = NaN, to = Infinity] = [heads[2 * second + 1], heads[2 * second + 3]];
    return text.slice(first + from, first + to);
  }

  stream(id: number): Buffer {
    return this.#streamAt(this.#entry(id).field).content;
  }

  #packedIn(id: number): { first: number; heads: number[]; text: string } {
    let packed = this.#packed.get(id);
    if (!packed) {
      const { members, content } = this.#streamAt(this.#entry(id).field);
      const [text, first] = [content.toString('latin1'), numberIn(members, '/First')];
      packed = { first, heads: text.slice(0, first).trim().split(/\s+/).map(Number), text };
      this.#packed.set(id, packed);
    }
    return packed;
  }

  #entry(id: number): { kind: number; field: number; second: number } {
    const at = id * ENTRY_BYTES;
    return { kind: this.#entries.readUInt8(at), field: this.#entries.readUInt32BE(at + 1), second: this.#entries.readUInt16BE(at + 5) };
  }

  #streamAt(start: number): { members: string; content: Buffer } {
    const begin = this.#file.indexOf(STREAM, start);
    const members = this.#file.toString('latin1', start, begin);
    const from = begin + STREAM.length;
    return { members, content: inflateSync(this.#file.subarray(from, from + numberIn(members, '/Length'))) };
  }
}

const STREAM = '>>\nstream\n';
const ENTRY_BYTES = 7;
const PACKED = 2;

/** The number behind a name: a length, or that of the object which is referred to. */
function numberIn(text: string, name: string): number {
  return Number.parseInt(text.split(`${name} `)[1] ?? '', 10);
}
