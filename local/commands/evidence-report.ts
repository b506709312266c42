import { quantityFigure } from '../../shared/figures.ts';
import type { AggregationName } from '../../shared/aggregation-name.ts';
import type { Meter } from '../../shared/meter.ts';
import { dateIn, localTimeIn } from '../../shared/period.ts';
import type { Evidence } from './explain.ts';
import { alignedTable, counted } from './report.ts';
import { typed } from './typed.ts';

/** Cells of a quantity that are shown to a person. */
const MOST_CELLS = 50;

/** What a meter came to, and how: the sentence, and the cells that were priced by themselves. */
export function measuredReport(evidence: Evidence, zone: string, unit: string | undefined): string[] {
  const { meter, quantity, count, levels } = evidence;
  const of = unit === undefined ? '' : ` ${unit}`;
  const level = levels.length === 0 ? [] : [`  Level before the period and after it: ${levels.map(levelText).join(', ')}.`];
  return [
    `${quantityFigure(quantity)}${of} of ${counted(count)} events: ${meter ? howOf(meter) : 'measured'}.`,
    ...level,
    ...cellTable(evidence, zone),
  ];
}

/** The events, or what became of them. */
export function eventReport(evidence: Evidence, { number, position }: { number: string; position: number }): string[] {
  const { events, count, isWhole, meter, question, erasedOn } = evidence;
  if (erasedOn !== undefined)
    return [`The events were erased on ${erasedOn}: what they were is gone, what they came to is above, as it was billed.`];
  const shown = [...new Set([meter?.valueProperty, question.amountProperty, ...(question.by ?? [])])].filter((it) => it !== undefined);
  const rows = events.map(({ time, id, properties }) => [time, id, ...shown.map((name) => String(properties[name] ?? ''))]);
  const isPart = events.length < count;
  return [
    isWhole
      ? 'The events are stored as they were when this was priced; their fingerprint is that of the snapshot.'
      : 'The events stored today are not those this was priced on: some were taken back, or changed, since.',
    ...(rows.length === 0 ? [] : alignedTable(['Time', 'Event', ...shown], rows, meter?.valueProperty === undefined ? -1 : 2)),
    ...(isPart ? [`… and ${counted(count - events.length)} more: ${typed(`explain ${number} ${position} --events`)}`] : []),
  ];
}

function howOf(meter: Meter): string {
  const { id, eventType, aggregation, valueProperty, filters } = meter;
  const filtered = Object.entries(filters ?? {}).map(([name, values]) => `${name} is ${values.join(' or ')}`);
  const where = filtered.length === 0 ? '' : ` where ${filtered.join(' and ')}`;
  return `meter "${id}" ${WORDS[aggregation](`"${valueProperty}"`, meter)} ${aggregation === 'count' ? 'events' : 'in events'} of type ${eventType}${where}`;
}

const WORDS: Readonly<Record<AggregationName, (value: string, meter: Meter) => string>> = {
  count: () => 'counts',
  sum: (value) => `takes the sum of ${value}`,
  min: (value) => `takes the least ${value}`,
  max: (value) => `takes the greatest ${value}`,
  average: (value) => `takes the average of ${value}`,
  latest: (value) => `takes the latest ${value}`,
  unique: (value) => `counts the values of ${value}`,
  'weighted-sum': (value, { weightedBy }) => `weights the changes of ${value} by the ${weightedBy ?? 'second'}s that remain of the period`,
  percentile: (value, { percentile, sampleMinutes }) =>
    `takes percentile ${percentile ?? 95} of samples of ${sampleMinutes ?? 5} minutes, which add up ${value}`,
};

function cellTable({ cells, cellCount, question }: Evidence, zone: string): string[] {
  if (cellCount === 0) return [];
  const rows = cells
    .slice(0, MOST_CELLS)
    .map(({ window, values = [], quantity, events, amount }) => [
      ...(window === undefined ? [] : [windowText(window, zone)]),
      ...values,
      quantityFigure(quantity),
      counted(events),
      ...(amount === undefined ? [] : [quantityFigure(amount)]),
    ]);
  const { window, by = [], amountProperty } = question;
  const head = [
    ...(window === undefined ? [] : [window]),
    ...by,
    'Quantity',
    'Events',
    ...(amountProperty === undefined ? [] : [amountProperty]),
  ];
  const more = cellCount > rows.length ? [`  … and ${counted(cellCount - rows.length)} more.`] : [];
  return [...alignedTable(head, rows, head.indexOf('Quantity')).map((row) => `  ${row}`), ...more];
}

/** 2026-10-25 02:00+01:00 */
function windowText(instant: string, zone: string): string {
  return `${dateIn(instant, zone)} ${localTimeIn(instant, zone)}`;
}

function levelText({ properties, start, end }: Evidence['levels'][number]): string {
  const names = Object.values(properties);
  return `${names.length === 0 ? '' : `${names.join(', ')}: `}${quantityFigure(start)} and ${quantityFigure(end)}`;
}
