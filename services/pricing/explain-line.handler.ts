import { z } from 'zod';
import { asApplied } from '../../shared/backfill-view.ts';
import { customerStep, invoiceStep } from '../../shared/billing-run.ts';
import type { CustomerStep } from '../../shared/billing-run.ts';
import { metersOf, requirePlanVersion } from '../../shared/catalog.store.ts';
import { id } from '../../shared/catalog.ts';
import { requireDraft } from '../../shared/draft.store.ts';
import { getErasure } from '../../shared/erasure.store.ts';
import { erasedOn } from '../../shared/erasure.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { requireFact } from '../../shared/invoice.store.ts';
import type { InvoiceLine } from '../../shared/invoice.ts';
import { requireNumberedDraft } from '../../shared/number.store.ts';
import { plainDate } from '../../shared/period.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import { defineStep } from '../../shared/step.ts';
import { backfillsNow, usageOfDay } from '../../shared/usage.store.ts';
import { evidenceOf, evidencePage, periodOfLine } from './explanation.ts';
import type { EvidenceSource } from './explanation.ts';
import { measuringKey, measuringOf } from './measuring.ts';
import type { Measuring } from './measuring.ts';
import { pricedPlan } from './rated-claim.ts';
import { countedIds, getSnapshot } from './usage-snapshot.store.ts';
import type { SnapshotPeriod } from './usage-snapshot.ts';

/** An answer stays well within what a Lambda may return. */
const MOST_EVENTS = 1_000;
const MOST_CELLS = 1_000;

const asking = {
  /** From 1. */
  line: z.number().int().min(1),
  /** Which of the meters of its price; the first if not given. */
  meter: id.optional(),
  /** Where a page goes on, as the one before it says; only the first one looks at all events. */
  from: z.object({ day: plainDate, skip: z.number().int().min(0) }).optional(),
  /** Most events to name. */
  limit: z.number().int().min(0).max(MOST_EVENTS).default(MOST_EVENTS),
};
const input = z.union([invoiceStep.extend(asking), customerStep.extend(asking)]);
type Input = z.output<typeof input>;

/**
 * Why a line of an invoice, or of what a run drafted of a customer, has its quantity and its amount, down to the events:
 * some of them at a time, earliest first.
 */
export const handler = defineStep(input, async (asked) => {
  const { sellerId } = asked;
  const { lines, currency, step, name } = 'number' in asked ? await issued(asked) : await drafted(asked);
  const line = lines[asked.line - 1];
  if (!line) throw new NotFoundError(`${name} has no line ${asked.line}; it has ${lines.length}.`);
  const { runId, customerId, attempt } = step;
  const number = 'number' in asked ? { number: asked.number } : {};
  const about = { ...number, customerId, runId, attempt, currency, line };
  const plan = await requirePlanVersion(sellerId, line.trace.plan, line.trace.planVersion);
  if (questionsOf(plan, line).length === 0) return { ...about, evidence: null };

  const snapshot = await getSnapshot({ sellerId, runId, customerId, attempt });
  if (!snapshot) throw new NotFoundError(`The snapshot that ${name} was priced on is gone from the working files.`);
  const period = periodOfLine(snapshot, line);
  const asPriced = questionsOf(period ? pricedPlan(plan, period) : plan, line);
  return { ...about, evidence: await evidence(asked, customerId, asPriced, period, snapshot.backfills) };
});

/** Lines of which one is asked for, and the attempt that priced them. */
interface Document {
  readonly lines: readonly InvoiceLine[];
  readonly currency: string;
  readonly step: Pick<CustomerStep, 'runId' | 'customerId' | 'attempt'>;
  readonly name: string;
}

async function issued({ sellerId, number }: z.output<typeof invoiceStep>): Promise<Document> {
  const { lines, currency } = await requireFact(sellerId, number, 'content');
  return { lines, currency, step: await requireNumberedDraft(sellerId, number), name: number };
}

async function drafted(step: CustomerStep): Promise<Document> {
  const { lines, currency } = await requireDraft(step);
  return { lines, currency, step, name: `The draft of customer "${step.customerId}" in run "${step.runId}"` };
}

/** What the price of a line asks of meters; several of a capacity. */
function questionsOf({ prices }: PlanVersion, { trace }: InvoiceLine): Measuring[] {
  const price = prices.find(({ id: priceId }) => priceId === trace.price);
  return price ? measuringOf(price) : [];
}

async function evidence(
  { sellerId, meter: wanted, from, limit }: Input,
  customerId: string,
  questions: readonly Measuring[],
  period: SnapshotPeriod | undefined,
  backfills: readonly string[] = [],
) {
  const question = questions.find(({ meter }) => meter === wanted) ?? questions[0]!;
  const answer = period?.quantities.find((it) => measuringKey(it) === measuringKey(question));
  const about = {
    meter: (await metersOf(sellerId)).find((it) => it.id === question.meter) ?? null,
    meters: questions.map(({ meter }) => meter),
    question,
    quantity: answer?.quantity ?? '0',
    count: answer?.events ?? 0,
    cellCount: answer?.cells?.length ?? 0,
    cells: answer?.cells?.slice(0, MOST_CELLS) ?? [],
    levels: period?.counted.find((it) => it.meter === question.meter)?.levels ?? [],
  };
  // A line of terms that don't hold any more is taken back, and nothing is counted on them.
  if (!period) return { ...about, isWhole: true, events: [] };
  const erased = erasedOn(await getErasure(sellerId, customerId), period.servicePeriod.part);
  if (erased !== undefined) return { ...about, isWhole: false, events: [], erasedOn: erased };
  const source: EvidenceSource = {
    period,
    meter: question.meter,
    day: (day) => usageOfDay(sellerId, customerId, day, asApplied(backfillsNow(sellerId), backfills)),
    counted: (day) => countedIds(period, day),
  };
  const { events, ...found } = from ? { ...(await evidencePage(source, from, limit)), isWhole: true } : await evidenceOf(source, limit);
  return { ...about, ...found, events: events.map(({ event }) => event) };
}
