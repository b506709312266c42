import { billedUnits } from '../../shared/invoice.ts';
import type { ChargeLine } from '../../shared/invoice.ts';

/** Names what a line bills: equal for a line and its corrections. */
export function billedTerms({ period, trace: { plan, planVersion, price, proration } }: ChargeLine): string {
  return [plan, planVersion, price, period.start, period.end, proration ? `${billedUnits(proration)}/${proration.of}` : ''].join(' ');
}
