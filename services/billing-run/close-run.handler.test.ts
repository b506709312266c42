import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { NUMBERING, SELLER } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, retried, under, type Embedded } from '../../test/support/embedded.ts';
import { invoiceFor, keepIssued, openMonth, sealedDraftOf, sealWith } from '../../test/support/runs.ts';
import { billedPlans } from '../../shared/billed-plan.store.ts';
import { requireRun } from '../../shared/billing-run.store.ts';
import { sha256 } from '../../shared/content-hash.ts';
import { requireFact } from '../../shared/invoice.store.ts';
import { latestManifest } from '../../shared/manifest-chain.store.ts';
import { takeNumberBlocks } from '../../shared/number.store.ts';
import { archive, files, table } from '../../shared/ports.ts';
import { handler } from './close-run.handler.ts';

const INPUT = { sellerId: SELLER, runId: 'kranich-2026-10-1', enteredAt: '2026-11-02T05:00:00Z' };

/** A run of two customers whose invoices are in the archive. */
async function issue(month = '2026-10', first = 1): Promise<string> {
  const { id } = await openMonth(month);
  const customers = ['adler', 'bussard'];
  await sealWith(
    id,
    customers.map((customerId, i) => sealedDraftOf(customerId, i)),
  );
  await takeNumberBlocks(NUMBERING, id, { RE: 2 }, '2026-11-02');
  for (const [i, customerId] of customers.entries()) await keepIssued(invoiceFor(customerId, `RE-2026-00000${first + i}`));
  return id;
}

async function manifest(runId: string): Promise<{ text: string; says: unknown }> {
  const text = new TextDecoder().decode(await archive().get(`${SELLER}/manifests/${runId}.json`));
  return { text, says: JSON.parse(text) as unknown };
}

describe('CloseRun', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await issue();
  });
  afterEach(() => world.close());

  it('closes the run with a manifest of its numbers and lists what is to be settled', async () => {
    const invoices = await handler(INPUT);
    expect(invoices).toEqual({ key: 'kranich/runs/kranich-2026-10-1/invoices.jsonl', count: 2 });
    expect(new TextDecoder().decode(await files().get(invoices.key))).toBe('{"number":"RE-2026-000001"}\n{"number":"RE-2026-000002"}\n');

    const { text, says } = await manifest(INPUT.runId);
    expect(says).toEqual({
      schema: 1,
      sellerId: SELLER,
      runId: INPUT.runId,
      month: '2026-10',
      previousHash: null,
      auditHash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      documents: [
        { number: 'RE-2026-000001', issueDate: '2026-11-02', hash: sha256('%PDF-RE-2026-000001') },
        { number: 'RE-2026-000002', issueDate: '2026-11-02', hash: sha256('%PDF-RE-2026-000002') },
      ],
    });
    expect(await requireRun(SELLER, INPUT.runId)).toMatchObject({
      state: 'closed',
      manifest: { hash: sha256(text), previousHash: null },
    });
  });

  it('clears away what the release before has rendered and leaves the archive', async () => {
    const { key, hash } = await requireFact(SELLER, 'RE-2026-000001', 'document');
    const workingFile = `kranich/documents/RE-2026-000001-${hash.slice(0, 16)}.pdf`;
    await files().put(workingFile, (await archive().get(key))!, 'application/pdf');
    await table().write([{ put: { pk: 'kranich|invoice|RE-2026-000001', sk: 'document', body: { schema: 1, key: workingFile, hash } } }]);
    await handler(INPUT);
    expect((await files().list('kranich/documents/')).keys).toEqual([]);
    expect((await archive().list('kranich/2026/')).keys).toEqual(['kranich/2026/RE-2026-000001.pdf', 'kranich/2026/RE-2026-000002.pdf']);
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await issue();
      return () => handler(INPUT);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
  });

  it.each(['before the write', 'after the write'] as const)(
    'closes once when the connection breaks %s and the step runs again',
    async (failure) => {
      world.connectWith((table) => failingOnce(table, failure));
      await retried(() => handler(INPUT));
      expect(world.records().filter(({ sk }) => sk === 'manifest')).toMatchObject([{ version: 1 }]);
      const { text } = await manifest(INPUT.runId);
      expect(await latestManifest(SELLER)).toMatchObject({ hash: sha256(text) });
    },
  );

  it('remembers which plan versions it billed, and of two runs the first', async () => {
    await handler(INPUT);
    expect(await billedPlans(SELLER)).toEqual([{ plan: 'basic', version: 1 }]);
    const kept = under(world.records(), 'kranich|billed-plans');
    expect(kept).toMatchObject([{ version: 1, body: { runId: INPUT.runId } }]);
    await handler({ ...INPUT, runId: await issue('2026-11', 3) });
    expect(under(world.records(), 'kranich|billed-plans')).toEqual(kept);
  });

  it('names the manifest of the run that closed before', async () => {
    await handler(INPUT);
    const november = await issue('2026-11', 3);
    await handler({ ...INPUT, runId: november });
    const before = await manifest(INPUT.runId);
    expect((await manifest(november)).says).toMatchObject({ previousHash: sha256(before.text) });
  });

  it('keeps a chain of two runs that close at once', async () => {
    const november = await issue('2026-11', 3);
    await Promise.all([retried(() => handler(INPUT)), retried(() => handler({ ...INPUT, runId: november }))]);
    const [october, other] = [await manifest(INPUT.runId), await manifest(november)];
    const previous = [october, other].map(({ says }) => (says as { previousHash: string | null }).previousHash);
    expect(previous).toContain(null);
    expect([
      [null, sha256(october.text)],
      [sha256(other.text), null],
    ]).toContainEqual(previous);
  });

  it('is not closed a second time by a twin that read it while it was open', async () => {
    let isOvertaken = false;
    world.connectWith((table) => ({
      ...table,
      async get(key) {
        const found = await table.get(key);
        // The twin closes the run between this call's reading of the run and of the latest manifest.
        if (key.sk === 'run' && !isOvertaken) {
          isOvertaken = true;
          await handler(INPUT);
        }
        return found;
      },
    }));
    await retried(() => handler(INPUT));
    expect((await manifest(INPUT.runId)).says).toMatchObject({ previousHash: null });
    expect(await requireRun(SELLER, INPUT.runId)).toMatchObject({ manifest: { previousHash: null } });
  });

  it.each([
    { why: 'a run that is not there', input: { ...INPUT, runId: 'kranich-2026-01-1' }, name: 'NotFoundError' },
    { why: 'no instant', input: { ...INPUT, enteredAt: undefined }, name: 'InvalidInputError' },
  ])('refuses $why: $name', async ({ input, name }) => {
    await expect(handler(input)).rejects.toMatchObject({ name });
  });
});
