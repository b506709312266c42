/** The parts of packages without types of their own that this service uses. */

declare module 'fontkit' {
  export interface Glyph {
    readonly id: number;
    readonly advanceWidth: number;
    readonly codePoints: readonly number[];
  }
  export interface GlyphPosition {
    readonly xAdvance: number;
    readonly yAdvance: number;
    readonly xOffset: number;
    readonly yOffset: number;
  }
  /** A parsed TrueType font; widths in its own units, `unitsPerEm` to the em. */
  export interface Font {
    readonly postscriptName: string;
    readonly unitsPerEm: number;
    /** As its name table says it, such as `Version 4.001;git-…`. */
    readonly version: string;
    /** Glyphs that were asked for, each with the characters it was first asked for. */
    _glyphs: Record<number, unknown>;
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): Glyph;
    layout(text: string, features: Record<string, boolean>): { glyphs: Glyph[]; positions: GlyphPosition[] };
    createSubset(): { includeGlyph(id: number): number; encode(): Uint8Array };
  }
  export function create(bytes: Uint8Array): Font;
}

declare module 'pdfkit' {
  export interface DocumentOptions {
    size: 'A4';
    margin: number;
    font: null;
    pdfVersion: '1.7';
    subset: 'PDF/A-3b';
    tagged: boolean;
    lang: string;
    displayTitle: boolean;
    autoFirstPage: boolean;
    info: DocumentInfo;
  }
  export interface DocumentInfo {
    Title: string;
    Author: string;
    Creator: string;
    Producer: string;
    CreationDate: Date;
    ModDate: Date;
  }
  /** An object of the file. */
  export interface Reference {
    readonly id: number;
    /** Its stream; empty if it has none. */
    buffer: readonly Uint8Array[];
    /** Whether its stream is to be deflated. */
    compress: boolean;
    readonly data: Readonly<Record<string, unknown>>;
    finalize(): void;
    end(content?: Uint8Array): void;
  }
  /** A font as embedded in one document. */
  export interface EmbeddedFont {
    readonly id: string;
    ref(): object;
    readonly subset: { includeGlyph(id: number): number };
    /** Of the glyphs of the subset: thousandths of an em, and the characters they stand for. */
    readonly widths: number[];
    readonly unicode: (readonly number[])[];
    /** Glyph numbers of the embedded subset as hex, and where they stand, in thousandths of an em. */
    encode(
      text: string,
      features: readonly string[],
    ): [string[], { xAdvance: number; advanceWidth: number; xOffset: number; yOffset: number }[]];
  }
  /** An image as embedded in one document. */
  export interface OpenedImage {
    readonly label: string;
  }
  export interface StructureOptions {
    alt?: string;
    scope?: 'Column' | 'Row';
  }
  /** A run of marked content on one page. */
  export interface StructureContent {
    readonly refs: readonly unknown[];
  }
  export interface StructureElement {
    readonly dictionary: { readonly data: Record<string, unknown> };
    add(child: StructureElement | StructureContent): this;
    end(): void;
  }
  /** Lengths in points, from the top left. */
  export default class PDFDocument {
    constructor(options: DocumentOptions);
    info: DocumentInfo;
    addPage(): this;
    registerFont(name: string, font: object): this;
    font(name: string): this;
    readonly _font: EmbeddedFont;
    readonly page: { readonly fonts: Record<string, object>; write(operators: Uint8Array): void };
    /** Operators of the page's content stream. */
    addContent(operators: string): this;
    fillColor(colour: string): this;
    strokeColor(colour: string): this;
    lineWidth(points: number): this;
    moveTo(x: number, y: number): this;
    lineTo(x: number, y: number): this;
    rect(x: number, y: number, width: number, height: number): this;
    stroke(): this;
    openImage(content: Uint8Array): OpenedImage;
    image(image: OpenedImage, x: number, y: number, options: { width: number; height: number; ignoreOrientation: boolean }): this;
    fill(): this;
    struct(type: string, options?: StructureOptions): StructureElement;
    addStructure(element: StructureElement): this;
    markContent(tag: 'Artifact', options: { type: 'Layout' | 'Pagination' }): this;
    markStructureContent(tag: string): StructureContent;
    endMarkedContent(): this;
    /** Lists a file by its name. */
    addNamedEmbeddedFile(name: string, file: Reference): void;
    /** The catalog. */
    readonly _root: { readonly data: Record<string, unknown> };
    /** Adds descriptions to the XMP packet, as they are. */
    appendXML(xml: string): void;
    end(): void;
    flushPages(): void;
    endMetadata(): void;
    /** A new object of the file, by its number. */
    ref(data?: unknown): Reference;
    /** Called when an object was written; the last one ends the file. */
    _refEnd(ref: Reference): void;
    /** Writes a line, or bytes as they are. */
    _write(data: Uint8Array | string): void;
    /** Writes what follows the objects. */
    _finalize(): void;
    /** Where each object begins, by its number less one. */
    readonly _offsets: readonly (number | null)[];
    /** Bytes written so far. */
    readonly _offset: number;
    /** Takes the next bytes of the file, null at its end. */
    push(chunk: Uint8Array | null): boolean;
  }
}

declare module 'qrcode/lib/core/qrcode.js' {
  export interface Symbol {
    /** Row by row; 1 is dark. */
    readonly modules: { readonly size: number; readonly data: Uint8Array };
    readonly maskPattern: number;
  }
  const encoder: { create(text: string, options: { errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H'; maskPattern?: number }): Symbol };
  export default encoder;
}
