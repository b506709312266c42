/** A TrueType file opened for cutting: outlines are copied as they stand, not taken to points and back. */
export interface TrueType {
  readonly outline: (id: number) => Buffer;
  /** Advance and left bearing. */
  readonly metrics: (id: number) => Buffer;
  readonly head: Buffer;
  readonly hhea: Buffer;
  readonly maxp: Buffer;
  readonly prep: Buffer;
}

/**
 * Opens a TrueType file.
 *
 * @param file with long offsets and a width for each glyph, as the cuts of Inter are
 * @throws {RangeError} if it isn't such a file
 * @see docs/sources.md#truetype
 */
export function trueType(file: Uint8Array): TrueType {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const table = (tag: string): Buffer => {
    const at = bytes.indexOf(tag, HEADER_BYTES, 'latin1');
    if (at < 0 || at >= HEADER_BYTES + ENTRY_BYTES * bytes.readUInt16BE(4)) throw new RangeError(`The font has no table "${tag}".`);
    const offset = bytes.readUInt32BE(at + 8);
    return bytes.subarray(offset, offset + bytes.readUInt32BE(at + 12));
  };
  const [head, hhea, maxp, prep] = [table('head'), table('hhea'), table('maxp'), table('prep')];
  if (head.readInt16BE(IS_LONG_AT) !== 1 || hhea.readUInt16BE(METRICS_COUNT_AT) !== maxp.readUInt16BE(GLYPHS_COUNT_AT)) {
    throw new RangeError('The font has short offsets, or glyphs that share a width.');
  }
  const [glyf, hmtx, loca] = [table('glyf'), table('hmtx'), table('loca')];
  return {
    outline: (id) => glyf.subarray(loca.readUInt32BE(4 * id), loca.readUInt32BE(4 * id + 4)),
    metrics: (id) => hmtx.subarray(METRICS_BYTES * id, METRICS_BYTES * (id + 1)),
    head,
    hhea,
    maxp,
    prep,
  };
}

/** The glyphs of one document, in the order in which it asks for them; the missing glyph is the first. */
export class FontSubset {
  readonly #font: TrueType;
  readonly #ids: number[] = [];
  readonly #places = new Map<number, number>();

  constructor(font: TrueType) {
    this.#font = font;
    this.includeGlyph(0);
  }

  /** @returns the number of the glyph in the subset */
  includeGlyph(id: number): number {
    let place = this.#places.get(id);
    if (place === undefined) {
      place = this.#ids.push(id) - 1;
      this.#places.set(id, place);
    }
    return place;
  }

  /** The TrueType file of the glyphs, and of those they are composed of: the tables that PDF asks for. */
  encode(): Uint8Array {
    const { metrics, head, hhea, maxp, prep } = this.#font;
    const outlines: Buffer[] = [];
    // Grows while it is walked: a composed glyph brings its parts.
    for (const id of this.#ids) outlines.push(this.#outline(id));
    const count = outlines.length;
    return fileOf({
      head,
      hhea: withCount(hhea, METRICS_COUNT_AT, count),
      loca: offsetsOf(outlines),
      maxp: withCount(maxp, GLYPHS_COUNT_AT, count),
      prep,
      glyf: Buffer.concat(outlines),
      hmtx: Buffer.concat(this.#ids.map(metrics)),
    });
  }

  #outline(id: number): Buffer {
    const outline = this.#font.outline(id);
    if (outline.length === 0 || outline.readInt16BE(0) >= 0) return outline;
    const composed = Buffer.from(outline);
    let at = COMPONENTS_AT;
    for (let flags = MORE_COMPONENTS; flags & MORE_COMPONENTS; at += componentBytes(flags)) {
      flags = composed.readUInt16BE(at);
      composed.writeUInt16BE(this.includeGlyph(composed.readUInt16BE(at + 2)), at + 2);
    }
    return composed;
  }
}

const HEADER_BYTES = 12;
const ENTRY_BYTES = 16;
const METRICS_BYTES = 4;
const IS_LONG_AT = 50;
const METRICS_COUNT_AT = 34;
const GLYPHS_COUNT_AT = 4;
/** Behind the number of contours and the bounding box. */
const COMPONENTS_AT = 10;

/** Flags of a part of a composed glyph. */
const WORDS = 0x0001;
const SCALED = 0x0008;
const MORE_COMPONENTS = 0x0020;
const SCALED_BY_AXIS = 0x0040;
const TRANSFORMED = 0x0080;

function componentBytes(flags: number): number {
  const scale = flags & TRANSFORMED ? 8 : flags & SCALED_BY_AXIS ? 4 : flags & SCALED ? 2 : 0;
  return 4 + (flags & WORDS ? 4 : 2) + scale;
}

function withCount(table: Buffer, at: number, count: number): Buffer {
  const changed = Buffer.from(table);
  changed.writeUInt16BE(count, at);
  return changed;
}

function offsetsOf(outlines: readonly Buffer[]): Buffer {
  const offsets = Buffer.alloc(4 * (outlines.length + 1));
  let offset = 0;
  outlines.forEach(({ length }, i) => offsets.writeUInt32BE((offset += length), 4 * (i + 1)));
  return offsets;
}

/** Header, directory and tables. Checksums stay zero: a reader of PDF asks for none. */
function fileOf(tables: Readonly<Record<string, Buffer>>): Uint8Array {
  const entries = Object.entries(tables);
  const count = entries.length;
  const power = Math.floor(Math.log2(count));
  const start = Buffer.alloc(HEADER_BYTES + ENTRY_BYTES * count);
  start.write('true', 'latin1');
  [count, ENTRY_BYTES << power, power, ENTRY_BYTES * (count - (1 << power))].forEach((field, i) => start.writeUInt16BE(field, 4 + 2 * i));
  let offset = start.length;
  entries.forEach(([tag, { length }], i) => {
    const at = HEADER_BYTES + ENTRY_BYTES * i;
    start.write(tag, at, 'latin1');
    start.writeUInt32BE(offset, at + 8);
    start.writeUInt32BE(length, at + 12);
    offset += length;
  });
  return Buffer.concat([start, ...entries.map(([, table]) => table)]);
}
