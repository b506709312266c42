import { moneyFigure, quantityFigure } from '../../shared/figures.ts';
import { decimal, quantityText, whole, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import { ANOMALY_KINDS, MOST_ANOMALIES } from '../../shared/review.ts';
import type { Anomaly, AnomalyKind, NetFigures, Review } from '../../shared/review.ts';
import { isCredited } from './comparison.ts';
import type { Bill, CustomerFigures } from './comparison.ts';

const THREE = whole(3);

/** What anomalies are found in. */
export interface Reviewed {
  readonly bills: readonly Bill[];
  /** Customers of whom nothing is due. */
  readonly nothingDue: readonly string[];
  readonly setAside: Review['setAside'];
  readonly plans: Review['plans'];
  /** Last month's bills of the customers of this run. */
  readonly before: readonly Bill[];
  /** Each customer's net beside last month's. */
  readonly figures: readonly CustomerFigures[];
  /** Customers who never had an invoice. */
  readonly newCustomers: ReadonlySet<string>;
  /** Whether any closed run billed a plan version. */
  readonly isBilled: (plan: string, version: number) => boolean;
}

/** What a person should look at first: by kind, and within it the largest amount of each currency first. */
export function anomaliesOf(reviewed: Reviewed): Anomaly[] {
  const { setAside, bills, nothingDue, plans, isBilled } = reviewed;
  const figuresOf = Map.groupBy(reviewed.figures, ({ customerId }) => customerId);
  const beforeOf = Map.groupBy(reviewed.before, ({ customerId }) => customerId);
  const found: Anomaly[] = [
    ...setAside.flatMap(({ customerId, error, cause }) =>
      error === 'NegativeDraftError' ? [{ kind: 'negative' as const, customerId, text: `Set aside: ${cause}` }] : [],
    ),
    ...bills.flatMap((bill) => {
      const figures = figuresOf.get(bill.customerId)?.find(({ currency }) => currency === bill.currency);
      if (!figures) return [];
      const texts = billAnomalies(bill, figures, beforeOf.get(bill.customerId) ?? [], reviewed.newCustomers);
      return texts.map(([kind, text]) => ({ kind, customerId: bill.customerId, figures: withoutCustomer(figures), text }));
    }),
    ...nothingDue.flatMap((customerId) =>
      (figuresOf.get(customerId) ?? []).map((figures) => ({
        kind: 'nothing-due' as const,
        customerId,
        figures: withoutCustomer(figures),
        text: `Nothing is due; last month it was ${moneyFigure(figures.before ?? '0', figures.currency)}.`,
      })),
    ),
    ...plans
      .filter(({ plan, version, customers }) => customers > 0 && !isBilled(plan, version))
      .map(({ plan, version, currency, customers, net }) => ({
        kind: 'first-bill-of-plan-version' as const,
        plan,
        version,
        figures: { currency, net, before: null, difference: null },
        text: `The first bill of plan "${plan}" version ${version}: ${customers === 1 ? 'one customer' : `${quantityFigure(String(customers))} customers`}, ${moneyFigure(net, currency)}.`,
      })),
  ];
  return found.sort(inOrder);
}

/** How many anomalies there are of each kind, and the first of each. */
export function countedAnomalies(all: readonly Anomaly[]): Pick<Review, 'anomalies' | 'anomalyCounts'> {
  const byKind = Map.groupBy(all, ({ kind }) => kind);
  return {
    anomalies: [...byKind.values()].flatMap((some) => some.slice(0, MOST_ANOMALIES)),
    anomalyCounts: Object.fromEntries([...byKind].map(([kind, some]) => [kind, some.length])),
  };
}

function billAnomalies(
  bill: Bill,
  { currency, net, before }: NetFigures,
  billsBefore: readonly Bill[],
  newCustomers: ReadonlySet<string>,
): [AnomalyKind, string][] {
  const found: [AnomalyKind, string][] = [];
  if (bill.hasNegativeLine)
    found.push([
      'negative',
      `${isCredited(bill) ? 'A credit note' : 'A line is below zero'}; the draft comes to ${moneyFigure(net, currency)}.`,
    ]);
  if (before !== null && decimal(before).gt(0) && decimal(net).gte(decimal(before).times(THREE))) {
    const times = quantityText(decimal(net).div(decimal(before)).toDecimalPlaces(1));
    const from = `${moneyFigure(net, currency)} after ${moneyFigure(before, currency)}`;
    found.push(['three-times', `${times} times last month: ${from}.${mostRisen(bill, billsBefore)}`]);
  }
  if (newCustomers.has(bill.customerId)) found.push(['new-customer', `The first invoice: ${moneyFigure(net, currency)}.`]);
  return found;
}

/** Where most of a rise comes from: the meter whose net has risen most. */
function mostRisen({ currency, meters }: Bill, billsBefore: readonly Bill[]): string {
  const last = billsBefore.filter((bill) => bill.currency === currency).flatMap((bill) => bill.meters);
  let most: { rise: Decimal; text: string } | undefined;
  for (const { meter, quantity, net } of meters) {
    const own = last.filter((it) => it.meter === meter);
    const [quantityBefore, netBefore] = own.reduce(([q, n], it) => [q.plus(decimal(it.quantity)), n.plus(decimal(it.net))], [ZERO, ZERO]);
    const rise = decimal(net).minus(netBefore);
    if (rise.lte(most?.rise ?? ZERO)) continue;
    most = { rise, text: ` Meter ${meter} rose from ${quantityFigure(quantityText(quantityBefore))} to ${quantityFigure(quantity)}.` };
  }
  return most?.text ?? '';
}

function inOrder(a: Anomaly, b: Anomaly): number {
  return (
    ANOMALY_KINDS.indexOf(a.kind) - ANOMALY_KINDS.indexOf(b.kind) ||
    textOrder(a.figures?.currency ?? '', b.figures?.currency ?? '') ||
    size(b).cmp(size(a)) ||
    textOrder(a.customerId ?? a.text, b.customerId ?? b.text)
  );
}

/** How much money an anomaly is about: the larger of both months. */
function size({ figures }: Anomaly): Decimal {
  const [now, before] = [decimal(figures?.net ?? '0').abs(), decimal(figures?.before ?? '0').abs()];
  return now.gt(before) ? now : before;
}

function withoutCustomer({ currency, net, before, difference }: NetFigures): NetFigures {
  return { currency, net, before, difference };
}

function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
