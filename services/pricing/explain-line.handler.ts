import { z } from 'zod';
import { asApplied } from '../../shared/backfill-view.ts';
import { invoiceStep } from '../../shared/billing-run.ts';
import { metersOf } from '../../shared/catalog.store.ts';
import { getErasure } from '../../shared/erasure.store.ts';
import { erasedOn } from '../../shared/erasure.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { requireFact } from '../../shared/invoice.store.ts';
import { requireNumberedDraft } from '../../shared/number.store.ts';
import { utcDaysAround } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';
import { backfillsNow, eventsOfDay } from '../../shared/usage.store.ts';
import { evidenceOf, periodOfLine } from './explanation.ts';
import { getSnapshot } from './usage-snapshot.store.ts';

/** An answer stays well within what a Lambda may return. */
const MOST_EVENTS = 1_000;

const input = invoiceStep.extend({
  /** From 1. */
  line: z.number().int().min(1),
  /** Events to leave out at the beginning, and most to name. */
  skip: z.number().int().min(0).default(0),
  limit: z.number().int().min(0).max(MOST_EVENTS).default(MOST_EVENTS),
});

/** Why a line of an invoice has its quantity and its amount, down to the events: some of them at a time, earliest first. */
export const handler = defineStep(input, async ({ sellerId, number, line: position, skip, limit }) => {
  const invoice = await requireFact(sellerId, number, 'content');
  const line = invoice.lines[position - 1];
  if (!line) throw new NotFoundError(`${number} has no line ${position}; it has ${invoice.lines.length}.`);
  const { runId, customerId, attempt } = await requireNumberedDraft(sellerId, number);
  const about = { number, customerId, runId, attempt, currency: invoice.currency, line };
  const { meter } = line.trace;
  if (meter === undefined) return { ...about, evidence: null };

  const snapshot = await getSnapshot({ sellerId, runId, customerId, attempt });
  const period = snapshot && periodOfLine(snapshot, line);
  if (!period) throw new NotFoundError(`The snapshot that ${number} was priced on is gone from the working files.`);
  const measured = period.quantities.find((it) => it.meter === meter);
  const evidence = {
    meter: (await metersOf(sellerId)).find(({ id }) => id === meter) ?? null,
    quantity: measured?.quantity ?? '0',
  };
  const erased = erasedOn(await getErasure(sellerId, customerId), period.servicePeriod.part);
  if (erased !== undefined)
    return { ...about, evidence: { ...evidence, count: measured?.events ?? 0, isWhole: false, events: [], erasedOn: erased } };
  const view = asApplied(backfillsNow(sellerId), snapshot.backfills ?? []);
  const found = (await Promise.all(utcDaysAround(line.period).map((day) => eventsOfDay(sellerId, customerId, day, view)))).flat();
  const { events, isWhole } = evidenceOf(period, meter, found);
  return {
    ...about,
    evidence: { ...evidence, count: events.length, isWhole, events: events.slice(skip, skip + limit).map(({ event }) => event) },
  };
});
