import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { SELLER } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, retried, type Embedded } from '../../test/support/embedded.ts';
import { invoiceFor, keepRendered, keepVoid, keepWorkingFile, voidFor } from '../../test/support/runs.ts';
import { getFact, invoiceFacts, keepDocument, keepFact, keepInvoice, requireFact, voidChanges } from '../../shared/invoice.store.ts';
import { sha256 } from '../../shared/content-hash.ts';
import { archive, files, table } from '../../shared/ports.ts';
import type { Table } from '../../shared/table.ts';
import { handler } from './file-pdf.handler.ts';
import { handler as generatePdf } from './generate-pdf.handler.ts';

const NUMBER = 'RE-2026-000001';
const INPUT = { sellerId: SELLER, number: NUMBER, issueDate: '2026-11-02' };
const ARCHIVED = `kranich/2026/${NUMBER}.pdf`;
const OTHER = 'RE-2026-000002';
const OTHER_ARCHIVED = `kranich/2026/${OTHER}.pdf`;
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

  it('marks the invoice issued with the document that lies in the archive', async () => {
    expect(await handler(INPUT)).toBeNull();
    const hash = sha256(`%PDF-${NUMBER}`);
    expect(await requireFact(SELLER, NUMBER, 'issued')).toEqual({ schema: 1, archiveKey: ARCHIVED, hash });
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

  it.each(['one', 'another'])('marks it with the document that came first of two builds: that of %s', async (build) => {
    const [number, key] = [OTHER, OTHER_ARCHIVED];
    await keepInvoice(invoiceFor('milan', number));
    for (const text of ['one', 'another']) await keepDocument(SELLER, number, 'document', { schema: 1, key, hash: sha256(text) });
    await archive().put(key, bytes(build), 'application/pdf');
    await handler({ ...INPUT, number });
    expect(await requireFact(SELLER, number, 'issued')).toEqual({ schema: 1, archiveKey: key, hash: sha256(build) });
    expect((await invoiceFacts(SELLER, number)).document?.hash).toBe(sha256(build));
  });

  it.each([
    { why: 'with an invoice', prepare: () => keepInvoice(invoiceFor('milan', OTHER)) },
    {
      why: 'with a document that was rendered',
      prepare: () => keepFact(SELLER, OTHER, 'document', { schema: 1, key: OTHER_ARCHIVED, hash: sha256('rendered') }),
    },
    { why: 'with a document in the working files', prepare: () => keepWorkingFile(invoiceFor('milan', OTHER)) },
  ])('leaves what nobody rendered for a number $why as it is: FileConflictError', async ({ prepare }) => {
    await prepare();
    await archive().put(OTHER_ARCHIVED, bytes('something else'), 'application/pdf');
    await expect(handler({ ...INPUT, number: OTHER })).rejects.toMatchObject({ name: 'FileConflictError' });
    expect(new TextDecoder().decode(await archive().get(OTHER_ARCHIVED))).toBe('something else');
    expect(await getFact(SELLER, OTHER, 'issued')).toBeUndefined();
  });

  it('does not issue what was rendered and is not in the archive: NotFoundError', async () => {
    await keepInvoice(invoiceFor('milan', OTHER));
    await keepFact(SELLER, OTHER, 'document', { schema: 1, key: OTHER_ARCHIVED, hash: sha256('rendered') });
    await expect(handler({ ...INPUT, number: OTHER })).rejects.toMatchObject({ name: 'NotFoundError' });
    expect(await getFact(SELLER, OTHER, 'issued')).toBeUndefined();
  });

  describe('of a document that the release before has left in the working files', () => {
    const input = { ...INPUT, number: OTHER };
    beforeEach(() => keepWorkingFile(invoiceFor('milan', OTHER)));

    it('files it, once, again, and after its working file was cleared away', async () => {
      await handler(input);
      await handler(input);
      const { hash, key } = await requireFact(SELLER, OTHER, 'document');
      expect(await requireFact(SELLER, OTHER, 'issued')).toEqual({ schema: 1, archiveKey: OTHER_ARCHIVED, hash });
      expect(sha256((await archive().get(OTHER_ARCHIVED))!)).toBe(hash);

      await files().remove([key]);
      const { records } = world.picture();
      await table().write([{ delete: records.find(({ pk, sk }) => pk.endsWith(OTHER) && sk === 'issued')! }]);
      await handler(input);
      expect(await requireFact(SELLER, OTHER, 'issued')).toMatchObject({ hash });
    });

    it('refuses one that was changed: FileConflictError', async () => {
      const { key } = await requireFact(SELLER, OTHER, 'document');
      await files().remove([key]);
      await files().put(key, bytes('changed'), 'application/pdf');
      await expect(handler(input)).rejects.toMatchObject({ name: 'FileConflictError' });
      expect(await archive().hash(OTHER_ARCHIVED)).toBeUndefined();
    });
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
      expect(key).toBe(VOID_ARCHIVED);
      // What was rendered before stays, as everything in the archive does.
      expect(Object.keys(world.picture().archive).sort()).toEqual([VOID_ARCHIVED, ARCHIVED].sort());
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
      expect(once.records.map(({ sk }) => sk)).toContain('issued');
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
      expect(await getFact(SELLER, NUMBER, 'issued')).toBeUndefined();
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
