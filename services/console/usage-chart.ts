import { quantityFigure } from '../../shared/figures.ts';
import { axisFigure, scaleOver, type Scale } from './chart-scale.ts';
import { drawn, html, type Markup } from './markup.ts';
import { monthText, shortDay } from './moments.ts';
import type { ChartedDay } from './usage-days.ts';

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
const WEEK = 7;

/** What a chart is of. */
interface ChartedMeter {
  readonly meter: string;
  readonly unit: string | undefined;
  readonly month: string;
}

/**
 * What a meter measured on each day of a month as bars, with a mark where the day four weeks earlier came to. Geometry is
 * in attributes, colours are classes: a page has no style of its own.
 */
export function usageChart(of: ChartedMeter, days: readonly ChartedDay[]): Markup {
  const values = days.flatMap(({ quantity, earlier }) => [quantity, earlier].flatMap((it) => (it === null ? [] : [Number(it)])));
  const scale = scaleOver(values);
  return html`<div class="chart">${CANVASES.map((canvas) => drawing(canvas, scale, of, days))}</div>`;
}

function drawing(canvas: Canvas, scale: Scale, of: ChartedMeter, days: readonly ChartedDay[]): Markup {
  const { name, width, height } = canvas;
  const y = (value: number): number =>
    rounded(canvas.bottom - ((value - scale.low) / (scale.high - scale.low)) * (canvas.bottom - canvas.top));
  const hatch = `hatch-${name}`;
  const parts = [
    `<pattern id="${hatch}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="bar" width="3" height="6"/></pattern>`,
    ...scale.ticks.map((tick) => lineAt(canvas, tick, y(tick), scale.high)),
    ...days.flatMap((day, i) => dayOf(canvas, day, i, days.length, y, hatch)),
  ];
  return html`<svg class="${name}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="chart-${name}">
    <title id="chart-${name}">${titleOf(of, days)}</title>
    ${drawn(parts.join('\n'))}
  </svg>`;
}

function lineAt({ left, right }: Canvas, tick: number, y: number, high: number): string {
  const line = `<line class="${tick === 0 ? 'base' : 'hair'}" x1="${left}" x2="${right}" y1="${y}" y2="${y}"/>`;
  return `${line}<text class="axis" x="${left - 8}" y="${y + 4}" text-anchor="end">${axisFigure(tick, high)}</text>`;
}

function dayOf(canvas: Canvas, day: ChartedDay, i: number, count: number, y: (value: number) => number, hatch: string): string[] {
  const { left, right, bottom, name } = canvas;
  const slot = (right - left) / count;
  const x = (share: number): number => rounded(left + slot * (i + (1 - share) / 2));
  const drawnParts: string[] = [];
  if (day.quantity !== null && !day.isToCome) {
    const [from, to] = [y(0), y(Number(day.quantity))];
    const fill = day.isIncomplete ? ` fill="url(#${hatch})"` : ' class="bar"';
    const size = `width="${rounded(slot * BAR_OF_SLOT)}" height="${rounded(Math.abs(from - to))}"`;
    drawnParts.push(`<rect${fill} x="${x(BAR_OF_SLOT)}" y="${Math.min(from, to)}" ${size}/>`);
  }
  if (day.earlier !== null) {
    const at = y(Number(day.earlier));
    drawnParts.push(
      `<line class="mark" x1="${x(MARK_OF_SLOT)}" x2="${rounded(x(MARK_OF_SLOT) + slot * MARK_OF_SLOT)}" y1="${at}" y2="${at}"/>`,
    );
  }
  if (i % WEEK === 0) {
    const words = name === 'wide' || i === 0 ? shortDay(day.day) : String(i + 1);
    drawnParts.push(`<text class="axis" x="${x(BAR_OF_SLOT)}" y="${bottom + 22}">${words}</text>`);
  }
  return drawnParts;
}

/** What one sees, in a sentence. */
function titleOf({ meter, unit, month }: ChartedMeter, days: readonly ChartedDay[]): string {
  const begun = days.filter(({ quantity, isToCome }) => quantity !== null && !isToCome);
  const [first] = [...begun].sort((a, b) => Number(b.quantity) - Number(a.quantity));
  const of = `${unit ?? meter} per day in ${monthText(month)}`;
  if (!first || begun.every(({ quantity }) => Number(quantity) === 0)) return `${of}: none. Marks show the days four weeks earlier.`;
  return `${of}: the most, ${quantityFigure(first.quantity ?? '0')}, on ${shortDay(first.day)}. Marks show the days four weeks earlier.`;
}

/** Two digits are less than a pixel of any screen. */
function rounded(length: number): number {
  return Math.round(length * 100) / 100;
}
