import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

import PDFDocument from 'pdfkit';
import type { DocumentInfo, Reference } from 'pdfkit';
import { xmlText } from '../../shared/en16931/xml.ts';
import { INVOICE_FILE, xmpEntries } from './xmp.ts';

/**
 * Keeps its bytes, escapes what goes into the XMP packet (pdfkit writes the information as it is, where `&` or `<`
 * would break the XML), and packs what has no stream of its own into one object stream: a tagged invoice has
 * hundreds of small objects, a third of the file where each stands by itself.
 *
 * @see docs/sources.md#pdf-object-streams
 */
export class ArchivedDocument extends PDFDocument {
  // Without initial values: the first bytes come while the document is constructed.
  declare private chunks: Uint8Array[] | undefined;
  declare private packed: { id: number; text: string }[] | undefined;
  declare private holdsInvoice: boolean | undefined;
  /** Lines of what is being written, where it doesn't go into the file as it is. */
  declare private held: string[] | undefined;

  /** Operators of the page that is drawn. */
  declare private operators: string[] | undefined;

  bytes(): Uint8Array {
    return Buffer.concat(this.chunks ?? []);
  }

  /**
   * Takes the XML of the invoice into the file: another form of what the pages say.
   *
   * @see docs/sources.md#factur-x-in-pdf
   */
  attachInvoice(xml: string): void {
    const { CreationDate, ModDate } = this.info;
    const content = Buffer.from(xml, 'utf8');
    const CheckSum = text(createHash('md5').update(content).digest('hex'));
    const Params = { CreationDate, ModDate, CheckSum, Size: content.length };
    const body = this.ref({ Type: 'EmbeddedFile', Params, Subtype: 'text#2Fxml' });
    body.end(content);
    const [F, Desc] = [text(INVOICE_FILE), text('The invoice as XML')];
    const file = this.ref({ Type: 'Filespec', AFRelationship: 'Alternative', F, EF: { F: body }, UF: F, Desc });
    file.end();
    this.addNamedEmbeddedFile(INVOICE_FILE, file);
    this._root.data['AF'] = [file];
    this.holdsInvoice = true;
  }

  override addContent(operators: string): this {
    (this.operators ??= []).push(operators);
    return this;
  }

  override flushPages(): void {
    if (this.operators) this.page.write(Buffer.from(`${this.operators.join('\n')}\n`, 'latin1'));
    this.operators = undefined;
    super.flushPages();
  }

  override push(chunk: Uint8Array | null): boolean {
    this.chunks ??= [];
    if (chunk) this.chunks.push(chunk);
    return true;
  }

  override ref(data?: unknown): Reference {
    const ref = super.ref(data);
    const finalize = ref.finalize.bind(ref);
    ref.finalize = () => {
      if (ref.buffer.length > 0) {
        deflate(ref);
        return finalize();
      }
      // The last one writes the end of the file: what is held has to be taken out before.
      this.held = [];
      finalize();
    };
    return ref;
  }

  override _refEnd(ref: Reference): void {
    if (this.held) {
      const [, content = ''] = this.held;
      this.held = undefined;
      (this.packed ??= []).push({ id: ref.id, text: content });
    }
    super._refEnd(ref);
  }

  override _write(data: Uint8Array | string): void {
    if (this.held && typeof data === 'string') this.held.push(data);
    else super._write(data);
  }

  /** An object stream, and a cross-reference stream in place of the table and the trailer. */
  override _finalize(): void {
    this.held = [];
    const chunks = this.chunks;
    super._finalize();
    this.chunks = chunks;
    const trailer = this.held[this.held.indexOf('trailer') + 1] ?? '';
    this.held = undefined;

    const packed = this.packed ?? [];
    const [objectStream, crossReference] = [this._offsets.length + 1, this._offsets.length + 2];
    const places = new Map(packed.map(({ id }, index) => [id, index]));
    const offsets = [...this._offsets, this._offset];
    this.#stream(objectStream, ...objectStreamOf(packed));

    const start = this._offset;
    const entries = Buffer.alloc(ENTRY_BYTES * (crossReference + 1));
    writeEntry(entries, 0, 0, 0, 65_535);
    [...offsets, start].forEach((offset, i) => {
      const index = places.get(i + 1);
      if (index === undefined) writeEntry(entries, i + 1, 1, offset ?? 0, 0);
      else writeEntry(entries, i + 1, 2, objectStream, index);
    });
    const size = crossReference + 1;
    const members = trailer.replace(/^<<|>>$/g, '').replace(/\/Size \d+/, `/Size ${size}`);
    this.#stream(crossReference, `/Type /XRef /W [1 4 2]${members}`, entries, LEVEL_OF_ENTRIES);
    super._write('startxref');
    super._write(String(start));
    super._write('%%EOF');
  }

  #stream(id: number, members: string, content: Uint8Array, level: number = LEVEL): void {
    const body = deflateSync(content, { level });
    super._write(`${id} 0 obj\n<< ${members} /Filter /FlateDecode /Length ${body.length} >>\nstream`);
    super._write(body);
    super._write('\nendstream\nendobj');
  }

  override endMetadata(): void {
    const info = this.info;
    this.appendXML(xmpEntries({ holdsInvoice: this.holdsInvoice === true }));
    this.info = { ...info, Title: xmlText(info.Title), Author: xmlText(info.Author) } satisfies DocumentInfo;
    super.endMetadata();
    this.info = info;
  }
}

/** Half the time of zlib's own level on a page's operators, for less than a hundredth more bytes. */
const LEVEL = 5;
/** Deflated colour profiles; the PDF writer hands over the same bytes for each document. */
const profiles = new WeakMap<Uint8Array, Uint8Array>();

/** Deflates a stream before the PDF writer does. */
function deflate(ref: Reference): void {
  if (!ref.compress) return;
  const content = ref.buffer.length === 1 ? ref.buffer[0]! : Buffer.concat(ref.buffer);
  let body = profiles.get(content);
  if (!body) {
    body = deflateSync(content, { level: LEVEL });
    const isProfile = 'N' in ref.data;
    if (isProfile) profiles.set(content, body);
  }
  ref.buffer = [body];
  ref.compress = false;
}

/** A text as the PDF writer takes it; what it is given as a bare string becomes a name. */
function text(value: string): object {
  return Object(value) as object;
}

/** Members and content of a stream of objects: where each one begins, and all of them. */
function objectStreamOf(objects: readonly { id: number; text: string }[]): [string, Uint8Array] {
  let offset = 0;
  const heads: string[] = [];
  for (const { id, text } of objects) {
    heads.push(`${id} ${offset}`);
    offset += text.length + 1;
  }
  const head = `${heads.join(' ')}\n`;
  const content = head + objects.map(({ text }) => `${text}\n`).join('');
  return [`/Type /ObjStm /N ${objects.length} /First ${head.length}`, Buffer.from(content, 'latin1')];
}

const ENTRY_BYTES = 7;
/** A deeper search takes three times as long over rows of almost equal bytes, and spares none. */
const LEVEL_OF_ENTRIES = 4;

/** Writes an entry of a cross-reference stream: its kind in one byte, and fields of four and two. */
function writeEntry(entries: Buffer, id: number, kind: 0 | 1 | 2, field: number, second: number): void {
  entries.writeUInt8(kind, ENTRY_BYTES * id);
  entries.writeUInt32BE(field, ENTRY_BYTES * id + 1);
  entries.writeUInt16BE(second, ENTRY_BYTES * id + 5);
}
