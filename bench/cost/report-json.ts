import { billOf, perUnits, totalOf } from './bill.ts';
import { MAIL, WORK, archiveCharges, leftBehind, type Charge } from './charges.ts';
import { LOOKED_UP, PRICES, REGION } from './prices-us-east-1.ts';
import type { Size } from './report.ts';
import type { Counted } from './tally.ts';

/** Every count, every amount and the prices behind them; amounts in dollars, as text, not rounded to cents. */
export function jsonOf(sizes: readonly Size[], years: number): string {
  const parts = { work: WORK, archive: archiveCharges(years), leftBehind: leftBehind(years), mail: MAIL };
  const report = {
    region: REGION,
    pricesOf: LOOKED_UP,
    prices: PRICES,
    years,
    sizes: sizes.map(({ month, ingestion, ...size }) => {
      const invoiced = billOf(month, [...WORK, ...archiveCharges(years)]);
      return {
        ...size,
        centsPer1000Invoices: perUnits(totalOf(invoiced), size.invoices, 100_000).toFixed(6),
        dollarsPerMillionEvents: perUnits(totalOf(billOf(ingestion, WORK)), size.events, 1_000_000).toFixed(6),
        month: Object.entries(parts).flatMap(([part, charges]) => amounts(part, month, charges)),
        ingestion: amounts('work', ingestion, WORK),
        counts: [...month, ...ingestion],
      };
    }),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function amounts(part: string, counted: readonly Counted[], charges: readonly Charge[]): object[] {
  return billOf(counted, charges).map(({ machine, step, charge, count, usd }) => ({
    part,
    machine,
    step,
    charge: charge.name,
    isFormula: charge.isFormula ?? false,
    count,
    usd: usd.toFixed(9),
  }));
}
