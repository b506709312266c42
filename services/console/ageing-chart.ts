import { moneyFigure } from '../../shared/figures.ts';
import { decimal } from '../../shared/money.ts';
import type { Ageing } from '../../shared/receivables/ageing.ts';
import { barChart } from './bar-chart.ts';
import type { Markup } from './markup.ts';

/** The ages, in their order. */
export const AGES = [
  { name: 'notDue', words: 'Not due', narrow: 'Not due' },
  { name: 'days1To30', words: '1 to 30 days overdue', narrow: '1–30' },
  { name: 'days31To60', words: '31 to 60', narrow: '31–60' },
  { name: 'days61To90', words: '61 to 90', narrow: '61–90' },
  { name: 'over90', words: 'Over 90', narrow: '> 90' },
] as const;

/** What is open in a currency as bars, by how long it is overdue. */
export function ageingChart(ageing: Ageing): Markup {
  const bars = AGES.map(({ name, words, narrow }) => ({
    ...{ value: Number(ageing[name]), mark: null, isHatched: false },
    label: { wide: words, narrow },
  }));
  const most = AGES.reduce((one, other) => (decimal(ageing[other.name]).gt(decimal(ageing[one.name])) ? other : one));
  const figure = moneyFigure(ageing[most.name], ageing.currency);
  return barChart(`Open in ${ageing.currency} by days overdue: the most, ${figure}, is ${most.words.toLowerCase()}.`, bars);
}
