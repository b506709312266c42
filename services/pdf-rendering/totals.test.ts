import { expect, it } from '@jest/globals';
import { collisions, printedTexts } from '../../test/support/printed-text.ts';
import { sampleInvoice, type SampleLine } from '../../test/support/sample-invoice.ts';
import { renderInvoice } from './invoice-pdf.ts';

it.each([
  { language: 'de', label: 'Rundung' },
  { language: 'en', label: 'Rounding' },
  { language: 'fr', label: 'Arrondi' },
] as const)('say by how much francs were rounded, between credits and the total, on one edge: $language', async ({ language, label }) => {
  const totals = { net: '99.66', tax: '8.07', gross: '107.73', prepaid: '50.00', rounding: '0.02', payable: '57.75' };
  const lines: SampleLine[] = [{ parts: [{ quantity: '1', unitPrice: '99.66' }], taxRate: '8.1' }];
  const texts = await printedTexts(await renderInvoice(sampleInvoice(lines, { language, currency: 'CHF', totals })));
  const rounding = texts.find(({ text }) => text === label)!;
  const figures = texts.filter(({ right, baseline }) => right > 180 && Math.abs(baseline - rounding.baseline - 5) < 10.5);
  expect(figures.map(({ text }) => text.replace(/\D/g, ''))).toEqual(['5000', '002', '5775']);
  expect(figures.map(({ right }) => right.toFixed(1))).toEqual(['190.0', '190.0', '190.0']);
  expect(rounding.left).toBeCloseTo(125, 1);
  expect(collisions(texts)).toEqual([]);
});
