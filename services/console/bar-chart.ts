import { axisFigure, scaleOver, type Scale } from './chart-scale.ts';
import { drawn, html, type Markup } from './markup.ts';

/** A slot of a chart, from left to right. */
export interface Bar {
  /** Null where there is nothing to tell. */
  readonly value: number | null;
  /** What it is held against: a short line beside the bar. */
  readonly mark: number | null;
  /** More may come. */
  readonly isHatched: boolean;
  /** What stands below it, in the wide and in the narrow drawing. */
  readonly label?: { readonly wide: string; readonly narrow: string };
}

/** Place of a drawing: its size, and where in it the bars stand. */
interface Canvas {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Two drawings rather than a squeezed one; styles show one of them. */
const CANVASES: readonly Canvas[] = [
  { name: 'wide', width: 1080, height: 240, left: 56, right: 1076, top: 10, bottom: 206 },
  { name: 'narrow', width: 358, height: 200, left: 46, right: 356, top: 10, bottom: 168 },
];
const BAR_OF_SLOT = 0.68;
const MARK_OF_SLOT = 0.9;
const BELOW = 22;

/**
 * Bars over a baseline at zero. Geometry is in attributes and colours are classes: a page has no style of its own.
 *
 * @param title what one sees, in a sentence
 */
export function barChart(title: string, bars: readonly Bar[]): Markup {
  const values = bars.flatMap(({ value, mark }) => [value, mark].filter((it) => it !== null));
  const scale = scaleOver(values);
  return html`<div class="chart">${CANVASES.map((canvas) => drawing(canvas, scale, title, bars))}</div>`;
}

function drawing(canvas: Canvas, scale: Scale, title: string, bars: readonly Bar[]): Markup {
  const { name, width, height } = canvas;
  const y = (value: number): number =>
    rounded(canvas.bottom - ((value - scale.low) / (scale.high - scale.low)) * (canvas.bottom - canvas.top));
  const parts = [
    `<pattern id="hatch-${name}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="bar" width="3" height="6"/></pattern>`,
    ...scale.ticks.map((tick) => tickAt(canvas, tick, y(tick), scale.high)),
    ...bars.flatMap((bar, i) => slotOf(canvas, bar, i, bars.length, y)),
  ];
  return html`<svg class="${name}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="chart-${name}">
    <title id="chart-${name}">${title}</title>
    ${drawn(parts.join('\n'))}
  </svg>`;
}

function tickAt({ left, right }: Canvas, tick: number, y: number, high: number): string {
  const line = `<line class="${tick === 0 ? 'base' : 'hair'}" x1="${left}" x2="${right}" y1="${y}" y2="${y}"/>`;
  return `${line}<text class="axis" x="${left - 8}" y="${y + 4}" text-anchor="end">${axisFigure(tick, high)}</text>`;
}

function slotOf(canvas: Canvas, { value, mark, isHatched, label }: Bar, i: number, count: number, y: (value: number) => number): string[] {
  const { left, right, bottom, name } = canvas;
  const slot = (right - left) / count;
  const x = (share: number): number => rounded(left + slot * (i + (1 - share) / 2));
  const parts: string[] = [];
  if (value !== null) {
    const [from, to] = [y(0), y(value)];
    const fill = isHatched ? ` fill="url(#hatch-${name})"` : ' class="bar"';
    const size = `width="${rounded(slot * BAR_OF_SLOT)}" height="${rounded(Math.abs(from - to))}"`;
    parts.push(`<rect${fill} x="${x(BAR_OF_SLOT)}" y="${Math.min(from, to)}" ${size}/>`);
  }
  if (mark !== null) {
    const [at, end] = [y(mark), rounded(x(MARK_OF_SLOT) + slot * MARK_OF_SLOT)];
    parts.push(`<line class="mark" x1="${x(MARK_OF_SLOT)}" x2="${end}" y1="${at}" y2="${at}"/>`);
  }
  if (label) parts.push(`<text class="axis" x="${x(BAR_OF_SLOT)}" y="${bottom + BELOW}">${label[name]}</text>`);
  return parts;
}

/** Two digits are less than a pixel of any screen. */
function rounded(length: number): number {
  return Math.round(length * 100) / 100;
}
