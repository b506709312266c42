import { inLanguage } from '../../shared/catalog.ts';
import type { Language } from '../../shared/catalog.ts';
import { NotPriceableError } from '../../shared/errors.ts';
import type { ChargeLine } from '../../shared/invoice.ts';
import type { Meter } from '../../shared/meter.ts';
import { decimal } from '../../shared/money.ts';
import { metersOf } from '../../shared/price.ts';
import type { AnnexedUsage } from '../../shared/usage-annex.ts';
import { utf8Length } from '../../shared/utf8.ts';
import { USUAL } from './aggregate-percentile.ts';
import { pricedPlan } from './rated-claim.ts';
import type { MeasuredPart } from './rated-claim.ts';

/** Charges, draft and invoice hold the annex beside their lines, and a record takes 400 KB. */
export const MOST_ANNEX_BYTES = 128 * 1024;

/** What is billed: the parts of a claim as they were measured, and the lines that came of them. */
interface Billed {
  readonly parts: readonly MeasuredPart[];
  readonly lines: readonly ChargeLine[];
}

/**
 * Daily quantities behind the lines of a bill, in the order of the lines: each meter of a part once, however many lines
 * ask it. A correction has those of its whole period, as they count now; a line that is taken back has none, and neither
 * has a meter that found nothing.
 *
 * @returns empty if the snapshot has no days
 * @throws {NotPriceableError} if the document would have more of them than a record takes
 */
export function annexOf(billed: readonly Billed[], meters: ReadonlyMap<string, Meter>, language: Language): AnnexedUsage[] {
  const annex = billed.flatMap(({ parts, lines }) => {
    const entries = new Map<string, AnnexedUsage>();
    for (const line of lines) {
      const { meter, fingerprint, peaks = [] } = line.trace;
      const asked = meter !== undefined && fingerprint !== undefined ? [meter] : peaks.map((peak) => peak.meter);
      const part = parts.find((it) => it.part.servicePeriod.part.start === line.period.start);
      for (const of of asked) {
        const entry = part && entryOf(part, of, meters, language);
        if (entry) entries.set(`${entry.meter} ${entry.period.start}`, entry);
      }
    }
    return [...entries.values()];
  });
  const bytes = utf8Length(JSON.stringify(annex));
  if (bytes > MOST_ANNEX_BYTES)
    throw new NotPriceableError(
      `The usage annex of the bill has ${bytes} bytes, and ${MOST_ANNEX_BYTES} is the most: say usageAnnex: false for this customer.`,
    );
  return annex;
}

function entryOf(measured: MeasuredPart, id: string, meters: ReadonlyMap<string, Meter>, language: Language): AnnexedUsage | undefined {
  const { part } = measured;
  const count = part.counted.find(({ meter }) => meter === id);
  const quantity = part.quantities.find(({ meter }) => meter === id)?.quantity;
  const meter = meters.get(id);
  if (!meter || !count?.days || quantity === undefined || (count.events === 0 && decimal(quantity).isZero())) return undefined;
  const prices = pricesOf(measured, id);
  return {
    subscription: part.subscriptionId,
    meter: id,
    ...aggregated(meter),
    ...(meter.unit === undefined ? {} : { unit: inLanguage(meter.unit, language) }),
    period: part.servicePeriod.part,
    quantity,
    events: count.events,
    fingerprint: count.fingerprint,
    days: count.days,
    ...(prices.length === 0 ? {} : { prices }),
  };
}

function aggregated({ aggregation, valueProperty, percentile }: Meter): Pick<AnnexedUsage, 'aggregation' | 'property' | 'percentile'> {
  return {
    aggregation,
    ...(valueProperty === undefined ? {} : { property: valueProperty }),
    ...(aggregation === 'percentile' ? { percentile: percentile ?? USUAL.percentile } : {}),
  };
}

/** The prices of a meter that convert what it measures, round it, or rate each window of it by itself. */
function pricesOf({ part, plan }: MeasuredPart, meter: string): NonNullable<AnnexedUsage['prices']> {
  return pricedPlan(plan, part).prices.flatMap((price) => {
    if (price.model === 'flat' || !metersOf(price).includes(meter)) return [];
    const { conversion, rounding } = 'conversion' in price ? price : { conversion: undefined, rounding: undefined };
    const { window } = price;
    if (conversion === undefined && rounding === undefined && window === undefined) return [];
    const { multiplyBy, divideBy } = conversion ?? {};
    return {
      price: price.id,
      ...(multiplyBy === undefined ? {} : { multiplyBy }),
      ...(divideBy === undefined ? {} : { divideBy }),
      ...(rounding === undefined ? {} : { isRounded: true as const }),
      ...(window === undefined ? {} : { window }),
    };
  });
}
