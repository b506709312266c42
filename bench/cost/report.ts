/** The cost report as text: cents per 1,000 invoices by charge and by step, dollars per million events. */
import { ZERO, whole, type Decimal } from '../../shared/money.ts';
import { billOf, formulaPart, perUnits, totalOf, type BillLine } from './bill.ts';
import { MAIL, WORK, archiveCharges, leftBehind, type Charge } from './charges.ts';
import { LOOKED_UP, REGION } from './prices-us-east-1.ts';
import type { Counted } from './tally.ts';

/** One size of run, real or not. */
export interface Size {
  readonly customers: number;
  readonly invoices: number;
  readonly events: number;
  readonly isExtrapolated: boolean;
  readonly month: readonly Counted[];
  readonly ingestion: readonly Counted[];
}

const LABEL = 46;
const COLUMN = 15;
const LEGEND = [
  '~ rests on a formula: on what was counted, the processor time of this machine (not of AWS) and assumed latencies,',
  '  which bench/cost/assumptions.ts names; cold starts are the most there can be. Everything else is counted.',
  '≈ no run: extrapolated from the two largest.',
];

export function reportOf(sizes: readonly Size[], years: number): string {
  const largest = sizes.filter(({ isExtrapolated }) => !isExtrapolated).at(-1)!;
  return [
    `List prices of ${REGION}, ${LOOKED_UP}; no free tier, no discount. The run releases itself; mail is apart.`,
    '',
    ...monthByCharge(sizes, years),
    '',
    ...monthByStep(largest, years),
    '',
    ...eventsByCharge(sizes),
    '',
    ...LEGEND,
    '',
  ].join('\n');
}

function monthByCharge(sizes: readonly Size[], years: number): string[] {
  const cents = (charges: readonly Charge[]) => (size: Size) => centsOf(size, billOf(size.month, charges));
  const archive = archiveCharges(years);
  const rows = (charges: readonly Charge[]): string[] =>
    charges.flatMap((charge) => row(`  ${marked(charge)}`, sizes.map(cents([charge]))));
  return [
    line(
      'Cents per 1,000 invoices',
      sizes.map(({ customers, isExtrapolated }) => `${isExtrapolated ? '≈ ' : ''}${grouped(customers)}`),
    ),
    ...rows(WORK),
    ...row('the month', sizes.map(cents(WORK))),
    ...row(`  ${archive[0]!.name}`, sizes.map(cents(archive))),
    ...row('in total', sizes.map(cents([...WORK, ...archive]))),
    ...row(
      '  of it ~',
      sizes.map((size) => perThousand(size, formulaPart(billOf(size.month, WORK)))),
    ),
    '',
    line('Beside it', []),
    ...rows(MAIL),
    ...leftBehind(1).flatMap((charge) => row(`  ${charge.name}, each year`, sizes.map(cents([charge])))),
    ...row(`  all of that, ${years} years`, sizes.map(cents(leftBehind(years)))),
  ];
}

function monthByStep(size: Size, years: number): string[] {
  const lines = billOf(size.month, [...WORK, ...archiveCharges(years)]);
  const machines = [...new Set(size.month.map(({ machine }) => machine))];
  const figures = (some: readonly BillLine[]): string[] => {
    const whole = totalOf(some);
    const formula = formulaPart(some);
    return [whole.minus(formula), formula, whole].map((usd) => perThousand(size, usd).toFixed(3));
  };
  return [
    line(`By step, ${grouped(size.customers)} customers`, ['counted', '~', 'cents']),
    ...machines.flatMap((machine) => {
      const own = lines.filter((it) => it.machine === machine);
      const steps = [...new Set(own.map(({ step }) => step))];
      return [line(machine, figures(own)), ...steps.map((step) => line(`  ${step}`, figures(own.filter((it) => it.step === step))))];
    }),
    line('in total', figures(lines)),
  ];
}

function eventsByCharge(sizes: readonly Size[]): string[] {
  const dollars = (charges: readonly Charge[]) => (size: Size) =>
    perUnits(totalOf(billOf(size.ingestion, charges)), size.events, 1_000_000);
  const [storage, recovery] = leftBehind(1);
  return [
    line(
      'Dollars per million events',
      sizes.map(({ events, isExtrapolated }) => `${isExtrapolated ? '≈ ' : ''}${grouped(events)}`),
    ),
    ...WORK.flatMap((charge) => row(`  ${marked(charge)}`, sizes.map(dollars([charge])))),
    ...row('in total', sizes.map(dollars(WORK))),
    ...row(
      'beside it: each month they are kept',
      sizes.map((size) => dollars([storage!, recovery!])(size).div(whole(12))),
    ),
  ];
}

function centsOf(size: Size, lines: readonly BillLine[]): Decimal {
  return perThousand(size, totalOf(lines));
}

/** Cents per 1,000 invoices. */
function perThousand({ invoices }: Size, usd: Decimal): Decimal {
  return perUnits(usd, invoices, 1_000).times(whole(100));
}

/** A line of figures; none if there is nothing to say. */
function row(label: string, figures: readonly Decimal[]): string[] {
  return figures.every((figure) => figure.equals(ZERO))
    ? []
    : [
        line(
          label,
          figures.map((figure) => figure.toFixed(3)),
        ),
      ];
}

function line(label: string, cells: readonly string[]): string {
  return `${label.padEnd(LABEL)}${cells.map((cell) => cell.padStart(COLUMN)).join('')}`;
}

function marked({ name, isFormula }: Charge): string {
  return isFormula ? `~ ${name}` : name;
}

function grouped(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}
