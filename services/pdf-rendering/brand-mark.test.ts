import { describe, expect, it } from '@jest/globals';
import type { Invoice } from '../../shared/invoice.ts';
import { logoOf } from '../../shared/logo.ts';
import { JPEG, png } from '../../test/support/images.ts';
import { printedImages } from '../../test/support/printed-images.ts';
import { collisions, printedTexts } from '../../test/support/printed-text.ts';
import { voidFor } from '../../test/support/runs.ts';
import { NORDLICHT, sampleDraft, sampleInvoice, type SampleLine } from '../../test/support/sample-invoice.ts';
import { renderInvoice } from './invoice-pdf.ts';
import { renderPreview } from './preview-pdf.ts';
import { renderVoid } from './void-pdf.ts';

/** Enough for three pages. */
const LINES = Array.from({ length: 90 }, (): SampleLine => ({ parts: [{ quantity: '1', unitPrice: '10' }] }));

const withLogo = (image: Uint8Array): { seller: Invoice['seller'] } => ({ seller: { ...NORDLICHT, logo: logoOf(image) } });
const rounded = (mm: number): number => Math.round(mm * 20) / 20;

describe('the logo of the seller', () => {
  it.each([
    { why: 'a square of 8 mm', image: png(), first: [25, 19.2, 33, 27.2], next: [25, 14.8, 29.4, 19.2] },
    { why: 'twice as wide', image: png({ width: 160 }), first: [25, 19.2, 41, 27.2], next: [25, 14.8, 33.8, 19.2] },
    {
      why: 'at most 60 mm wide, and lower',
      image: png({ width: 600, height: 60 }),
      first: [25, 20.2, 85, 26.2],
      next: [25, 15.35, 58, 18.65],
    },
    { why: 'a JPEG', image: JPEG, first: [25, 19.2, 38.35, 27.2], next: [25, 14.8, 32.35, 19.2] },
  ])('is $why', async ({ image, first, next }) => {
    const images = await printedImages(await renderInvoice(sampleInvoice(LINES, withLogo(image)), image));
    expect(images.map(({ page }) => page)).toEqual([1, 2, 3]);
    const places = images.map(({ left, top, right, bottom }) => [left, top, right, bottom].map(rounded));
    expect(places).toEqual([first, next, next]);
  });

  it('has the name beside it, on the first page and on later ones, and no text meets it', async () => {
    const pdf = await renderInvoice(sampleInvoice(LINES, withLogo(png())), png());
    const texts = await printedTexts(pdf);
    const names = texts.filter(({ text }) => text === 'Nordlicht');
    expect(names.map(({ left, baseline }) => [rounded(left), rounded(baseline)])).toEqual([
      [35.3, 26.6],
      [31, 19],
      [31, 19],
    ]);
    expect(collisions(texts)).toEqual([]);
    const covered = (await printedImages(pdf)).flatMap((image) =>
      texts.filter(
        (it) => it.page === image.page && it.left < image.right + 1 && it.baseline > image.top && it.baseline - 2 < image.bottom + 1,
      ),
    );
    expect(covered).toEqual([]);
  });

  it('makes a long name smaller or cuts it before the seller, whose block begins at 125', async () => {
    const seller = {
      ...withLogo(png()).seller,
      brand: 'Nordlicht Infrastruktur- und Plattformsysteme Hamburg und Bremen, Zweigstelle Süd',
    };
    const texts = await printedTexts(await renderInvoice(sampleInvoice(LINES, { seller }), png()));
    const [name] = texts.filter(({ left }) => rounded(left) === 35.3);
    expect(name?.text.startsWith('Nordlicht Infrastruktur')).toBe(true);
    expect(name?.right).toBeLessThanOrEqual(120);
    expect(collisions(texts)).toEqual([]);
  });

  it('has no name beside it where it is three times as wide as high: it is the name', async () => {
    const image = png({ width: 240 });
    const texts = await printedTexts(await renderInvoice(sampleInvoice(LINES, withLogo(image)), image));
    expect(texts.filter(({ text }) => text === 'Nordlicht')).toEqual([]);
  });

  it('stands on drafts and void documents too', async () => {
    const image = png();
    const draft = await renderPreview(sampleDraft(LINES, withLogo(image)), image);
    const decided = await renderVoid(voidFor('K-10482', 'RE-2026-004217', { ...withLogo(image), language: 'de' }), image);
    expect((await printedImages(draft)).map(({ page }) => page)).toEqual([1, 2, 3]);
    expect(await printedImages(decided)).toHaveLength(1);
    expect(collisions(await printedTexts(draft))).toEqual([]);
  });

  it('is in the file once, and the same content has the same bytes', async () => {
    const image = png();
    const render = (): Promise<Uint8Array> => renderInvoice(sampleInvoice(LINES, withLogo(image)), new Uint8Array(image));
    const pdf = Buffer.from(await render());
    expect(pdf.toString('latin1').match(/\/Subtype \/Image/g)).toHaveLength(1);
    expect(pdf.equals(Buffer.from(await render()))).toBe(true);
  });
});
