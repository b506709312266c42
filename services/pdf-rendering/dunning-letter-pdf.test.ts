import { describe, expect, it } from '@jest/globals';
import type { LetterFacts } from '../../shared/dunning/letter-content.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { collisions, printedTexts, type PrintedText } from '../../test/support/printed-text.ts';
import { sampleInvoice } from '../../test/support/sample-invoice.ts';
import { renderDunningLetter } from './dunning-letter-pdf.ts';

/** 890.00 and 19 % of it, of which 1,000.00 are open; the second letter that charges 5.00. */
const facts: LetterFacts = {
  case: 1,
  step: {
    ...{ schema: 1, step: 3, do: 'remind', day: '2026-12-08', at: '2026-12-08T07:00:00Z', letter: 'dunning-notice', level: 2 },
    ...{ currency: 'EUR', open: '1000.00', fee: '5.00', interest: '2.38', asked: '1012.38', payBy: '2026-12-15' },
  },
  charged: { fees: '10.00', interest: '2.38' },
};
const invoiceOf = (changes: Partial<Invoice> = {}): Invoice =>
  sampleInvoice([{ description: 'Platform', unit: 'month', parts: [{ quantity: '1', unitPrice: '890' }] }], changes);
const textsOf = async (invoice: Invoice, of = facts): Promise<PrintedText[]> => printedTexts(await renderDunningLetter(invoice, of));
const joined = (texts: readonly PrintedText[]): string => texts.map(({ text }) => text).join(' ');
const beside = (texts: readonly PrintedText[], label: string): string[] => {
  const baseline = texts.find(({ text }) => text === label)?.baseline;
  return texts.filter((it) => it.baseline === baseline && it.text !== label).map(({ text }) => text);
};

describe('a dunning letter', () => {
  it('says in German what is open, what it charges, and how to pay it', async () => {
    const texts = await textsOf(invoiceOf({ language: 'de' }));
    expect(joined(texts)).toContain('2. Mahnung RE-2026-004217');
    expect(beside(texts, 'Datum')).toEqual(['8. Dezember 2026']);
    expect(joined(texts)).toContain('Trotz unserer Erinnerung sind davon noch 1.000,00 € offen.');
    for (const [label, amount] of [
      ['Offen', '1.000,00 €'],
      ['Mahngebühren', '10,00 €'],
      ['Verzugszinsen', '2,38 €'],
      ['Zu zahlen', '1.012,38 €'],
    ] as const)
      expect(beside(texts, label)).toContain(amount);
    expect(beside(texts, 'Zahlbar bis')).toContain('15. Dezember 2026');
    expect(joined(texts)).toContain('Seite 1 von 1');
  });

  it('says the same in English, and what comes next when it is the last', async () => {
    const final: LetterFacts = { ...facts, step: { ...facts.step, letter: 'final-notice' } };
    const texts = await textsOf(invoiceOf({ language: 'en' }), final);
    expect(joined(texts)).toContain('Final notice RE-2026-004217');
    expect(beside(texts, 'Total due')).toContain('€1,012.38');
    expect(joined(texts)).toContain('we will hand the claim over for collection without another letter.');
  });

  it('names nothing that it does not charge', async () => {
    const texts = await textsOf(invoiceOf({ language: 'en' }), { ...facts, charged: { fees: '0.00', interest: '0.00' } });
    expect(joined(texts)).not.toMatch(/fees|interest/);
  });

  // DIN 5008, form B: the field of 85 × 45 mm begins 45 mm below the edge, 20 mm from the left.
  it('has the address where a window shows it', async () => {
    const { customer } = invoiceOf();
    const inWindow = (await textsOf(invoiceOf())).filter(({ baseline, left }) => baseline > 45 && baseline < 90 && left < 105);
    expect(inWindow.every(({ left, right }) => left >= 20 && right <= 105)).toBe(true);
    expect(joined(inWindow)).toContain(customer.name);
    expect(joined(inWindow)).toContain(`${customer.address.postalCode} ${customer.address.city}`);
  });

  it('goes over to a second page rather than into its foot', async () => {
    const registration = Array.from({ length: 36 }, (_, i) => `Register ${i}`);
    const texts = await textsOf(invoiceOf({ language: 'de', seller: { ...invoiceOf().seller, registration } }));
    expect(joined(texts.filter(({ page }) => page === 2))).toContain('Freundliche Grüße');
    expect(collisions(texts)).toEqual([]);
  });

  it('has the same bytes when it is drawn again', async () => {
    const [once, again] = [await renderDunningLetter(invoiceOf(), facts), await renderDunningLetter(invoiceOf(), facts)];
    expect(Buffer.compare(once, again)).toBe(0);
  });
});
