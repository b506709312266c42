import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ReviewedRun } from '../local/commands/review-run.ts';
import { catalogYaml } from './support/catalog.ts';
import { commandInTurn } from './support/command-in-turn.ts';

/** 10.00 a month and 0.25 a message, 20 % tax: what two months come to can be told in the head. */
const CUSTOMERS = [{ id: 'adler' }, { id: 'bussard', end: '2026-11-01' }, { id: 'falke', start: '2026-11-01' }];

describe('a review through the command line', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stepbill-review-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function run(now: string, ...args: string[]): Promise<string> {
    const ended = await commandInTurn([...args, '--data', join(folder, 'data'), '--now', now]);
    expect(ended).toMatchObject({ code: 0 });
    return ended.stdout;
  }

  function messages(month: string, counts: Readonly<Record<string, number>>): string {
    const file = join(folder, `${month}.ndjson`);
    const events = Object.entries(counts).flatMap(([customer, count]) =>
      Array.from({ length: count }, (_, i) => ({ id: `${month}-${i}`, customer, type: 'message.sent', time: `${month}-15T12:00:00Z` })),
    );
    writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    return file;
  }

  it('shows a month beside the one before, from what was sealed then', async () => {
    const catalog = join(folder, 'catalog.yml');
    writeFileSync(catalog, catalogYaml(...CUSTOMERS));
    const [october, november] = ['2026-11-02T05:00:00Z', '2026-12-02T05:00:00Z'];
    await run(october, 'import', catalog);
    await run(october, 'ingest', messages('2026-10', { adler: 40 }));
    await run(october, 'run', '2026-10');
    await run(november, 'ingest', messages('2026-11', { adler: 240, falke: 4 }));
    await run(november, 'run', '2026-11', '--dry-run');

    // October: adler 10 + 40 × 0.25 = 20, bussard 10. November: adler 10 + 240 × 0.25 = 70, falke 10 + 4 × 0.25 = 11.
    const { review } = JSON.parse(await run(november, 'review', 'kranich-2026-11-d1', '--json')) as ReviewedRun;
    expect(review).toMatchObject({
      customers: 3,
      drafts: 2,
      nothingDue: 1,
      lastMonth: { month: '2026-10', runs: ['kranich-2026-10-1'], customers: 2 },
      totals: [
        { currency: 'EUR', net: '81.00', payable: '97.20', before: { net: '30.00', payable: '36.00' }, difference: { net: '51.00' } },
      ],
      plans: [{ plan: 'basic', version: 1, customers: 2, net: '81.00', before: { customers: 2, net: '30.00' } }],
      meters: [{ meter: 'messages', quantity: '244', net: '61.00', before: { quantity: '40', net: '10.00' } }],
    });
    expect(review.anomalies.map(({ kind, customerId, text }) => [kind, customerId, text])).toEqual([
      ['three-times', 'adler', '3.5 times last month: 70.00 EUR after 20.00 EUR. Meter messages rose from 40 to 240.'],
      ['nothing-due', 'bussard', 'Nothing is due; last month it was 10.00 EUR.'],
      ['new-customer', 'falke', 'The first invoice: 11.00 EUR.'],
    ]);
    expect(review.differences.map(({ customerId, difference, net }) => [customerId, difference ?? net])).toEqual([
      ['adler', '50.00'],
      ['falke', '11.00'],
      ['bussard', '-10.00'],
    ]);

    // The run itself comes to the same review, and the month names it.
    await run(november, 'run', '2026-11');
    const { review: real } = JSON.parse(await run(november, 'review', '2026-11', '--json')) as ReviewedRun;
    expect(real).toEqual(review);
  }, 120_000);

  it('says what is missing where there is nothing to look at', async () => {
    const catalog = join(folder, 'catalog.yml');
    writeFileSync(catalog, catalogYaml(...CUSTOMERS));
    await run('2026-11-02T05:00:00Z', 'import', catalog);
    const look = (named: string) => commandInTurn(['review', named, '--data', join(folder, 'data')]);
    expect(await look('2026-10')).toMatchObject({ code: 1, stderr: '2026-10 was not run yet.\n' });
    expect((await look('kranich-2026-10-1')).stderr).toContain('There is no run "kranich-2026-10-1".');
  }, 120_000);
});
