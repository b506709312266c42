import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { attachmentsIn } from '../../test/support/attachments.ts';
import { SELLER } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, retried, type Embedded } from '../../test/support/embedded.ts';
import { png } from '../../test/support/images.ts';
import { printedImages } from '../../test/support/printed-images.ts';
import { printedTexts } from '../../test/support/printed-text.ts';
import { invoiceFor, keepVoid, voidFor } from '../../test/support/runs.ts';
import { contentHash, sha256 } from '../../shared/content-hash.ts';
import { getDocument, getFact, keepDocument, keepInvoice, markIssued, requireFact } from '../../shared/invoice.store.ts';
import { logoOf } from '../../shared/logo.ts';
import { keepLogo } from '../../shared/logo.store.ts';
import { archive } from '../../shared/ports.ts';
import { handler } from './generate-pdf.handler.ts';

const NUMBER = 'RE-2026-000001';
const INPUT = { sellerId: SELLER, number: NUMBER };
const ARCHIVED = `kranich/2026/${NUMBER}.pdf`;
const VOID_ARCHIVED = `kranich/2026/${NUMBER}-VOID.pdf`;

describe('GeneratePdf', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await keepInvoice(invoiceFor('adler', NUMBER));
  });
  afterEach(() => world.close());

  it('leaves the document in the archive under its number, and does not say that it is issued', async () => {
    expect(await handler(INPUT)).toBeNull();
    const { key, hash } = await requireFact(SELLER, NUMBER, 'document');
    expect(key).toBe(ARCHIVED);
    expect(await getFact(SELLER, NUMBER, 'issued')).toBeUndefined();
    const pdf = await archive().get(key);
    expect(sha256(pdf ?? new Uint8Array())).toBe(hash);
    expect(new TextDecoder('latin1').decode(pdf?.slice(0, 8))).toBe('%PDF-1.7');
  });

  it('writes down what rendered the document, and the XML in it', async () => {
    await handler(INPUT);
    const { key, contentHash: content, renderer, xml } = await requireFact(SELLER, NUMBER, 'document');
    expect(content).toBe(contentHash(invoiceFor('adler', NUMBER)));
    expect(renderer).toEqual({ version: 1, pdfkit: '0.20.2', font: 'Inter 4.001' });
    const [attached] = await attachmentsIn((await archive().get(key)) ?? new Uint8Array());
    expect(xml).toEqual({ profile: 'EN 16931', hash: sha256(attached?.text ?? '') });
  });

  it('draws the logo that the invoice names, and asks for one that is gone', async () => {
    const image = png({ width: 88 });
    const { seller } = invoiceFor('adler', NUMBER);
    const [there, gone] = [logoOf(image), logoOf(png({ width: 99 }))];
    await keepLogo(SELLER, there, image);
    for (const [number, logo] of [
      ['RE-2026-000002', there],
      ['RE-2026-000003', gone],
    ] as const)
      await keepInvoice({ ...invoiceFor('adler', number), seller: { ...seller, logo } });
    await handler({ ...INPUT, number: 'RE-2026-000002' });
    const { key } = await requireFact(SELLER, 'RE-2026-000002', 'document');
    expect(await printedImages((await archive().get(key))!)).toHaveLength(1);
    await expect(handler({ ...INPUT, number: 'RE-2026-000003' })).rejects.toThrow(gone.hash);
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await keepInvoice(invoiceFor('adler', NUMBER));
      return () => handler(INPUT);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
    expect([Object.keys(once.archive), Object.keys(once.files)]).toEqual([[ARCHIVED], []]);
  });

  it.each(['before the write', 'after the write'] as const)(
    'leaves one document when the connection breaks %s and the step runs again',
    async (failure) => {
      world.connectWith((table) => failingOnce(table, failure));
      await retried(() => handler(INPUT));
      expect(Object.keys(world.picture().archive)).toEqual([ARCHIVED]);
      expect(sha256((await archive().get(ARCHIVED))!)).toBe((await requireFact(SELLER, NUMBER, 'document')).hash);
    },
  );

  it('puts nothing into the archive of which no record says what it is', async () => {
    world.connectWith((table) => failingOnce(table, 'before the write'));
    await expect(handler(INPUT)).rejects.toMatchObject({ name: 'TransientError' });
    expect(world.picture().archive).toEqual({});
  });

  it('keeps a document that the release before has left in the working files', async () => {
    const first = { schema: 1 as const, key: 'kranich/documents/earlier.pdf', hash: 'ab' };
    await keepDocument(SELLER, NUMBER, 'document', first);
    await handler(INPUT);
    expect(await requireFact(SELLER, NUMBER, 'document')).toEqual(first);
    expect(world.picture().archive).toEqual({});
  });

  it('leaves the document that an earlier build has put, and knows both', async () => {
    const first = { schema: 1 as const, key: ARCHIVED, hash: sha256('of another build') };
    await keepDocument(SELLER, NUMBER, 'document', first);
    await archive().put(ARCHIVED, Buffer.from('of another build'), 'application/pdf');
    await handler(INPUT);
    expect(Buffer.from((await archive().get(ARCHIVED))!).toString()).toBe('of another build');
    expect(await getDocument(SELLER, NUMBER, 'document', first.hash)).toEqual(first);
    const own = world.picture().records.filter(({ sk }) => sk.startsWith('document|'));
    expect(own).toHaveLength(1);
  });

  it('puts its own document where an earlier build died before it put one', async () => {
    const first = { schema: 1 as const, key: ARCHIVED, hash: 'ab' };
    await keepDocument(SELLER, NUMBER, 'document', first);
    await handler(INPUT);
    const hash = sha256((await archive().get(ARCHIVED))!);
    expect(await getDocument(SELLER, NUMBER, 'document', hash)).toMatchObject({ hash, renderer: { version: 1 } });
    expect(await requireFact(SELLER, NUMBER, 'document')).toEqual(first);
  });

  it('renders nothing of a number that is issued', async () => {
    await keepDocument(SELLER, NUMBER, 'document', { schema: 1, key: ARCHIVED, hash: 'ab' });
    await markIssued(SELLER, NUMBER, { schema: 1, archiveKey: ARCHIVED, hash: 'ab' });
    await handler(INPUT);
    expect(world.picture().archive).toEqual({});
  });

  it.each([
    { why: 'with an invoice that can not be printed', prepare: () => keepInvoice(invoiceFor('adler', NUMBER)) },
    { why: 'with a document that was rendered before', prepare: async () => void (await handler(INPUT)) },
  ])('renders the VOID document of a void number $why', async ({ prepare }) => {
    await prepare();
    const before = await getFact(SELLER, NUMBER, 'document');
    await keepVoid(voidFor('adler', NUMBER));
    expect(await handler(INPUT)).toBeNull();
    const { key, hash, renderer, xml } = await requireFact(SELLER, NUMBER, 'voidDocument');
    expect({ version: renderer?.version, xml }).toEqual({ version: 1, xml: undefined });
    expect(key).toBe(VOID_ARCHIVED);
    const pdf = (await archive().get(key)) ?? new Uint8Array();
    expect(sha256(pdf)).toBe(hash);
    const strings = (await printedTexts(pdf)).map(({ text }) => text);
    expect(strings).toEqual(expect.arrayContaining(['VOID', NUMBER, 'adler']));
    expect(strings).not.toContain('Adler Works');
    expect(await getFact(SELLER, NUMBER, 'document')).toEqual(before);
  });

  it('leaves the same VOID document once, again, and twice at once, of a number without an invoice', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await keepVoid(voidFor('adler', NUMBER));
      return () => handler(INPUT);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
    expect(Object.keys(once.archive)).toEqual([VOID_ARCHIVED]);
    expect(once.records.map(({ sk }) => sk)).toEqual(['void', 'voidDocument']);
  });

  it('keeps a VOID document that the release before has left in the working files', async () => {
    const first = { schema: 1 as const, key: 'kranich/documents/earlier.pdf', hash: 'ab' };
    await keepVoid(voidFor('adler', NUMBER));
    await keepDocument(SELLER, NUMBER, 'voidDocument', first);
    await handler(INPUT);
    expect(await requireFact(SELLER, NUMBER, 'voidDocument')).toEqual(first);
  });

  it.each([
    { why: 'a number without an invoice', input: { ...INPUT, number: 'RE-2026-000009' }, name: 'NotFoundError' },
    { why: 'no number', input: { sellerId: SELLER }, name: 'InvalidInputError' },
  ])('refuses $why: $name', async ({ input, name }) => {
    await expect(handler(input)).rejects.toMatchObject({ name });
  });
});
