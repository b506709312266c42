import { expect, it } from '@jest/globals';
import { printedTexts } from '../../test/support/printed-text.ts';
import { sampleInvoice } from '../../test/support/sample-invoice.ts';
import { renderInvoice } from './invoice-pdf.ts';

const invoiceFor = (description: string) => sampleInvoice([{ description, parts: [{ quantity: '1', unitPrice: '5' }] }]);
const COMBINED = 'x\u0301-Test';

it('is read as it was written, whatever documents were made before in the process', async () => {
  // The é of this one is made of an e and the acute that stands alone in the other.
  await renderInvoice(invoiceFor('Café, prélèvement'));
  const texts = await printedTexts(await renderInvoice(invoiceFor(COMBINED)));
  expect(texts.map(({ text }) => text).join('')).toContain(COMBINED);
});
