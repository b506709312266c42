import type { OpenedImage, StructureElement } from 'pdfkit';
import { ArchivedDocument } from './archived-document.ts';
import { interFont, MM, widthOf } from './inter-font.ts';
import { textOperators } from './text-operators.ts';
import type { Cut, TypeStyle } from './type-styles.ts';

/** Edges of text and the second axis, mm from the left. */
export const EDGE = { left: 25, axis: 125, right: 190 } as const;

interface SheetOptions {
  readonly title: string;
  readonly author: string;
  readonly language: string;
  /** Becomes the creation date: documents of the same content have the same bytes. */
  readonly date: Date;
}

/** A rectangle by its top left corner, mm. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a reader of the tagged document is told a content is. */
type Tag = 'H1' | 'H2' | 'H3' | 'P' | 'TH' | 'TD' | 'Figure';

/**
 * A4 pages to draw on, in mm from the top left; the y of a text is its baseline. PDF/A-3b and PDF/UA-1: all
 * content is drawn inside `artifact` or one of the structure methods.
 *
 * @see docs/sources.md#pdf-a
 */
export class Sheet {
  readonly #pdf: ArchivedDocument;
  readonly #document: StructureElement;
  /** Fill colour in force on the page. */
  #colour: string | undefined;
  /** Whether the open structure element has text already: what follows is kept apart by a space for readers. */
  #hasText = false;
  #isMarked = false;
  #image: { readonly content: Uint8Array; readonly opened: OpenedImage } | undefined;

  constructor({ title, author, language, date }: SheetOptions) {
    this.#pdf = new ArchivedDocument({
      size: 'A4',
      margin: 0,
      font: null,
      pdfVersion: '1.7',
      subset: 'PDF/A-3b',
      tagged: true,
      lang: language,
      displayTitle: true,
      autoFirstPage: false,
      info: { Title: title, Author: author, Creator: 'Stepbill', Producer: 'Stepbill', CreationDate: date, ModDate: date },
    });
    for (const cut of CUTS) this.#pdf.registerFont(cut, interFont(cut));
    this.#document = this.#pdf.struct('Document');
    this.#pdf.addStructure(this.#document);
  }

  addPage(): void {
    this.#pdf.addPage();
    this.#colour = undefined;
  }

  /** Content that is no part of what the document says: marks, rules, page heads and footers. */
  artifact(type: 'Layout' | 'Pagination', draw: () => void): void {
    this.#pdf.markContent('Artifact', { type });
    draw();
    this.#pdf.endMarkedContent();
  }

  /** A paragraph, heading or figure. */
  block(tag: Tag, draw: () => void, alt?: string): void {
    this.#mark(this.#document, tag, draw, alt === undefined ? {} : { alt });
  }

  /** Starts the table; rows are added to it on this and later pages. */
  table(): TableTags {
    const table = this.#pdf.struct('Table');
    this.#document.add(table);
    return {
      row: (drawCells) => {
        const row = this.#pdf.struct('TR');
        table.add(row);
        drawCells({
          head: (draw) => this.#mark(row, 'TH', draw, { scope: 'Column' }),
          cell: (draw, columns = 1) => this.#mark(row, 'TD', draw, {}, columns),
          emptyCell: () => row.add(this.#pdf.struct('TD')),
        });
        row.end();
      },
      end: () => table.end(),
    };
  }

  /** Draws a line of text; `align` says which of its ends is at `x`. */
  text(text: string, x: number, y: number, style: TypeStyle, align: 'left' | 'right' = 'left'): void {
    if (text === '') return;
    const start = align === 'left' ? x : x - widthOf(text, style);
    if (this.#hasText) this.#show(` ${text}`, start - widthOf(' ', style), y, style);
    else this.#show(text, start, y, style);
  }

  /** Draws a sentence in several styles, from left to right. */
  sentence(pieces: readonly { text: string; style: TypeStyle }[], x: number, y: number): void {
    let left = x;
    for (const { text, style } of pieces) {
      this.#show(text, left, y, style);
      left += widthOf(text, style);
    }
  }

  /** A horizontal rule, `weight` in points. */
  rule(from: number, to: number, y: number, weight: number, colour: string): void {
    this.#pdf
      .lineWidth(weight)
      .strokeColor(colour)
      .moveTo(from * MM, y * MM)
      .lineTo(to * MM, y * MM)
      .stroke();
  }

  /** Filled bars one unit high, in units of `unit` mm from `x` and `y`: small whole numbers, of which a code has hundreds. */
  bars(
    bars: readonly { x: number; y: number; width: number }[],
    { x, y, unit }: { x: number; y: number; unit: number },
    colour: string,
  ): void {
    this.#fill(colour);
    const scale = unit * MM;
    const shapes = bars.map((bar) => `${bar.x} ${bar.y} ${bar.width} 1 re`).join('\n');
    this.#pdf.addContent(`q\n${scale} 0 0 ${scale} ${x * MM} ${y * MM} cm\n${shapes}\nf\nQ`);
  }

  /** The outline of a rectangle, `weight` in points. */
  outline({ x, y, width, height }: Box, weight: number, colour: string): void {
    this.#pdf
      .lineWidth(weight)
      .strokeColor(colour)
      .rect(x * MM, y * MM, width * MM, height * MM)
      .stroke();
  }

  /** An opaque image over the whole of a box; however often it is drawn, the file holds it once. */
  image(content: Uint8Array, { x, y, width, height }: Box): void {
    this.#image ??= { content, opened: this.#pdf.openImage(content) };
    if (this.#image.content !== content) throw new RangeError('A document has one image.');
    this.#pdf.image(this.#image.opened, x * MM, y * MM, { width: width * MM, height: height * MM, ignoreOrientation: true });
  }

  /** Takes the invoice as XML into the file. */
  attachInvoice(xml: string): void {
    this.#pdf.attachInvoice(xml);
  }

  /** Ends the document; nothing can be drawn afterwards. */
  bytes(): Uint8Array {
    this.#document.end();
    this.#pdf.end();
    return this.#pdf.bytes();
  }

  #show(text: string, x: number, y: number, style: TypeStyle): void {
    this.#fill(style.colour);
    const font = this.#pdf.font(style.cut)._font;
    this.#pdf.page.fonts[font.id] ??= font.ref();
    this.#pdf.addContent(textOperators(font, text, style, x * MM, y * MM));
    this.#hasText = this.#isMarked;
  }

  #fill(colour: string): void {
    if (this.#colour === colour) return;
    this.#pdf.fillColor(colour);
    this.#colour = colour;
  }

  #mark(parent: StructureElement, tag: Tag, draw: () => void, options: { alt?: string; scope?: 'Column' }, columns = 1): void {
    const element = this.#pdf.struct(tag, options);
    if (columns > 1) element.dictionary.data['A'] = { O: 'Table', ColSpan: columns };
    parent.add(element);
    element.add(this.#pdf.markStructureContent(tag));
    this.#isMarked = true;
    draw();
    this.#isMarked = false;
    this.#hasText = false;
    this.#pdf.endMarkedContent();
    element.end();
  }
}

export interface TableTags {
  /** A row; each call of `cell` is the next one of its cells, which may span columns. */
  row(drawCells: (cells: RowTags) => void): void;
  end(): void;
}

interface RowTags {
  head(draw: () => void): void;
  cell(draw: () => void, columns?: number): void;
  emptyCell(): void;
}

const CUTS: readonly Cut[] = ['Regular', 'Medium', 'SemiBold'];
