import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { SELLER } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, retried, type Embedded } from '../../test/support/embedded.ts';
import { invoiceFor, keepRendered, keepVoid, voidFor } from '../../test/support/runs.ts';
import { getFact, keepFact, keepInvoice, requireFact, voidChanges } from '../../shared/invoice.store.ts';
import { archive, files } from '../../shared/ports.ts';
import type { Table } from '../../shared/table.ts';
import { handler } from './file-pdf.handler.ts';
import { handler as generatePdf } from './generate-pdf.handler.ts';

const NUMBER = 'RE-2026-000001';
const INPUT = { sellerId: SELLER, number: NUMBER, issueDate: '2026-11-02' };
const ARCHIVED = `kranich/2026/${NUMBER}.pdf`;
const VOID = voidFor('adler', NUMBER);
const VOID_ARCHIVED = `kranich/2026/${NUMBER}-VOID.pdf`;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('FilePdf', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await keepRendered(invoiceFor('adler', NUMBER));
  });
  afterEach(() => world.close());

  it('puts the rendered document into the archive and marks the invoice issued', async () => {
    expect(await handler(INPUT)).toBeNull();
    const { hash } = await requireFact(SELLER, NUMBER, 'document');
    expect(await requireFact(SELLER, NUMBER, 'issued')).toEqual({ schema: 1, archiveKey: ARCHIVED, hash });
    expect(await archive().get(ARCHIVED)).toEqual(await files().get((await requireFact(SELLER, NUMBER, 'document')).key));
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await keepRendered(invoiceFor('adler', NUMBER));
      return () => handler(INPUT);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
    expect(Object.keys(once.archive)).toEqual([ARCHIVED]);
  });

  it.each(['before the write', 'after the write'] as const)(
    'files one document when the connection breaks %s and the step runs again',
    async (failure) => {
      world.connectWith((table) => failingOnce(table, failure));
      await retried(() => handler(INPUT));
      expect(Object.keys(world.picture().archive)).toEqual([ARCHIVED]);
      expect(await getFact(SELLER, NUMBER, 'issued')).toBeDefined();
    },
  );

  it('accepts the identical document that lies in the archive already', async () => {
    await archive().put(ARCHIVED, bytes(`%PDF-${NUMBER}`), 'application/pdf');
    await handler(INPUT);
    expect(await getFact(SELLER, NUMBER, 'issued')).toBeDefined();
  });

  it('never overwrites another document under the number: FileConflictError', async () => {
    await archive().put(ARCHIVED, bytes('something else'), 'application/pdf');
    await expect(handler(INPUT)).rejects.toMatchObject({ name: 'FileConflictError' });
    expect(new TextDecoder().decode(await archive().get(ARCHIVED))).toBe('something else');
    expect(await getFact(SELLER, NUMBER, 'issued')).toBeUndefined();
  });

  it('refuses a rendered document that was changed: FileConflictError', async () => {
    await keepInvoice(invoiceFor('milan', 'RE-2026-000002'));
    await files().put('kranich/documents/changed.pdf', bytes('changed'), 'application/pdf');
    await keepFact(SELLER, 'RE-2026-000002', 'document', { schema: 1, key: 'kranich/documents/changed.pdf', hash: 'ab'.repeat(32) });
    await expect(handler({ ...INPUT, number: 'RE-2026-000002' })).rejects.toMatchObject({ name: 'FileConflictError' });
  });

  it.each([
    { why: 'an invoice that was not rendered', input: { ...INPUT, number: 'RE-2026-000009' }, name: 'NotFoundError' },
    { why: 'no issue date', input: { sellerId: SELLER, number: NUMBER }, name: 'InvalidInputError' },
  ])('refuses $why: $name', async ({ input, name }) => {
    await expect(handler(input)).rejects.toMatchObject({ name });
  });

  describe('of a void number', () => {
    it('files the VOID document, not the invoice that was rendered before', async () => {
      await keepVoid(VOID);
      await generatePdf(INPUT);
      expect(await handler(INPUT)).toBeNull();
      const { key, hash } = await requireFact(SELLER, NUMBER, 'voidDocument');
      expect(await requireFact(SELLER, NUMBER, 'issued')).toEqual({ schema: 1, archiveKey: VOID_ARCHIVED, hash, isVoid: true });
      expect(await archive().get(VOID_ARCHIVED)).toEqual(await files().get(key));
      expect(Object.keys(world.picture().archive)).toEqual([VOID_ARCHIVED]);
    });

    it('leaves the same once, again, and twice at once', async () => {
      const { once, again, atOnce } = await effects(async () => {
        await keepRendered(invoiceFor('adler', NUMBER));
        await keepVoid(VOID);
        await generatePdf(INPUT);
        return () => handler(INPUT);
      });
      expect(again).toEqual(once);
      expect(atOnce).toEqual(once);
      expect(Object.keys(once.archive)).toEqual([VOID_ARCHIVED]);
    });

    it.each(['before the write', 'after the write'] as const)(
      'files one document when the connection breaks %s and the step runs again',
      async (failure) => {
        await keepVoid(VOID);
        await generatePdf(INPUT);
        world.connectWith((table) => failingOnce(table, failure));
        await retried(() => handler(INPUT));
        expect(await requireFact(SELLER, NUMBER, 'issued')).toMatchObject({ archiveKey: VOID_ARCHIVED, isVoid: true });
      },
    );

    it('refuses to file it before it was rendered: NotFoundError', async () => {
      await keepVoid(VOID);
      await expect(handler(INPUT)).rejects.toMatchObject({ name: 'NotFoundError' });
      expect(world.picture().archive).toEqual({});
    });

    it('does not mark the invoice issued when the number became void while it was filed', async () => {
      world.connectWith((table) => writingFirst(table, () => table.write(voidChanges(VOID))));
      await expect(handler(INPUT)).rejects.toMatchObject({ name: 'TransientError' });
      expect(await getFact(SELLER, NUMBER, 'issued')).toBeUndefined();

      await generatePdf(INPUT);
      await handler(INPUT);
      expect(await requireFact(SELLER, NUMBER, 'issued')).toMatchObject({ archiveKey: VOID_ARCHIVED, isVoid: true });
    });

    it('is void or issued, never both, when a person decides while the invoice is filed', async () => {
      const fates = await Promise.allSettled([handler(INPUT), keepVoid(VOID)]);
      expect(fates.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect([await getFact(SELLER, NUMBER, 'issued'), await getFact(SELLER, NUMBER, 'void')].filter((fact) => fact)).toHaveLength(1);
    });
  });
});

/** A table on which somebody else writes between what a step has read and its first write. */
function writingFirst(table: Table, write: () => Promise<void>): Table {
  let hasWritten = false;
  return {
    get: (key) => table.get(key),
    query: (query) => table.query(query),
    append: (records) => table.append(records),
    async write(changes) {
      if (!hasWritten) await write();
      hasWritten = true;
      await table.write(changes);
    },
  };
}
