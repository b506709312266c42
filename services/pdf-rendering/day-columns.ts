import { widthOf } from './inter-font.ts';
import type { AnnexSection } from './annex-sections.ts';
import type { Flowing, Strip } from './flow.ts';
import { EDGE, type Sheet, type TableTags } from './sheet.ts';
import { COLOUR, STYLE } from './type-styles.ts';

/** Columns of days beside one another at most, and rows one of them has before another is begun. */
const MOST_COLUMNS = 4;
const LEAST_ROWS = 4;
/** Between columns, and between a day and its quantity, mm. */
const COLUMN_GAP = 8;
const INNER_GAP = 5;
/** From the top to the baseline of the head, from there to its rule, and from that to the first row; between rows, mm. */
const HEAD = { baseline: 5.8, rule: 1.6, height: 8 } as const;
const PITCH = 3.8;

type Days = Pick<AnnexSection, 'days' | 'dayHead' | 'quantityHead'>;

/** Where the columns stand; quantities meet at their decimal marks. */
interface DayGrid {
  readonly count: number;
  readonly pitch: number;
  readonly width: number;
  readonly fractionWidth: number;
  readonly quantityHead: string;
}

/**
 * The days of a meter in columns, each read from top to bottom, as one table with a row for each day. What a page has no
 * room for goes on in the columns of the next.
 *
 * @param plainHead of the quantities where the one that names the unit is too wide
 */
export function dayColumns(section: Days, plainHead: string, decimalMark: string): Flowing {
  const grid = gridFor(section, plainHead, decimalMark);
  let tags: TableTags | undefined;
  const from = (start: number): Flowing => ({
    height: HEAD.height + PITCH * Math.ceil((section.days.length - start) / grid.count),
    least: HEAD.height + PITCH * Math.min(LEAST_ROWS, Math.ceil((section.days.length - start) / grid.count)),
    staysWithNext: false,
    take(room) {
      const left = section.days.length - start;
      const rows = Math.max(1, Math.min(Math.ceil(left / grid.count), Math.floor((room - HEAD.height) / PITCH)));
      const end = Math.min(section.days.length, start + rows * grid.count);
      const strip: Strip = {
        height: HEAD.height + rows * PITCH,
        draw(sheet, top) {
          const isFirst = tags === undefined;
          tags ??= sheet.table();
          drawHeads(sheet, isFirst ? tags : undefined, top, section.dayHead, grid, Math.ceil((end - start) / rows));
          drawDays(sheet, tags, { section, start, end, rows }, top, grid, decimalMark);
          if (end === section.days.length) tags.end();
        },
      };
      return end === section.days.length ? { strip } : { strip, rest: from(end) };
    },
  });
  return from(0);
}

function gridFor({ days, dayHead, quantityHead }: Days, plainHead: string, decimalMark: string): DayGrid {
  const figures = days.map(({ quantity }) => split(quantity, decimalMark));
  const widest = (of: (figure: { integer: string; fraction: string }) => string): number =>
    figures.reduce((width, figure) => Math.max(width, widthOf(of(figure), STYLE.smallFigure)), 0);
  const fractionWidth = widest(({ fraction }) => fraction);
  const labelWidth = days.reduce((width, { label }) => Math.max(width, widthOf(label, STYLE.smallGrey)), 0);
  const needed = labelWidth + INNER_GAP + widest(({ integer }) => integer) + fractionWidth;
  const fitting = Math.floor((EDGE.right - EDGE.left + COLUMN_GAP) / (needed + COLUMN_GAP));
  const columns = Math.max(1, Math.min(MOST_COLUMNS, fitting));
  const pitch = (EDGE.right - EDGE.left + COLUMN_GAP) / columns;
  const width = pitch - COLUMN_GAP;
  const isRoomy = widthOf(dayHead, STYLE.tableHead) + INNER_GAP + widthOf(quantityHead, STYLE.tableHead) <= width;
  const count = Math.min(columns, Math.ceil(days.length / LEAST_ROWS));
  return { count, pitch, width, fractionWidth, quantityHead: isRoomy ? quantityHead : plainHead };
}

/** One head is part of the table; those of further columns, and of further pages, repeat it for the eye. */
function drawHeads(sheet: Sheet, tags: TableTags | undefined, top: number, dayHead: string, grid: DayGrid, columns: number): void {
  const y = top + HEAD.baseline;
  for (let column = 0; column < columns; column++) {
    const left = EDGE.left + column * grid.pitch;
    const day = (): void => sheet.text(dayHead, left, y, STYLE.tableHead);
    const quantity = (): void => sheet.text(grid.quantityHead, left + grid.width, y, STYLE.tableHead, 'right');
    if (tags && column === 0)
      tags.row(({ head }) => {
        head(day);
        head(quantity);
      });
    else
      sheet.artifact('Pagination', () => {
        day();
        quantity();
      });
    sheet.artifact('Layout', () => sheet.rule(left, left + grid.width, y + HEAD.rule, 0.35, COLOUR.rule));
  }
}

function drawDays(
  sheet: Sheet,
  tags: TableTags,
  { section, start, end, rows }: { section: Days; start: number; end: number; rows: number },
  top: number,
  grid: DayGrid,
  decimalMark: string,
): void {
  section.days.slice(start, end).forEach(({ label, quantity }, i) => {
    const left = EDGE.left + Math.floor(i / rows) * grid.pitch;
    const y = top + HEAD.height + PITCH * ((i % rows) + 1) - 0.6;
    const mark = left + grid.width - grid.fractionWidth;
    const { integer } = split(quantity, decimalMark);
    tags.row(({ cell }) => {
      cell(() => sheet.text(label, left, y, STYLE.smallGrey));
      cell(() => sheet.text(quantity, mark - widthOf(integer, STYLE.smallFigure), y, STYLE.smallFigure));
    });
  });
}

/** A figure before its decimal mark, and from there on. */
function split(figure: string, decimalMark: string): { integer: string; fraction: string } {
  const mark = figure.indexOf(decimalMark);
  return mark < 0 ? { integer: figure, fraction: '' } : { integer: figure.slice(0, mark), fraction: figure.slice(mark) };
}
