import { isTurned, turnedLine } from '../../shared/credit-sign.ts';
import { moneyFigure, quantityFigure } from '../../shared/figures.ts';
import type { Meter } from '../../shared/meter.ts';
import { getFact } from '../../shared/invoice.store.ts';
import { billedUnits } from '../../shared/invoice.ts';
import type { Invoice, InvoiceLine } from '../../shared/invoice.ts';
import type { UsageEvent } from '../../shared/usage-event.ts';
import type { Invoke } from '../runner/scope.ts';
import { billReport, daysOf, partTable } from './bill-report.ts';
import { CommandError } from './errors.ts';
import { eventReport, measuredReport } from './evidence-report.ts';
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
  /** As it was rated; of a credit note of a run with the sign that it has as a charge. */
  readonly line: InvoiceLine;
  readonly isCredited?: true;
  /** One for each meter that the price asks: several of a capacity, none where nothing was measured. */
  readonly evidence: readonly Evidence[];
}

/** What a meter measured, with the events behind it. */
export interface Evidence {
  readonly meter: Meter | null;
  /** What the price asked of it. */
  readonly question: { readonly window?: string; readonly by?: readonly string[]; readonly amountProperty?: string };
  readonly quantity: string;
  readonly count: number;
  readonly isWhole: boolean;
  /** The first of them. */
  readonly cells: readonly { window?: string; values?: readonly string[]; quantity: string; events: number; amount?: string }[];
  readonly cellCount: number;
  /** Of a weighted sum. */
  readonly levels: readonly { readonly properties: Readonly<Record<string, string>>; readonly start: string; readonly end: string }[];
  readonly events: readonly UsageEvent[];
  /** Day on which the events were erased, if they were. */
  readonly erasedOn?: string;
}

/** What the step answers. */
interface Answer extends Omit<Explanation, 'evidence'> {
  /** Of one meter, with the place where its next events begin; null where nothing was measured. */
  readonly evidence: (Evidence & { readonly meters: readonly string[]; readonly next?: object }) | null;
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
  const invoice = await requireInvoice(sellerId, number);
  const { lines } = invoice;
  if (line > lines.length) throw new CommandError(`${number} has no line ${line}; it has ${lines.length}.`);
  const ask = async (about: object): Promise<Answer> =>
    JSON.parse(await invoke('pricing/explain-line', JSON.stringify({ sellerId, number, line, ...about }), TIMEOUT)) as Answer;
  const first = await ask({ limit: Math.min(limit ?? PAGE, PAGE) });
  const evidence: Evidence[] = [];
  for (const meter of first.evidence?.meters ?? []) {
    const { evidence: found } = meter === first.evidence?.meters[0] ? first : await ask({ meter, limit: Math.min(limit ?? PAGE, PAGE) });
    if (!found) continue;
    const { next, meters: _, ...about } = found;
    const events = [...about.events];
    for (let from = next; from && events.length < (limit ?? Infinity);) {
      const page = await ask({ meter, from, limit: PAGE });
      events.push(...(page.evidence?.events ?? []));
      from = page.evidence?.next;
    }
    evidence.push({ ...about, events });
  }
  const rated = isTurned(invoice) ? ({ line: turnedLine(first.line), isCredited: true } as const) : {};
  return { ...first, ...rated, evidence };
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
export function lineReport({ number, currency, line, evidence, runId, isCredited }: Explanation, position: number): string[] {
  const { trace, quantity, unit, parts, net, taxCategory, taxRate } = line;
  const difference = `${quantityFigure(quantity)}${unit === undefined ? '' : ` ${unit}`}`;
  return [
    `${number}, line ${position}: ${line.description}, ${daysOf(line.period)} (${line.period.zone})`,
    `Price "${trace.price}" of plan "${trace.plan}", version ${trace.planVersion}; subscription "${trace.subscription}"; billed by ${runId}.`,
    '',
    ...evidence.flatMap((it) => measuredReport(it, line.period.zone, trace.measured === undefined ? unit : undefined)),
    ...(trace.measured !== undefined && !trace.correction ? [`What is priced of it: ${difference}.`] : []),
    ...(trace.correction ? [`A correction: the difference to what was billed before is ${difference}.`] : []),
    ...(trace.spend
      ? [
          `At least ${moneyFigure(trace.spend.due, currency)} are due and ${moneyFigure(trace.spend.spent, currency)} were spent, before coupons.`,
        ]
      : []),
    ...partTable(parts),
    ...(trace.proration
      ? [
          `  ${billedUnits(trace.proration)} of the ${trace.proration.of} ${'days' in trace.proration ? 'days' : 'seconds'} of the period are billed.`,
        ]
      : []),
    ...rounding(line, currency),
    ...(isCredited ? ['  The credit note says it with the other sign, since what it says lowers what is owed.'] : []),
    `  Tax: ${taxRate} % (category ${taxCategory}), once on the sum of the document.`,
    ...evidence.flatMap((it) => ['', ...eventReport(it, { number, position })]),
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
