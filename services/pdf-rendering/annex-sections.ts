import type { Formats } from '../../shared/formats.ts';
import type { DraftContent, InvoiceLine } from '../../shared/invoice.ts';
import type { Words } from '../../shared/languages/language-texts.ts';
import { decimal, quantityText, roundedTo, whole } from '../../shared/money.ts';
import { dateIn, datesOf, dayStarts } from '../../shared/period.ts';
import type { AnnexedUsage } from '../../shared/usage-annex.ts';
import { annexedBehind } from './annexed-lines.ts';

/** What the annex says of a meter in a service period, in the words and figures of the document. */
export interface AnnexSection {
  readonly title: string;
  readonly span: string;
  /** What is measured, of how many events. */
  readonly measured: string;
  /** Positions of the lines that are explained here, from 0; a line of several meters with the first of them. */
  readonly lines: readonly number[];
  readonly days: readonly AnnexDay[];
  readonly dayHead: string;
  readonly quantityHead: string;
  /** What the days have to do with the quantity of the period, and that with the lines. */
  readonly notes: readonly string[];
  readonly fingerprint: string;
}

interface AnnexDay {
  readonly label: string;
  readonly quantity: string;
}

/** Stands where nothing was measured on a day that tells. */
const NOTHING = '–';

/** The sections of the annex, in the order of the lines; none where there is no annex. */
export function annexSections(content: DraftContent, formats: Formats, words: Words): AnnexSection[] {
  const behind = content.lines.map((line) => annexedBehind(line, content));
  return (content.usageAnnex ?? []).map((usage): AnnexSection => {
    const asking = content.lines.flatMap((line, i) => (behind[i]?.includes(usage) ? [{ line, i }] : []));
    const { annex } = words;
    return {
      title: annex.meter(usage.meter),
      span: formats.span(datesOf(usage.period)),
      measured: measuredText(usage, formats, words),
      lines: asking.flatMap(({ i }) => (behind[i]?.[0] === usage ? [i] : [])),
      days: daysOf(usage, formats),
      dayHead: annex.day,
      quantityHead: usage.unit === undefined ? words.quantity : annex.quantityIn(usage.unit),
      notes: [
        annex.together[usage.aggregation](withUnit(formats.number(usage.quantity), usage.unit)),
        ...asking.flatMap(({ line }) => pricedNote(usage, line, asking.length > 1, formats, words)),
        ...(asking.some(({ line }) => line.trace.correction) ? [annex.corrected] : []),
      ],
      fingerprint: annex.fingerprint(usage.fingerprint),
    };
  });
}

/** Time zones whose days the annex has. */
export function annexZones({ usageAnnex = [] }: DraftContent): string {
  return [...new Set(usageAnnex.map(({ period }) => period.zone))].join(', ');
}

function measuredText({ aggregation, property = '', percentile, events }: AnnexedUsage, formats: Formats, words: Words): string {
  const counted = words.events(formats.number(whole(events).toFixed()), events === 1);
  if (aggregation === 'count') return counted;
  return `${words.annex.aggregations[aggregation](property, percentile === undefined ? '' : formats.number(percentile))}, ${counted}`;
}

function daysOf({ period, days }: AnnexedUsage, formats: Formats): AnnexDay[] {
  return dayStarts(period).map((start, i) => {
    const quantity = days[i];
    return {
      label: formats.shortDay(dateIn(start, period.zone)),
      quantity: typeof quantity === 'string' ? formats.number(quantity) : NOTHING,
    };
  });
}

/** Digits behind the point that a converted quantity keeps where nothing rounds it. */
const CONVERTED_DIGITS = 18;

/**
 * How the quantity of the period becomes that of a line, where it does not as it is; by windows it can't be told from the
 * period as a whole.
 */
function pricedNote(usage: AnnexedUsage, line: InvoiceLine, isOneOfSeveral: boolean, formats: Formats, words: Words): string[] {
  const price = usage.prices?.find((it) => it.price === line.trace.price);
  if (!price) return [];
  const { multiplyBy, divideBy, window, isRounded } = price;
  const factor =
    divideBy !== undefined ? `÷ ${formats.number(divideBy)}` : multiplyBy !== undefined ? `× ${formats.number(multiplyBy)}` : '';
  const of = isOneOfSeveral ? `${line.description}: ` : '';
  if (window !== undefined) return [`${of}${words.annex.windows[window]}${factor === '' ? '' : ` (${factor})`}`];
  const exact = decimal(usage.quantity)
    .times(decimal(multiplyBy ?? '1'))
    .div(decimal(divideBy ?? '1'));
  const converted = quantityText(roundedTo(exact, CONVERTED_DIGITS, 'half'));
  const result = factor === '' ? '' : ` ${factor} = ${withUnit(formats.number(converted), line.unit)}`;
  const isOther = isRounded === true && !line.trace.correction && line.quantity !== converted;
  const rounded = isOther ? `, ${words.annex.rounded(withUnit(formats.number(line.quantity), line.unit))}` : '';
  return result + rounded === '' ? [] : [`${of}${formats.number(usage.quantity)}${result}${rounded}`];
}

function withUnit(quantity: string, unit: string | undefined): string {
  return unit === undefined ? quantity : `${quantity} ${unit}`;
}
