import { beforeAll, describe, expect, it } from '@jest/globals';

import { countRun, type CountedRun } from './counted-run.ts';
import type { Counted, Measure } from './tally.ts';

/** One customer with two events of each of eleven meters. */
let run: CountedRun;
beforeAll(async () => {
  run = await countRun({ customers: 1, eventsAMeter: 2, eventsABatch: 100 });
}, 60_000);

const sumOf = (counted: readonly Counted[], measure: Measure): number =>
  counted.reduce((sum, { counts }) => sum + (counts[measure] ?? 0), 0);
const at = (machine: string, step: string): Counted['counts'] =>
  run.month.find((it) => it.machine === machine && it.step === step)?.counts ?? {};

describe('a month of one customer', () => {
  it('makes one invoice', () => {
    expect(run).toMatchObject({ customers: 1, invoices: 1, events: 22 });
  });

  // From OpenRun to Billed there are seventeen states, in settlement one; each of three maps starts one child.
  it('passes through 21 states and children that Standard workflows are charged for', () => {
    expect(sumOf(run.month, 'standardTransitions')).toBe(17 + 1 + 3);
    expect(at('billing-run', 'OpenRun').standardTransitions).toBe(1);
    expect(at('billing-run', 'PrepareDrafts').standardTransitions).toBe(2);
    expect(at('settlement', 'SettleInvoices').standardTransitions).toBe(2);
  });

  // A child of each map, and the invoice workflow.
  it('begins four Express executions', () => {
    expect(sumOf(run.month, 'expressRequests')).toBe(4);
    expect(at('invoice', '(workflow)').expressRequests).toBe(1);
  });

  // PrepareBatch, CalculatePrice, DraftInvoice, Prepared, BatchPrepared; GenerateBatch, Invoice, Generated?, Generated,
  // BatchGenerated; four of the invoice; SettleBatch, SendInvoice, CollectPayment, Settled, BatchSettled.
  it('passes through nineteen states of Express workflows', () => {
    expect(sumOf(run.month, 'expressTransitions')).toBe(5 + 5 + 4 + 5);
  });

  // Seven for the run, two for the draft, four for the invoice, two to settle it.
  it('calls fifteen functions, each once', () => {
    expect(sumOf(run.month, 'lambdaRequests')).toBe(15);
  });

  // Lists of customers, drafts and invoices, the review, results and manifest of three maps, the document, the manifest.
  it('puts twelve files', () => {
    expect(sumOf(run.month, 'putRequests')).toBe(3 + 1 + 3 * 2 + 1 + 1);
  });

  it('puts the document into the archive once, looks at it once, and has nothing to clear away', () => {
    expect(at('invoice', 'GeneratePdf')).toMatchObject({ putRequests: 1 });
    expect(at('invoice', 'GeneratePdf').archiveBytes).toBeGreaterThan(1_000);
    expect(at('invoice', 'FilePdf')).toMatchObject({ getRequests: 1 });
    expect(at('invoice', 'FilePdf').putRequests).toBeUndefined();
    expect(sumOf(run.month, 'removedBytes')).toBe(0);
  });

  // Two small records and a check in one transaction.
  it('takes six write units to bind the number', () => {
    expect(at('invoice', 'GenerateInvoiceNumber').writeUnits).toBe(6);
  });

  it('sends one mail', () => {
    expect(sumOf(run.month, 'mails')).toBe(1);
  });

  it('counts what each step logs', () => {
    for (const { step, counts } of run.month) if (counts.lambdaRequests) expect([step, counts.logBytes! > 100]).toEqual([step, true]);
  });
});

describe('the usage of one customer', () => {
  // 22 events lie on 22 different days or fewer: each day's are posted together.
  it('costs one write unit an event, and nothing that is paid for late usage', () => {
    expect(sumOf(run.ingestion, 'writeUnits')).toBe(22);
  });

  it('asks the HTTP API and Lambda once a batch', () => {
    const batches = sumOf(run.ingestion, 'httpRequests');
    expect(sumOf(run.ingestion, 'lambdaRequests')).toBe(batches);
    expect(batches).toBeLessThanOrEqual(22);
  });
});
