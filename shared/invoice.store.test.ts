import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { SELLER } from '../test/support/catalog.ts';
import { openEmbedded, under, type Embedded } from '../test/support/embedded.ts';
import { invoiceFor, keepVoid, voidFor } from '../test/support/runs.ts';
import { factsWith, getFact, hasInvoice, keepInvoice, markIssued, voidChanges, type IssuedFact } from './invoice.store.ts';
import { invoice } from './invoice.ts';
import { table } from './ports.ts';
import { keyOf, type Table } from './table.ts';

const NUMBER = 'RE-2026-000001';
const VOID = voidFor('adler', NUMBER);
const AS_INVOICE: IssuedFact = { schema: 1, archiveKey: `kranich/2026/${NUMBER}.pdf`, hash: 'ab' };
const AS_VOID: IssuedFact = { schema: 1, archiveKey: `kranich/2026/${NUMBER}-VOID.pdf`, hash: 'cd', isVoid: true };

describe('a number', () => {
  let world: Embedded;
  beforeEach(() => {
    world = openEmbedded();
  });
  afterEach(() => world.close());

  it('that is void is not issued as an invoice', async () => {
    await keepVoid(VOID);
    await expect(markIssued(SELLER, NUMBER, AS_INVOICE)).rejects.toMatchObject({ name: 'TransientError' });
    expect(await getFact(SELLER, NUMBER, 'issued')).toBeUndefined();
  });

  it('that is issued does not become void', async () => {
    await markIssued(SELLER, NUMBER, AS_INVOICE);
    await expect(keepVoid(VOID)).rejects.toMatchObject({ name: 'ConditionFailedError', failed: [1] });
    expect(await getFact(SELLER, NUMBER, 'void')).toBeUndefined();
  });

  it('that is not void has no VOID document issued', async () => {
    await expect(markIssued(SELLER, NUMBER, AS_VOID)).rejects.toMatchObject({ name: 'TransientError' });
    expect(world.records()).toEqual([]);
  });

  it('is either issued or void when both are done at once', async () => {
    const fates = await Promise.allSettled([markIssued(SELLER, NUMBER, AS_INVOICE), keepVoid(VOID)]);
    expect(fates.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(under(world.records(), 'kranich|invoice|')).toHaveLength(1);
  });

  it('becomes void once, and its document is filed once: the same filed again is success', async () => {
    const other = { ...VOID, reason: 'Another one.' };
    await keepVoid(VOID);
    await expect(keepVoid(other)).rejects.toMatchObject({ name: 'ConditionFailedError', failed: [0] });
    await markIssued(SELLER, NUMBER, AS_VOID);
    await markIssued(SELLER, NUMBER, AS_VOID);
    await expect(keepVoid(other)).rejects.toMatchObject({ name: 'ConditionFailedError', failed: [0, 1] });
    expect(await getFact(SELLER, NUMBER, 'void')).toEqual(VOID);
    expect(await getFact(SELLER, NUMBER, 'issued')).toEqual(AS_VOID);
    expect(world.records().map(({ version }) => version)).toEqual([1, 1]);
  });

  it('whose VOID document is filed already sends a late invoice to look again', async () => {
    await keepVoid(VOID);
    await markIssued(SELLER, NUMBER, AS_VOID);
    await expect(markIssued(SELLER, NUMBER, AS_INVOICE)).rejects.toMatchObject({ name: 'TransientError' });
    expect(await getFact(SELLER, NUMBER, 'issued')).toEqual(AS_VOID);
  });

  it('that is issued as one document is not issued as another', async () => {
    await markIssued(SELLER, NUMBER, AS_INVOICE);
    await markIssued(SELLER, NUMBER, AS_INVOICE);
    await expect(markIssued(SELLER, NUMBER, { ...AS_INVOICE, hash: 'ef' })).rejects.toMatchObject({ name: 'RecordConflictError' });
    expect(await getFact(SELLER, NUMBER, 'issued')).toEqual(AS_INVOICE);
  });

  it('becomes void together with what else a transaction does, or not at all', async () => {
    const others = { pk: 'kranich|other', sk: 'entry', body: { schema: 1 } };
    await table().write([...voidChanges(VOID), { put: others, if: 'absent' }]);
    expect(await getFact(SELLER, NUMBER, 'void')).toEqual(VOID);
    const second = voidFor('bussard', 'RE-2026-000002');
    await expect(table().write([...voidChanges(second), { put: others, if: 'absent' }])).rejects.toMatchObject({ failed: [2] });
    expect(await getFact(SELLER, 'RE-2026-000002', 'void')).toBeUndefined();
  });
});

it('tells of the content what was asked for, and refuses one that does not have it', async () => {
  const world = openEmbedded();
  try {
    const content = invoiceFor('adler', NUMBER);
    await keepInvoice(content);
    await markIssued(SELLER, NUMBER, AS_INVOICE);
    const asked = invoice.pick({ totals: true });
    expect(await factsWith(SELLER, NUMBER, asked)).toEqual({ content: { totals: content.totals }, issued: AS_INVOICE });
    await expect(factsWith(SELLER, NUMBER, asked.extend({ gone: z.string() }))).rejects.toThrow('gone');
  } finally {
    world.close();
  }
});

it('an invoice is never without its entry among those of its customer, whatever dies', async () => {
  const world = openEmbedded();
  try {
    world.connectWith((table) => dyingAt(table, 'content'));
    await expect(keepInvoice(invoiceFor('adler', NUMBER))).rejects.toThrow('died');
    expect([await getFact(SELLER, NUMBER, 'content'), await hasInvoice(SELLER, 'adler')]).toEqual([undefined, true]);
  } finally {
    world.close();
  }
});

/** A table whose process dies before it writes a record of that sort key, and has written what came before. */
function dyingAt(table: Table, sk: string): Table {
  const die = (keys: readonly { sk: string }[]): void => {
    if (keys.some((key) => key.sk === sk)) throw new Error('died');
  };
  return {
    get: (key) => table.get(key),
    query: (query) => table.query(query),
    append: async (records) => (die(records), table.append(records)),
    write: async (changes) => (die(changes.map(keyOf)), table.write(changes)),
  };
}
