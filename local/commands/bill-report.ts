import { amountFigure, moneyFigure, quantityFigure } from '../../shared/figures.ts';
import type { ChargeLine, ChargePart, DraftContent } from '../../shared/invoice.ts';
import { partName } from '../../shared/part-name.ts';
import { datesOf } from '../../shared/period.ts';
import type { Period } from '../../shared/period.ts';
import type { Priced } from './price-quantities.ts';
import { alignedTable } from './report.ts';

/** 2026-10-01 to 2026-10-31 */
export function daysOf(period: Period): string {
  const { first, last } = datesOf(period);
  return `${first} to ${last}`;
}

/** Lines of a bill in a table, each with the number it has on the document. */
export function lineTable(lines: readonly ChargeLine[], currency: string): string[] {
  const rows = lines.map(({ period, group, description, quantity, unit, net }, i) => [
    String(i + 1),
    daysOf(period),
    `${group}: ${description}`,
    `${quantityFigure(quantity)}${unit === undefined ? '' : ` ${unit}`}`,
    amountFigure(net, currency),
  ]);
  return alignedTable(['', 'Service period', 'What', 'Quantity', `Net ${currency}`], rows, 4);
}

/** The parties, lines, tax and totals of a bill. */
export function billReport({ kind, customer, currency, lines, tax, totals }: DraftContent): string[] {
  const sums = [
    ['Net', totals.net],
    ...tax.map(({ category, rate, tax: of, reason }) => [`Tax ${rate} % (${category})${reason === undefined ? '' : `: ${reason}`}`, of]),
    ...(totals.prepaid === undefined ? [] : [['Paid by credits', `-${totals.prepaid}`]]),
    [kind === 'credit-note' ? 'Credited' : 'Payable', totals.payable],
  ];
  return [
    `${customer.name} (${customer.id})`,
    '',
    ...lineTable(lines, currency),
    '',
    ...alignedTable(
      ['', ''],
      sums.map(([what = '', amount = '']) => [what, moneyFigure(amount, currency)]),
      1,
    ).slice(1),
  ];
}

/** How the parts of a line come to its amount, step by step. */
export function partTable(parts: readonly ChargePart[]): string[] {
  const hasTiers = parts.some(({ upTo }) => upTo !== undefined);
  const rows = parts.map((part) => [
    partName(part, hasTiers),
    quantityFigure(part.quantity),
    `× ${part.unitPrice}`,
    part.flatFee === '0' ? '' : `+ ${part.flatFee}`,
    `= ${quantityFigure(part.amount)}`,
  ]);
  return alignedTable(['', '', '', '', ''], rows, 1)
    .slice(1)
    .map((row) => `  ${row}`);
}

/** What quantities were priced at, line by line with the parts of each. */
export function pricedTable({ plan, lines, net }: Priced): string[] {
  return [
    ...lines.flatMap(({ description, quantity, unit, parts, discounts = [], net: of }) => [
      `${description}: ${quantityFigure(quantity)}${unit === undefined ? '' : ` ${unit}`}, ${moneyFigure(of, plan.currency)}`,
      ...partTable(parts),
      ...discounts.map((it) => `  ${it.description}: −${moneyFigure(it.amount, plan.currency)}`),
    ]),
    `Net ${moneyFigure(net, plan.currency)}`,
  ];
}
