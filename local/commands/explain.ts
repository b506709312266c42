import { moneyFigure, quantityFigure } from '../../shared/figures.ts';
import type { Meter } from '../../shared/meter.ts';
import { getFact } from '../../shared/invoice.store.ts';
import { billedUnits } from '../../shared/invoice.ts';
import type { Invoice, InvoiceLine } from '../../shared/invoice.ts';
import type { UsageEvent } from '../../shared/usage-event.ts';
import type { Invoke } from '../runner/scope.ts';
import { billReport, daysOf, partTable } from './bill-report.ts';
import { CommandError } from './errors.ts';
import { alignedTable, counted } from './report.ts';
import { typed } from './typed.ts';

const TIMEOUT = { timeoutMilliseconds: 120_000 };
/** What the step answers at most at once. */
const PAGE = 1_000;

/** Why a line is what it is, as pricing says it. */
export interface Explanation {
  readonly number: string;
  readonly customerId: string;
  readonly runId: string;
  readonly attempt: number;
  readonly currency: string;
  readonly line: InvoiceLine;
  /** Null where nothing was measured. */
  readonly evidence: {
    readonly meter: Meter | null;
    readonly quantity: string;
    readonly count: number;
    readonly isWhole: boolean;
    readonly events: readonly UsageEvent[];
    /** Day on which the events were erased, if they were. */
    readonly erasedOn?: string;
  } | null;
}

/** @throws {CommandError} if there is no such invoice */
export async function requireInvoice(sellerId: string, number: string): Promise<Invoice> {
  const found = await getFact(sellerId, number, 'content');
  if (!found) throw new CommandError(`There is no invoice ${number} of seller "${sellerId}". Those there are: ${typed('invoices')}`);
  return found;
}

/**
 * Explains a line down to its events.
 *
 * @param line from 1
 * @param limit most events; all if undefined
 */
export async function explainLine(
  invoke: Invoke,
  sellerId: string,
  { number, line, limit }: { number: string; line: number; limit: number | undefined },
): Promise<Explanation> {
  const { lines } = await requireInvoice(sellerId, number);
  if (line > lines.length) throw new CommandError(`${number} has no line ${line}; it has ${lines.length}.`);
  const page = async (skip: number, most: number): Promise<Explanation> =>
    JSON.parse(await invoke('pricing/explain-line', JSON.stringify({ sellerId, number, line, skip, limit: most }), TIMEOUT)) as Explanation;
  const first = await page(0, Math.min(limit ?? PAGE, PAGE));
  if (!first.evidence || first.evidence.erasedOn !== undefined) return first;
  const events = [...first.evidence.events];
  const wanted = Math.min(limit ?? Infinity, first.evidence.count);
  while (events.length < wanted) events.push(...((await page(events.length, PAGE)).evidence?.events ?? []));
  return { ...first, evidence: { ...first.evidence, events } };
}

/** The invoice line by line, and how to go on. */
export function invoiceReport(invoice: Invoice): string[] {
  return [
    `${invoice.number} of ${invoice.issueDate}, due ${invoice.dueDate}`,
    ...billReport(invoice),
    '',
    `Down to the events: ${typed(`explain ${invoice.number} <line>`)}`,
  ];
}

/** Events → quantity → tiers → amount → tax, for a person. */
export function lineReport({ number, currency, line, evidence, runId }: Explanation, position: number): string[] {
  const { trace, quantity, unit, parts, net, taxCategory, taxRate } = line;
  return [
    `${number}, line ${position}: ${line.description}, ${daysOf(line.period)} (${line.period.zone})`,
    `Price "${trace.price}" of plan "${trace.plan}", version ${trace.planVersion}; subscription "${trace.subscription}"; billed by ${runId}.`,
    '',
    ...(evidence ? measured(evidence, trace.measured === undefined ? unit : undefined) : []),
    ...(trace.peaks ?? []).map(
      (peak) => `${quantityFigure(peak.measured)} of ${counted(peak.events)} events: meter "${peak.meter}" measured.`,
    ),
    ...(trace.measured !== undefined && !trace.correction ? [`What is priced of it: ${quantityFigure(quantity)}${suffix(unit)}.`] : []),
    ...(trace.correction ? [`A correction: the difference to what was billed before is ${quantityFigure(quantity)}${suffix(unit)}.`] : []),
    ...partTable(parts),
    ...(trace.proration
      ? [
          `  ${billedUnits(trace.proration)} of the ${trace.proration.of} ${'days' in trace.proration ? 'days' : 'seconds'} of the period are billed.`,
        ]
      : []),
    ...rounding(line, currency),
    `  Tax: ${taxRate} % (category ${taxCategory}), once on the sum of the document.`,
    ...(evidence ? ['', ...eventReport(evidence, { number, position })] : []),
  ];

  function rounding({ trace: { correction }, discounts = [] }: InvoiceLine, code: string): string[] {
    const less = discounts.map(({ description, percent, amount }) => {
      return `, less ${moneyFigure(amount, code)} ${description}${percent === undefined ? '' : ` of ${percent} %`}`;
    });
    if (!correction) return [`  Rounded once, half away from zero${less.join('')}: ${moneyFigure(net, code)}.`];
    const { ratedExact, billedNet, billedDiscount } = correction;
    const before = billedDiscount === undefined ? '' : ` after ${moneyFigure(billedDiscount, code)} of discounts`;
    return [
      `  The whole period now comes to ${quantityFigure(ratedExact)}, rounded once; less ${moneyFigure(billedNet, code)} billed before${before}${less.join('')}: ${moneyFigure(net, code)}.`,
    ];
  }
}

function measured({ meter, quantity, count }: NonNullable<Explanation['evidence']>, unit: string | undefined): string[] {
  const how = !meter
    ? 'measured'
    : meter.aggregation === 'count'
      ? `meter "${meter.id}" counts events of type ${meter.eventType}`
      : `meter "${meter.id}" takes the ${meter.aggregation} of "${meter.valueProperty}" in events of type ${meter.eventType}`;
  return [`${quantityFigure(quantity)}${suffix(unit)} of ${counted(count)} events: ${how}.`];
}

function eventReport(
  { events, count, isWhole, meter, erasedOn }: NonNullable<Explanation['evidence']>,
  { number, position }: { number: string; position: number },
): string[] {
  if (erasedOn !== undefined)
    return [`The events were erased on ${erasedOn}: what they were is gone, what they came to is above, as it was billed.`];
  const value = meter?.valueProperty;
  const rows = events.map(({ time, id, properties }) => [time, id, value === undefined ? '' : String(properties[value] ?? '')]);
  const isPart = events.length < count;
  return [
    isWhole
      ? 'The events are stored as they were when this was priced; their fingerprint is that of the snapshot.'
      : 'The events stored today are not those this was priced on: some were taken back, or changed, since.',
    ...(rows.length === 0 ? [] : alignedTable(['Time', 'Event', value ?? ''], rows, value === undefined ? -1 : 2)),
    ...(isPart ? [`… and ${counted(count - events.length)} more: ${typed(`explain ${number} ${position} --events`)}`] : []),
  ];
}

function suffix(unit: string | undefined): string {
  return unit === undefined ? '' : ` ${unit}`;
}
