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

it.each([
  { language: 'de', heading: 'Wir ziehen den Betrag per SEPA-Lastschrift ein', on: '16. November 2026' },
  { language: 'en', heading: 'We debit your account by SEPA direct debit', on: '16 November 2026' },
  { language: 'fr', heading: 'Nous prélevons le montant par prélèvement SEPA', on: '16 novembre 2026' },
] as const)('are followed by the announcement of a debit, and no account to pay into: $language', async ({ language, heading, on }) => {
  const paymentMeans = {
    by: 'direct-debit',
    mandate: 'KR-2026-10482',
    creditorId: 'DE98ZZZ09999999999',
    iban: 'DE75512108001245126199',
  } as const;
  const lines: SampleLine[] = [{ parts: [{ quantity: '1', unitPrice: '100' }], taxRate: '19' }];
  const texts = await printedTexts(await renderInvoice(sampleInvoice(lines, { language, paymentMeans, dueDate: '2026-11-16' })));
  const said = texts.map(({ text }) => text.replaceAll('\u00a0', ' '));
  const from = said.indexOf(heading);
  expect(from).toBeGreaterThan(0);
  const told = said.slice(from, from + 11).filter((_, i) => i > 0 && i % 2 === 0);
  expect(told).toEqual(['DE75 5121 0800 1245 1261 99', 'KR-2026-10482', 'DE98ZZZ09999999999', expect.stringContaining('119'), on]);
  expect(said.join(' ')).not.toContain('GiroCode');
  expect(collisions(texts)).toEqual([]);
});

it('are followed by the card that is charged', async () => {
  const lines: SampleLine[] = [{ parts: [{ quantity: '1', unitPrice: '100' }], taxRate: '19' }];
  const texts = await printedTexts(
    await renderInvoice(sampleInvoice(lines, { language: 'en', paymentMeans: { by: 'card', lastDigits: '4242' } })),
  );
  expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining(['We charge your card', 'ending in 4242']));
  expect(collisions(texts)).toEqual([]);
});
