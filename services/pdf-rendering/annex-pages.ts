import type { Formats } from '../../shared/formats.ts';
import type { DraftContent } from '../../shared/invoice.ts';
import type { Words } from '../../shared/languages/language-texts.ts';
import { annexSections, annexZones, type AnnexSection } from './annex-sections.ts';
import { columnsFor } from './columns.ts';
import { dayColumns } from './day-columns.ts';
import { flowed, whole, type Flowing, type FlowingSection, type PlacedStrip, type Strip } from './flow.ts';
import { widthOf } from './inter-font.ts';
import { drawTableHead, drawTableItems, HEAD_RULE, type TableContext } from './line-table.ts';
import { PITCH } from './page-breaks.ts';
import { EDGE, type Sheet, type TableTags } from './sheet.ts';
import { tableEntries } from './table-entries.ts';
import { SPAN_GAP, tableBlocks, type TableBlock, type TableRow } from './table-rows.ts';
import { fitted, wrapped } from './text-fitting.ts';
import { COLOUR, STYLE, type TypeStyle } from './type-styles.ts';

/** Where strips stand on the pages of the annex, mm. */
const FRAME = { top: 28, bottom: 275, between: 6.5, usual: 110 } as const;
const TITLE = { baseline: 7.5, first: 13.5, pitch: 4 } as const;
const HEADING = { baseline: 4, measured: 4.2 } as const;
/** From the last day to the first note, and between lines of notes, mm. */
const NOTE = { above: 1.6, pitch: 3.6 } as const;
const LINES_HEAD = 5;
/** An entry of at most so many rows stays together. */
const MOST_TOGETHER = 12;
const WIDTH = EDGE.right - EDGE.left;

/** The pages behind an invoice's own; none where it has no annex. */
interface Annex {
  readonly pages: readonly (readonly PlacedStrip[])[];
}

/**
 * The annex of daily quantities: for each meter the lines that it is billed with, in their tiers, its days, what they have
 * to do with the quantity, and the fingerprint of the events.
 */
export function annexPages(content: DraftContent, formats: Formats, words: Words): Annex {
  const sections = annexSections(content, formats, words);
  if (sections.length === 0) return { pages: [] };
  // What is said of a line's events stands in its section.
  const own = tableEntries(content, formats, words).map((it) => ({
    ...it,
    details: it.details.filter(({ amount }) => amount !== undefined),
  }));
  const { columns, entries } = columnsFor(own, formats.decimalMark, words);
  const context = { columns, formats, words, currency: content.currency };
  const blocks = tableBlocks(entries, columns, formats.decimalMark, words);
  const flowing = sections.map((section) => flowingSection(section, section.lines.flatMap((i) => blocks[i] ?? []), context)); // prettier-ignore
  return { pages: flowed(titleStrip(annexZones(content), words), flowing, FRAME) };
}

/** Draws a page of it, on a page that has its frame already. */
export function drawAnnexPage(sheet: Sheet, page: readonly PlacedStrip[]): void {
  for (const { strip, top } of page) strip.draw(sheet, top);
}

function titleStrip(zones: string, { annex }: Words): Strip {
  const lines = wrapped(annex.intro(zones), STYLE.smallGrey, WIDTH);
  return {
    height: TITLE.first + TITLE.pitch * (lines.length - 1) + 1.5,
    draw(sheet, top) {
      sheet.block('H2', () => sheet.text(annex.title, EDGE.left, top + TITLE.baseline, STYLE.annexTitle));
      sheet.block('P', () => lines.forEach((line, i) => sheet.text(line, EDGE.left, top + TITLE.first + TITLE.pitch * i, STYLE.smallGrey)));
    },
  };
}

function flowingSection(section: AnnexSection, blocks: readonly TableBlock[], context: TableContext): FlowingSection {
  const { words, formats } = context;
  const continued: Strip = {
    height: HEADING.baseline + 1,
    draw: (sheet, top) => sheet.artifact('Pagination', () => drawHeading(sheet, section.title, words.continued(section.span), top)),
  };
  return {
    continued,
    pieces: [
      whole(headingStrip(section), true),
      ...linePieces(blocks, context),
      dayColumns(section, words.quantity, formats.decimalMark),
      ...section.notes.map((note, i) => whole(noteStrip(note, STYLE.detail, i === 0 ? NOTE.above : 0), true)),
      whole(noteStrip(section.fingerprint, STYLE.returnLine, 0)),
    ],
  };
}

function headingStrip({ title, span, measured }: AnnexSection): Strip {
  const lines = wrapped(measured, STYLE.detail, WIDTH);
  return {
    height: HEADING.baseline + HEADING.measured + NOTE.pitch * (lines.length - 1),
    draw(sheet, top) {
      sheet.block('H3', () => drawHeading(sheet, title, span, top));
      const y = top + HEADING.baseline + HEADING.measured;
      sheet.block('P', () => lines.forEach((line, i) => sheet.text(line, EDGE.left, y + NOTE.pitch * i, STYLE.detail)));
    },
  };
}

function drawHeading(sheet: Sheet, title: string, span: string, top: number): void {
  const heading = fitted(title, STYLE.heading, WIDTH - SPAN_GAP - widthOf(span, STYLE.smallGrey), 6);
  const y = top + HEADING.baseline;
  sheet.text(heading.text, EDGE.left, y, heading.style);
  sheet.text(span, EDGE.left + widthOf(heading.text, heading.style) + SPAN_GAP, y, STYLE.smallGrey);
}

/** The lines of a section as they stand on the invoice, under a head of their own. */
function linePieces(blocks: readonly TableBlock[], context: TableContext): Flowing[] {
  if (blocks.length === 0) return [];
  let tags: TableTags | undefined;
  const head: Strip = {
    height: LINES_HEAD + HEAD_RULE,
    draw(sheet, top) {
      tags = sheet.table();
      drawTableHead(sheet, tags, top + LINES_HEAD, context, { weight: 0.35, colour: COLOUR.rule });
    },
  };
  const groups = blocks.flatMap(({ rows }) => cellsTogether(rows).map((group) => ({ group, isTogether: rows.length <= MOST_TOGETHER })));
  const strips = groups.map(({ group, isTogether }, index): Flowing => {
    const isLast = index === groups.length - 1;
    const height = group.reduce((sum, row) => sum + PITCH[row.kind], 0);
    const draw = (sheet: Sheet, top: number): void => {
      let y = top;
      const items = group.map((row) => ({ kind: 'row' as const, row, y: (y += PITCH[row.kind]) }));
      if (tags) drawTableItems(sheet, tags, items, context);
      if (isLast) tags?.end();
    };
    const endsEntry = groups[index + 1]?.group[0]?.kind === 'entry';
    return whole({ height, draw }, isTogether && !endsEntry);
  });
  return [whole(head, true), ...strips];
}

/** Rows by what shares its cells: an entry with its further lines, and each detail. */
function cellsTogether(rows: readonly TableRow[]): TableRow[][] {
  const groups: TableRow[][] = [];
  for (const row of rows) {
    if (row.kind === 'further') groups.at(-1)?.push(row);
    else groups.push([row]);
  }
  return groups;
}

function noteStrip(note: string, style: TypeStyle, above: number): Strip {
  const lines = wrapped(note, style, WIDTH);
  return {
    height: above + NOTE.pitch * lines.length,
    draw: (sheet, top) =>
      sheet.block('P', () => lines.forEach((line, i) => sheet.text(line, EDGE.left, top + above + NOTE.pitch * (i + 1), style))),
  };
}
