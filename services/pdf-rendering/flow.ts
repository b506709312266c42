import type { Sheet } from './sheet.ts';

/** Something that is drawn over the whole width, as high as it says, mm. */
export interface Strip {
  readonly height: number;
  draw(sheet: Sheet, top: number): void;
}

/** What stands in the flow of pages: a strip, or what fills as much room as a page has left and goes on with the next. */
export interface Flowing {
  /** Undivided, mm. */
  readonly height: number;
  /** Room without which it does not begin on a page, mm. */
  readonly least: number;
  /** Whether it is not to be the last on its page, unless it ends the section. */
  readonly staysWithNext: boolean;
  /** @param room mm, at least `least` where a page has so much */
  take(room: number): { readonly strip: Strip; readonly rest?: Flowing };
}

/** What a page begins with where the section did on an earlier one, and the section itself. */
export interface FlowingSection {
  readonly continued: Strip;
  readonly pieces: readonly Flowing[];
}

export interface PlacedStrip {
  readonly strip: Strip;
  readonly top: number;
}

/** A strip that is not divided. */
export function whole(strip: Strip, staysWithNext = false): Flowing {
  return { height: strip.height, least: strip.height, staysWithNext, take: () => ({ strip }) };
}

/**
 * Divides sections into pages, at least one. A section of a height that is usual is not divided; in others, what stays with
 * the next goes along with it.
 *
 * @param frame from the top of the first strip of a page to the bottom of the last; `between` is from the end of a section
 *   to the next, `usual` the most that is not divided; mm
 */
export function flowed(
  first: Strip,
  sections: readonly FlowingSection[],
  frame: { readonly top: number; readonly bottom: number; readonly between: number; readonly usual: number },
): PlacedStrip[][] {
  let page: PlacedStrip[] = [{ strip: first, top: frame.top }];
  let y = frame.top + first.height;
  const pages = [page];
  const place = (strip: Strip): void => {
    page.push({ strip, top: y });
    y += strip.height;
  };
  const turn = (): void => {
    page = [];
    pages.push(page);
    y = frame.top;
  };

  for (const { continued, pieces } of sections) {
    const height = pieces.reduce((sum, piece) => sum + piece.height, 0);
    y += frame.between;
    if (height <= frame.usual && y + height > frame.bottom) turn();
    for (const [index, piece] of pieces.entries()) {
      if (y + roomFor(pieces, index) > frame.bottom && page.length > 0) {
        turn();
        if (index > 0) place(continued);
      }
      let rest: Flowing | undefined = piece;
      while (rest) {
        const taken: ReturnType<Flowing['take']> = rest.take(frame.bottom - y);
        place(taken.strip);
        rest = taken.rest;
        if (!rest) break;
        turn();
        place(continued);
      }
    }
  }
  return pages;
}

/** Room that a piece needs with what it stays with. */
function roomFor(pieces: readonly Flowing[], from: number): number {
  let room = 0;
  for (const { least, staysWithNext } of pieces.slice(from)) {
    room += least;
    if (!staysWithNext) break;
  }
  return room;
}
