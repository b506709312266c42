import { type Decimal, decimal, ZERO } from '../../shared/money.ts';
import type { Heading, TableBlock, TableRow } from './table-rows.ts';

/** The table on one page; lengths in mm from the top. */
export interface TablePage {
  readonly items: readonly TableItem[];
  /** Baseline of the last row. */
  readonly end: number;
  /** Net amounts of all pages up to and with this one. */
  readonly sum: Decimal;
}

export type TableItem =
  | { readonly kind: 'heading'; readonly y: number; readonly heading: Heading; readonly isContinued: boolean }
  | { readonly kind: 'row'; readonly y: number; readonly row: TableRow };

/** Room for rows on a page: from the rule above the first one to the last baseline of content. */
export interface PageFrame {
  readonly top: number;
  readonly bottom: number;
}

/** Distances between baselines, mm. */
export const PITCH = { entry: 5.3, further: 4, detail: 3.6, heading: 6.6, belowRule: 5.3, belowHeading: 5.4 } as const;
/** From the last row to the baseline of the sum carried forward. */
export const CARRY_DISTANCE = 6.9;

/**
 * Divides the table into pages. An entry and its details stay together, and a heading with its first entry; the
 * closing part stays whole and takes at least the last entry along. Only an entry too high for a page is split.
 *
 * @param closing height of what follows the table, from the baseline of its last row
 */
export function paginate(blocks: readonly TableBlock[], closing: number, frames: { first: PageFrame; next: PageFrame }): TablePage[] {
  const pages = new Pages(frames);
  blocks.forEach((block, index) => {
    const reserve = index === blocks.length - 1 ? closing : CARRY_DISTANCE;
    if (!pages.hasRoom(block, reserve)) pages.turn();
    if (pages.hasRoom(block, reserve)) pages.place(block);
    else pages.placeSplit(block, reserve);
  });
  return pages.done();
}

/** From the first to the last line of a heading. */
function headingHeight({ titleLines }: Heading): number {
  return PITCH.further * (titleLines.length - 1);
}

/** The pages while they fill. */
class Pages {
  readonly #frames: { first: PageFrame; next: PageFrame };
  readonly #done: TablePage[] = [];
  #items: TableItem[] = [];
  #y: number;
  #bottom: number;
  #heading: Heading | undefined;
  #sum = ZERO;

  constructor(frames: { first: PageFrame; next: PageFrame }) {
    this.#frames = frames;
    this.#y = frames.first.top;
    this.#bottom = frames.first.bottom;
  }

  hasRoom(block: TableBlock, reserve: number): boolean {
    const [first, ...others] = block.rows;
    let y = this.#y;
    if (this.#needsHeading(block.heading)) y += this.#headingPitch() + headingHeight(block.heading) + PITCH.belowHeading;
    else if (first) y += this.#rowPitch(first);
    for (const row of others) y += PITCH[row.kind];
    return y + reserve <= this.#bottom;
  }

  place({ heading, rows }: TableBlock): void {
    for (const row of rows) this.#placeRow(heading, row);
  }

  placeSplit({ heading, rows }: TableBlock, reserve: number): void {
    rows.forEach((row, index) => {
      const isLast = index === rows.length - 1;
      if (!this.hasRoom({ heading, rows: [row] }, isLast ? reserve : CARRY_DISTANCE)) this.turn();
      this.#placeRow(heading, row);
    });
  }

  /** Ends the page, if there is anything on it. */
  turn(): void {
    if (this.#items.length === 0) return;
    this.#done.push({ items: this.#items, end: this.#y, sum: this.#sum });
    this.#items = [];
    this.#y = this.#frames.next.top;
    this.#bottom = this.#frames.next.bottom;
  }

  done(): TablePage[] {
    this.turn();
    return this.#done;
  }

  #placeRow(heading: Heading, row: TableRow): void {
    if (this.#needsHeading(heading)) {
      this.#y += this.#headingPitch();
      this.#items.push({ kind: 'heading', y: this.#y, heading, isContinued: this.#heading === heading });
      this.#heading = heading;
      this.#y += headingHeight(heading) + PITCH.belowHeading;
    } else {
      this.#y += this.#rowPitch(row);
    }
    this.#items.push({ kind: 'row', y: this.#y, row });
    if (row.net !== undefined) this.#sum = this.#sum.plus(decimal(row.net));
  }

  #needsHeading(heading: Heading): boolean {
    return this.#items.length === 0 || this.#heading !== heading;
  }

  #headingPitch(): number {
    return this.#items.length === 0 ? PITCH.belowRule : PITCH.heading;
  }

  #rowPitch(row: TableRow): number {
    return PITCH[row.kind];
  }
}
