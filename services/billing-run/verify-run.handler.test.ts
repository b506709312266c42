import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { NUMBERING, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { invoiceFor, keepIssued, keepRendered, openMonth, sealedDraftOf, sealWith } from '../../test/support/runs.ts';
import { keepInvoice, markIssued } from '../../shared/invoice.store.ts';
import { takeNumberBlocks } from '../../shared/number.store.ts';
import { handler } from './verify-run.handler.ts';

const RUN = 'kranich-2026-10-1';
const INPUT = { sellerId: SELLER, runId: RUN };
const [FIRST, SECOND] = ['RE-2026-000001', 'RE-2026-000002'];

describe('VerifyRun', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await openMonth();
    await sealWith(RUN, [sealedDraftOf('adler', 0), sealedDraftOf('bussard', 1)]);
    await takeNumberBlocks(NUMBERING, RUN, { RE: 2 }, '2026-11-02');
  });
  afterEach(() => world.close());

  it('finds a run complete whose every number has its document', async () => {
    await keepIssued(invoiceFor('adler', FIRST));
    await keepIssued(invoiceFor('bussard', SECOND));
    expect(await handler(INPUT)).toEqual({ isComplete: true, documents: 2, problems: [], problemCount: 0, missing: [] });
  });

  it('says the same again and at once, and changes nothing', async () => {
    await keepIssued(invoiceFor('adler', FIRST));
    const before = world.picture();
    const [a, b] = await Promise.all([handler(INPUT), handler(INPUT)]);
    expect(a).toEqual(b);
    expect(await handler(INPUT)).toEqual(a);
    expect(world.picture()).toEqual(before);
  });

  it('names each number without an invoice', async () => {
    await keepIssued(invoiceFor('adler', FIRST));
    expect(await handler(INPUT)).toEqual({
      isComplete: false,
      documents: 2,
      problems: ['RE-2026-000002 has no invoice; it is that of customer "bussard".'],
      problemCount: 1,
      missing: [{ number: SECOND, customerId: 'bussard' }],
    });
  });

  it('names an invoice that is rendered and not filed', async () => {
    await keepIssued(invoiceFor('adler', FIRST));
    await keepRendered(invoiceFor('bussard', SECOND));
    expect(await handler(INPUT)).toMatchObject({ isComplete: false, problems: ['RE-2026-000002 has no document in the archive yet.'] });
  });

  it('names a document that the archive does not hold', async () => {
    await keepIssued(invoiceFor('adler', FIRST));
    await keepInvoice(invoiceFor('bussard', SECOND));
    await markIssued(SELLER, SECOND, { schema: 1, archiveKey: 'kranich/2026/lost.pdf', hash: 'ab' });
    expect(await handler(INPUT)).toMatchObject({
      isComplete: false,
      problems: ['RE-2026-000002 was issued as ab, and the archive holds nothing.'],
    });
  });

  it('names an invoice of another customer', async () => {
    await keepIssued(invoiceFor('adler', FIRST));
    await keepIssued(invoiceFor('adler', SECOND));
    expect(await handler(INPUT)).toMatchObject({
      problems: ['RE-2026-000002 is an invoice of customer "adler", and "bussard" was sealed.'],
    });
  });

  it('names sums that are not those that were sealed', async () => {
    await keepIssued(invoiceFor('adler', FIRST));
    await keepIssued(invoiceFor('bussard', SECOND, { totals: { net: '10.00', tax: '2.00', gross: '12.00', payable: '12.01' } }));
    expect((await handler(INPUT)).problems).toEqual([expect.stringContaining('"payable":"24.01"')]);
  });

  it.each([
    { why: 'a run that is not sealed', input: { ...INPUT, runId: 'kranich-2026-01-1' }, name: 'NotFoundError' },
    { why: 'no run', input: { sellerId: SELLER }, name: 'InvalidInputError' },
  ])('refuses $why: $name', async ({ input, name }) => {
    await expect(handler(input)).rejects.toMatchObject({ name });
  });
});
