import type { Backfill } from '../../shared/backfill.ts';
import { moneyFigure, signed } from '../../shared/figures.ts';
import { decimal, sum } from '../../shared/money.ts';
import type { BackfillPreview, DecidedBackfill } from './backfill.ts';
import { daysOf } from './bill-report.ts';
import type { IngestedFile } from './ingest-file.ts';
import { alignedTable, counted, countOf } from './report.ts';
import { typed } from './typed.ts';

/** What a command that adds to a backfill prints for machines. */
export function addedAnswer(id: string, { accepted, duplicates, conflicts, left }: IngestedFile): object {
  return { ...{ id, accepted, duplicates, conflicts, leftOut: left.leftOut }, ...(left.path === undefined ? {} : { leftRows: left.path }) };
}

/** What became of a file, for people, and what comes next. */
export function addedLines(id: string, { accepted, duplicates, left }: IngestedFile): string[] {
  const lines = [
    `Backfill ${id}: ${counted(accepted)} events added, ${counted(duplicates)} there before, ${counted(left.count)} left out.`,
  ];
  if (left.path !== undefined)
    lines.push(
      left.count > left.shown.length ? `The first ${left.shown.length} rows that were left out:` : 'Rows that were left out:',
      ...left.shown.map(({ row, fate, reason }) => `  row ${row}  ${fate}: ${reason.split('\n').join(' ')}`),
      `All of them, one a line: ${left.path}`,
      'Mend them and add the file again: what is there already counts once.',
    );
  return [
    ...lines,
    'Nothing of it counts yet. What it would change:',
    `  ${typed(`backfill preview ${id}`)}`,
    `  ${typed(`backfill apply ${id}`)}`,
  ];
}

export function decidedLines(decision: 'apply' | 'undo', { id, isRepeated, content }: DecidedBackfill): string[] {
  const done = decision === 'apply' ? 'applied' : 'undone';
  if (isRepeated) return [`Backfill ${id} was ${done} before; nothing was changed.`];
  const size = content
    ? `: ${countOf(content.events, 'event')} on ${countOf(content.days, 'day')} of ${countOf(content.customers, 'customer')}, content ${content.contentHash.slice(0, 8)}`
    : '';
  return [
    decision === 'apply' ? `Backfill ${id} counts${size}.` : `Backfill ${id} counts no more${size}.`,
    'What is billed of its time is corrected by the next run.',
    decision === 'apply'
      ? `To take it out again: ${typed(`backfill undo ${id}`)}`
      : `To have it count again: ${typed(`backfill apply ${id}`)}`,
  ];
}

export function backfillTable(found: readonly Backfill[]): string[] {
  if (found.length === 0) return ['There is no backfill yet.'];
  const rows = found.map((it) => [
    it.id,
    `${minute(it.from)} to ${minute(it.until)}`,
    it.customers?.join(', ') ?? 'any',
    it.types?.join(', ') ?? 'any',
    it.replaces ? 'replaces' : 'adds',
    it.content ? counted(it.content.events) : '',
    stateText(it),
  ]);
  return alignedTable(['Backfill', 'Time (UTC)', 'Customers', 'Types', '', 'Events', ''], rows, 5);
}

function stateText({ state, isSent, appliedAt, appliedBy, undoneAt, undoneBy }: Backfill): string {
  if (state === 'applied') return `applied by ${appliedBy} on ${minute(appliedAt!)}`;
  if (state === 'undone') return `undone by ${undoneBy} on ${minute(undoneAt!)}`;
  return isSent ? 'not applied' : 'its file was cut off: add it again';
}

const minute = (instant: string): string => instant.replace('T', ' ').slice(0, 16);

/** A table of every period that a backfill touches, and what it makes of all of them. */
export function previewLines({ backfill: { id, state }, customers }: BackfillPreview): string[] {
  const periods = customers.flatMap(({ customerId, periods: of }) => of.map((it) => ({ customerId, ...it })));
  if (periods.length === 0) return [`Backfill ${id} touches no service period of anybody.`];
  const rows = periods.map(({ customerId, period, isBilled, currency, without, with: withIt, difference, reason }) => [
    customerId,
    daysOf(period),
    ...(currency === undefined
      ? ['', '', '', reason ?? '']
      : [
          moneyFigure(without!, currency),
          moneyFigure(withIt!, currency),
          differenceText(difference!, currency),
          isBilled ? 'billed: corrected by the next run' : '',
        ]),
  ]);
  const currencies = [...new Set(periods.flatMap(({ currency }) => currency ?? []))].sort();
  const totals = currencies.map((currency) => {
    const all = periods.filter((it) => it.currency === currency).map(({ difference }) => decimal(difference!));
    return `In all ${differenceText(sum(all).toFixed(), currency)}.`;
  });
  return [
    ...alignedTable(['Customer', 'Service period', 'Without it', 'With it', 'Difference', ''], rows, 4),
    ...totals,
    state === 'applied' ? 'It is applied. Nothing was changed.' : 'It does not count. Nothing was changed.',
  ];
}

const differenceText = (amount: string, currency: string): string => signed(amount, (text) => moneyFigure(text, currency));
