import { quantityFigure } from '../../shared/figures.ts';
import { barChart, type Bar } from './bar-chart.ts';
import type { Markup } from './markup.ts';
import { monthText, shortDay } from './moments.ts';
import type { ChartedDay } from './usage-days.ts';

const WEEK = 7;

/** What a chart is of. */
interface ChartedMeter {
  readonly meter: string;
  readonly unit: string | undefined;
  readonly month: string;
}

/** What a meter measured on each day of a month as bars, with a mark where the day four weeks earlier came to. */
export function usageChart(of: ChartedMeter, days: readonly ChartedDay[]): Markup {
  return barChart(titleOf(of, days), days.map(barOf));
}

function barOf({ day, quantity, earlier, isIncomplete, isToCome }: ChartedDay, i: number): Bar {
  const label = { wide: shortDay(day), narrow: i === 0 ? shortDay(day) : String(i + 1) };
  return {
    value: quantity === null || isToCome ? null : Number(quantity),
    mark: earlier === null ? null : Number(earlier),
    isHatched: isIncomplete,
    ...(i % WEEK === 0 ? { label } : {}),
  };
}

/** What one sees, in a sentence. */
function titleOf({ meter, unit, month }: ChartedMeter, days: readonly ChartedDay[]): string {
  const begun = days.filter(({ quantity, isToCome }) => quantity !== null && !isToCome);
  const [first] = [...begun].sort((a, b) => Number(b.quantity) - Number(a.quantity));
  const of = `${unit ?? meter} per day in ${monthText(month)}`;
  if (!first || begun.every(({ quantity }) => Number(quantity) === 0)) return `${of}: none. Marks show the days four weeks earlier.`;
  return `${of}: the most, ${quantityFigure(first.quantity ?? '0')}, on ${shortDay(first.day)}. Marks show the days four weeks earlier.`;
}
