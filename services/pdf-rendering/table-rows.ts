import { integerWidth, type Columns } from './columns.ts';
import { widthOf } from './inter-font.ts';
import { EDGE } from './sheet.ts';
import type { Group, TableEntry } from './table-entries.ts';
import { wrapped } from './text-fitting.ts';
import { STYLE } from './type-styles.ts';
import type { Words } from '../../shared/languages/language-texts.ts';

/** One baseline of the table. */
export interface TableRow {
  /** An entry's first line, a further line of it, or a grey line of detail. */
  readonly kind: 'entry' | 'further' | 'detail';
  readonly position?: string | undefined;
  readonly text?: string | undefined;
  readonly quantity?: string | undefined;
  readonly unit?: string | undefined;
  readonly price?: string | undefined;
  readonly rate?: string | undefined;
  readonly inner?: string | undefined;
  readonly amount?: string | undefined;
  /** The amount as decimal text, for carried sums. */
  readonly net?: string | undefined;
}

/** The heading of a group; its title may need several lines. */
export interface Heading {
  readonly titleLines: readonly string[];
  readonly span: string;
}

/** The rows of one entry, which stay together on a page; blocks of one group share the heading. */
export interface TableBlock {
  readonly heading: Heading;
  readonly rows: readonly TableRow[];
}

/** From a group's title to its period, mm. */
export const SPAN_GAP = 2.2;

/** How far details stand in, mm. */
export const DETAIL_INDENT = 3;

/** Breaks descriptions, units and details into the rows of each entry. */
export function tableBlocks(entries: readonly TableEntry[], columns: Columns, decimalMark: string, words: Words): TableBlock[] {
  const headings = new Map<Group, Heading>();
  return entries.map((entry) => {
    let heading = headings.get(entry.group);
    if (!heading) headings.set(entry.group, (heading = headingOf(entry.group, words)));
    return { heading, rows: [...entryRows(entry, columns, decimalMark), ...detailRows(entry, columns)] };
  });
}

function headingOf({ title, span }: Group, words: Words): Heading {
  const spanWidth = widthOf(words.continued(span), STYLE.smallGrey);
  return { titleLines: wrapped(title, STYLE.heading, EDGE.right - EDGE.left - SPAN_GAP - spanWidth), span };
}

function entryRows(entry: TableEntry, columns: Columns, decimalMark: string): TableRow[] {
  const texts = wrapped(entry.description, STYLE.line, columns.descriptionWidth);
  const units = entry.unit === undefined ? [] : wrapped(entry.unit, STYLE.smallGrey, unitWidth(entry, columns, decimalMark));
  const { position, quantity, price, rate, amount, net } = entry;
  return Array.from({ length: Math.max(texts.length, units.length) }, (_, index) => ({
    kind: index === 0 ? 'entry' : 'further',
    text: texts[index],
    unit: units[index],
    ...(index === 0 ? { position, quantity, price, rate, amount, net } : {}),
  }));
}

function unitWidth({ price }: TableEntry, columns: Columns, decimalMark: string): number {
  const right = price === undefined ? columns.priceRight : columns.priceMark - integerWidth(price, STYLE.lineFigure, decimalMark) - 1.8;
  return right - columns.unitLeft;
}

function detailRows({ details }: TableEntry, columns: Columns): TableRow[] {
  return details.flatMap(({ text, quantity, price, amount }) =>
    wrapped(text, STYLE.detail, columns.descriptionWidth - DETAIL_INDENT).map((piece, index): TableRow =>
      index === 0 ? { kind: 'detail', text: piece, quantity, price, inner: amount } : { kind: 'detail', text: piece },
    ),
  );
}
