import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { effects, openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { openMonth } from '../../test/support/runs.ts';
import { files } from '../../shared/ports.ts';
import { handler } from './load-customers.handler.ts';

async function importAndOpen(...customers: readonly { readonly id: string }[]): Promise<void> {
  await importCustomers(...customers);
  await openMonth();
}

const INPUT = { sellerId: SELLER, runId: 'kranich-2026-10-1' };
const KEY = 'kranich/runs/kranich-2026-10-1/customers.jsonl';

describe('LoadCustomers', () => {
  let world: Embedded;
  beforeEach(() => {
    world = openEmbedded();
  });
  afterEach(() => world.close());

  it('lists every customer by id, each to begin with attempt 1', async () => {
    await importAndOpen({ id: 'milan' }, { id: 'adler' }, { id: 'Zander' });
    expect(await handler(INPUT)).toEqual({ key: KEY, count: 3, round: 1 });
    expect(new TextDecoder().decode(await files().get(KEY))).toBe(
      '{"customerId":"Zander","attempt":1}\n{"customerId":"adler","attempt":1}\n{"customerId":"milan","attempt":1}\n',
    );
  });

  it('lists nobody where there is nobody', async () => {
    await openMonth();
    expect(await handler(INPUT)).toMatchObject({ count: 0 });
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await importAndOpen({ id: 'milan' }, { id: 'adler' });
      return () => handler(INPUT);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
  });

  it('keeps the list of the run when a customer comes in between', async () => {
    await importAndOpen({ id: 'adler' });
    await handler(INPUT);
    await importCustomers({ id: 'adler' }, { id: 'milan' });
    expect(await handler(INPUT)).toEqual({ key: KEY, count: 1, round: 1 });
  });

  it('refuses a run without id: InvalidInputError', async () => {
    await expect(handler({ sellerId: SELLER })).rejects.toMatchObject({ name: 'InvalidInputError' });
  });
});
