import { amountFigure, quantityFigure, signed } from '../../shared/figures.ts';
import { monthBefore } from '../../shared/period.ts';
import { ANOMALY_KINDS } from '../../shared/review.ts';
import type { NetFigures, Review } from '../../shared/review.ts';
import { counted, countOf, monthName } from './report.ts';
import { figureTables } from './review-layout.ts';
import type { FigureRow, FigureTable } from './review-layout.ts';
import type { ReviewedRun } from './review-run.ts';
import { decideLines, headLines, notBilledBlocks } from './review-state.ts';

/** Anomalies of a kind that are shown; --json has more of them. */
const SHOWN = 10;
/** Where there is nothing to compare with. */
const NOTHING = '–';

/**
 * A run's review as a page: how the run stands, what it comes to beside last month, what to look at first, whom it
 * leaves out, where it differs, and the commands that decide.
 */
export function reviewPage(reviewed: ReviewedRun): string[] {
  const { run, review } = reviewed;
  const heads = [monthOnly(monthBefore(run.month)), monthOnly(run.month), 'Change'] as const;
  const [totals = [], first = [], ...details] = figureTables(
    [totalsTable(review), anomaliesTable(reviewed), differencesTable(reviewed), plansTable(review), metersTable(review)],
    heads,
  );
  const blocks = [headLines(reviewed), totals, first, ...notBilledBlocks(reviewed), ...details, decideLines(reviewed)];
  return blocks.filter((block) => block.length > 0).flatMap((block, i) => (i === 0 ? block : ['', ...block]));
}

function totalsTable(review: Review): FigureTable {
  const rows = review.totals.flatMap((total) => {
    const { currency, before, difference } = total;
    const sumRow = (label: string, name: 'net' | 'payable' | 'discount' | 'prepaid' | 'credited'): FigureRow[] => {
      const sum = total[name];
      if (sum === undefined) return [];
      return [moneyRow(review, label, currency, [before && (before[name] ?? null), sum, difference && (difference[name] ?? null)])];
    };
    return [
      ...sumRow('Net', 'net'),
      ...sumRow('Discounts in it', 'discount'),
      ...sumRow('Payable', 'payable'),
      ...sumRow('Credited in it', 'credited'),
      ...sumRow('Paid by credits', 'prepaid'),
    ];
  });
  return { title: 'Totals', rows };
}

function anomaliesTable({ review, names }: ReviewedRun): FigureTable {
  const { anomalies, anomalyCounts } = review;
  const rows = ANOMALY_KINDS.flatMap((kind) => {
    const some = anomalies.filter((it) => it.kind === kind).slice(0, SHOWN);
    const more = (anomalyCounts[kind] ?? 0) - some.length;
    return some.map(({ customerId, plan = '', version = 0, figures, text }, i): FigureRow => {
      const label = customerId === undefined ? `${plan} version ${version}` : customer(customerId, names);
      const rest = more > 0 && i === some.length - 1 ? ` … and ${counted(more)} more of this kind.` : '';
      return { ...(figures ? netRow(review, label, figures) : { label, figures: [NOTHING, NOTHING, NOTHING] }), note: `${text}${rest}` };
    });
  });
  return { title: 'Look at these first', rows };
}

function differencesTable({ review, names }: ReviewedRun): FigureTable {
  const rows = review.differences.map(({ customerId, outcome, ...figures }) => {
    const became = outcome === 'set-aside' ? 'set aside: ' : outcome === 'no-result' ? 'no result: ' : '';
    return netRow(review, `${became}${customer(customerId, names)}`, { ...figures, difference: figures.difference ?? figures.net });
  });
  return { title: 'Largest differences', rows };
}

function plansTable(review: Review): FigureTable {
  const rows = review.plans.map(({ plan, version, currency, customers, net, before, difference }) => {
    return moneyRow(review, `${plan} version ${version}, ${countOf(customers, 'customer')}`, currency, [
      before && before.net,
      net,
      difference,
    ]);
  });
  return { title: 'Plans, net', rows };
}

function metersTable(review: Review): FigureTable {
  const rows = review.meters.flatMap(({ meter, currency, quantity, net, before, difference }) => [
    row(review, meter, '', [before && before.quantity, quantity, difference && difference.quantity], quantityFigure),
    moneyRow(review, '', currency, [before && before.net, net, difference && difference.net]),
  ]);
  return { title: 'Meters, quantity and net', rows };
}

/** Last month, this month, difference. */
type Compared = readonly [before: string | null, now: string, difference: string | null];

function netRow(review: Review, label: string, { currency, net, before, difference }: NetFigures): FigureRow {
  return moneyRow(review, label, currency, [before, net, difference]);
}

function moneyRow(review: Review, label: string, currency: string, compared: Compared): FigureRow {
  return row(review, label, currency, compared, (text) => amountFigure(text, currency));
}

/** What had nothing last month is new; if nothing was billed at all last month, there is nothing to compare with. */
function row({ lastMonth }: Review, label: string, currency: string, compared: Compared, figure: (text: string) => string): FigureRow {
  const [before, now, difference] = compared;
  const change = difference === null ? (lastMonth ? 'new' : NOTHING) : signed(difference, figure);
  return { label, currency, figures: [before === null ? NOTHING : figure(before), figure(now), change] };
}

function customer(customerId: string, names: ReviewedRun['names']): string {
  const name = names[customerId];
  return name ? `${customerId} · ${name}` : customerId;
}

function monthOnly(month: string): string {
  return monthName(month).split(' ')[0] ?? month;
}
