/** Single documents go through the invoice workflow without a run, many at once, while a run takes its numbers. */
import './support/quiet-log.ts';

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { loadMachines } from '../local/runner/machine-files.ts';
import { openRunner } from '../local/runner/runner.ts';
import type { Runner } from '../local/runner/runner.ts';
import { verifySeller } from '../local/commands/verify-seller.ts';
import { numberText } from '../shared/billing-run.ts';
import { contentHash } from '../shared/content-hash.ts';
import { getFact } from '../shared/invoice.store.ts';
import { counters, numbersOf } from '../shared/number.store.ts';
import { handler as allocateNumbers } from '../services/invoice-numbering/allocate-numbers.handler.ts';
import { importCustomers, SELLER } from './support/catalog.ts';
import { openEmbedded, retried, type Embedded } from './support/embedded.ts';
import { draftFor, keepDraftOf, openMonth, sealedDraftOf, sealWith } from './support/runs.ts';

const DOCUMENTS = 100;
const OF_RUN = 50;

let world: Embedded;
let runner: Runner;

beforeEach(async () => {
  world = openEmbedded();
  await importCustomers({ id: 'adler' });
  runner = await openRunner({
    folder: world.folder,
    machines: loadMachines(fileURLToPath(new URL('..', import.meta.url))),
    files: world.ports.files,
    now: () => new Date('2026-11-05T12:00:00Z'),
    async invoke(name, payload) {
      const { handler } = (await import(`../services/${name}.handler.ts`)) as { handler: (input: unknown) => Promise<unknown> };
      const input = JSON.parse(payload) as { runId: string };
      if (name !== 'invoice-numbering/generate-invoice-number') return JSON.stringify((await handler(input)) ?? null);
      // The clocks that enter the state differ by up to nine days, in no order.
      const day = 1 + ((Number(input.runId.slice('order-'.length)) * 7) % 9);
      return JSON.stringify(await handler({ ...input, enteredAt: `2026-11-0${day}T12:00:00Z` }));
    },
  });
});
afterEach(async () => {
  await runner.close();
  world.close();
});

it(`${DOCUMENTS} documents at once and a run of ${OF_RUN} have numbers without gap or duplicate, on dates that rise`, async () => {
  const content = draftFor('adler');
  const draft = { customerId: 'adler', attempt: 1, hash: contentHash(content), series: 'RE' };
  const orders = Array.from({ length: DOCUMENTS }, (_, i) => `order-${i}`);
  for (const order of orders) await keepDraftOf(order, content, draft.hash);
  const { id: runId } = await openMonth();
  await sealWith(
    runId,
    Array.from({ length: OF_RUN }, (_, i) => sealedDraftOf(`customer-${i}`, i)),
  );

  const started = orders.map((order) => runner.start('invoice', order, { sellerId: SELLER, runId: order, draft }));
  const [block] = await retried(() => allocateNumbers({ sellerId: SELLER, runId, enteredAt: '2026-11-04T12:00:00Z' }));
  await Promise.all(started);
  await runner.settle();
  const ended = await Promise.all(orders.map((order) => runner.describe('invoice', order)));
  expect(ended.filter((execution) => execution?.status !== 'SUCCEEDED')).toEqual([]);

  expect(await counters(SELLER)).toMatchObject([{ counter: 'RE-2026', last: DOCUMENTS + OF_RUN }]);
  const dates = new Map<string, string>();
  for (let i = 0; i < OF_RUN; i++) dates.set(numberText(block!, block!.first + i), block!.issueDate);
  for (const { number } of await numbersOf(SELLER, 'RE-2026')) {
    expect(dates.has(number)).toBe(false);
    dates.set(number, (await getFact(SELLER, number, 'content'))!.issueDate);
  }
  const ascending = [...dates.keys()].sort();
  expect(ascending).toEqual(Array.from({ length: DOCUMENTS + OF_RUN }, (_, i) => `RE-2026-${String(i + 1).padStart(6, '0')}`));
  expect(ascending.map((number) => dates.get(number))).toEqual([...dates.values()].sort());

  // What verification has to say is about the run alone, which has not made its documents.
  const where = `${numberText(block!, block!.first)} to ${numberText(block!, block!.first + OF_RUN - 1)}`;
  const { series, archive } = await verifySeller(SELLER);
  expect(series).toMatchObject([{ series: 'RE-2026', documents: DOCUMENTS, problems: [{ where }] }]);
  expect(archive).toEqual({ count: DOCUMENTS, superseded: 0, problems: [] });
}, 120_000);
