import { inflateSync } from 'node:zlib';

/** Documents of ours with a fault in them: each stays a PDF that any reader opens. */

const OBJECT_STREAM =
  /<< \/Type \/ObjStm \/N (?<count>\d+) \/First (?<first>\d+) \/Filter \/FlateDecode \/Length (?<length>\d+) >>\nstream\n/;
const CROSS_REFERENCE = /(?<id>\d+) 0 obj\n<< \/Type \/XRef \/W \[1 4 2\](?<members>.*?) \/Filter \/FlateDecode/s;

/**
 * Replaces the first object of the object stream whose text matches, by an update at the end of the document.
 *
 * @throws {Error} if there is none, or nothing of it changes
 * @see ISO 32000-1, 7.5.6 and 7.5.8
 */
export function withObject(pdf: Uint8Array, matching: RegExp, change: (text: string) => string): Uint8Array {
  const bytes = Buffer.from(pdf);
  const text = bytes.toString('latin1');
  const object = packedObjects(bytes, text).find((it) => matching.test(it.text));
  const changed = object && change(object.text);
  const { id, members } = CROSS_REFERENCE.exec(text)?.groups ?? {};
  const previous = /startxref\n(\d+)\n%%EOF\n?$/.exec(text)?.[1];
  if (!changed || changed === object.text || !id || !members || !previous) throw new Error(`No object ${matching} could be changed.`);

  const written = Buffer.from(`${object.id} 0 obj\n${changed}\nendobj\n`, 'latin1');
  const start = bytes.length + written.length;
  const update = Number(id) + 1;
  const entries = Buffer.concat([entry(bytes.length), entry(start)]);
  const dictionary = `/Type /XRef /W [1 4 2] /Index [${object.id} 1 ${update} 1]${members.replace(/\/Size \d+/, `/Size ${update + 1}`)}`;
  const head = `${update} 0 obj\n<< ${dictionary} /Prev ${previous} /Length ${entries.length} >>\nstream\n`;
  const tail = `\nendstream\nendobj\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.concat([bytes, written, Buffer.from(head, 'latin1'), entries, Buffer.from(tail, 'latin1')]);
}

/**
 * Blanks what matches in the parts of a document that aren't compressed, as its XMP packet.
 *
 * @throws {Error} if nothing does
 */
export function without(pdf: Uint8Array, part: RegExp): Uint8Array {
  const text = Buffer.from(pdf).toString('latin1');
  if (!part.test(text)) throw new Error(`The document has no ${part}.`);
  return Buffer.from(
    text.replace(part, (found) => ' '.repeat(found.length)),
    'latin1',
  );
}

function packedObjects(bytes: Buffer, text: string): { id: number; text: string }[] {
  const stream = OBJECT_STREAM.exec(text);
  if (!stream?.groups) throw new Error('The document has no object stream.');
  const start = stream.index + stream[0].length;
  const content = inflateSync(bytes.subarray(start, start + Number(stream.groups['length']))).toString('latin1');
  const first = Number(stream.groups['first']);
  const heads = content.slice(0, first).trim().split(/\s+/).map(Number);
  return Array.from({ length: Number(stream.groups['count']) }, (_, index) => {
    const [id = 0, offset = 0] = heads.slice(2 * index);
    return { id, text: content.slice(first + offset, first + (heads[2 * index + 3] ?? Number.NaN) || undefined).trimEnd() };
  });
}

/** Where an object begins that stands by itself. */
function entry(offset: number): Buffer {
  const bytes = Buffer.alloc(7);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt32BE(offset, 1);
  return bytes;
}
