import { describe, expect, it } from '@jest/globals';

import { sampleInvoice } from '../../test/support/sample-invoice.ts';
import { textAt, readXml } from '../../test/support/xml-reader.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { invoiceIn } from './electronic-invoice.ts';

const invoice = sampleInvoice([{ parts: [{ quantity: '10', unitPrice: '5' }] }]);
const electronicAddress = { scheme: '0204', id: '04011000-12345-34' };
const customer = { ...invoice.customer, buyerReference: '04011000-12345-34', electronicAddress };
const seller = { ...invoice.seller, electronicAddress };
const { phone: _, ...withoutPhone } = invoice.seller;
const { purchaseOrder: __, ...withoutOrder } = invoice.customer;
const french = { ...withoutOrder, address: { ...withoutOrder.address, country: 'FR' } };

describe('an invoice', () => {
  it.each([
    { form: 'ubl', customization: 'urn:cen.eu:en16931:2017' },
    { form: 'xrechnung', customization: 'urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0' },
    { form: 'peppol', customization: 'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0' },
  ] as const)('is written as $form under its name', ({ form, customization }) => {
    expect(textAt(readXml(invoiceIn(form, { ...invoice, seller, customer })), 'cbc:CustomizationID')).toBe(customization);
  });

  it('is written as CII in the profile of its PDF', () => {
    const context = 'rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID';
    expect(textAt(readXml(invoiceIn('cii', invoice)), context)).toBe('urn:cen.eu:en16931:2017');
  });

  it('is all that is kept of it as JSON', () => {
    expect(JSON.parse(invoiceIn('json', invoice))).toEqual(invoice);
  });

  it('has with it as JSON which document it has, and what rendered that', () => {
    const made = { hash: 'ab', contentHash: 'cd', renderer: { version: 7, pdfkit: '1.2.3', font: 'Inter 4' } };
    const document = { schema: 1, key: 'kranich/documents/RE-1-ab.pdf', ...made } as const;
    expect(JSON.parse(invoiceIn('json', invoice, document))).toEqual({ ...invoice, document: made });
  });

  it.each([
    { form: 'xrechnung', why: 'no Leitweg-ID', changes: {}, says: 'customer.buyerReference' },
    { form: 'xrechnung', why: 'no phone', changes: { customer, seller: withoutPhone }, says: 'seller.phone' },
    { form: 'peppol', why: 'no reference between two in Germany', changes: {}, says: 'Leitweg-ID' },
    { form: 'peppol', why: 'neither reference nor order', changes: { customer: french }, says: 'or a purchaseOrder (BT-13)' },
    { form: 'peppol', why: 'a seller that Peppol does not reach', changes: { customer }, says: 'seller.electronicAddress' },
    {
      form: 'peppol',
      why: 'a customer that only mail reaches',
      changes: { seller, customer: { ...customer, electronicAddress: { scheme: 'EM', id: 'a@b.example' } } },
      says: 'customer.electronicAddress',
    },
    { form: 'cii', why: 'a currency of three decimals', changes: { currency: 'KWD' }, says: 'KWD has more' },
  ] as const)('is refused as $form with $why: $says', ({ form, changes, says }) => {
    expect(() => invoiceIn(form, { ...invoice, ...(changes as Partial<Invoice>) })).toThrow(says);
  });

  it('needs no more than the order for Peppol beyond Germany, and nothing for CII and plain UBL', () => {
    const abroad: Invoice = {
      ...invoice,
      seller: { ...withoutPhone, electronicAddress },
      customer: { ...french, purchaseOrder: 'PO-7', electronicAddress },
    };
    for (const form of ['peppol', 'ubl', 'cii'] as const) expect(() => invoiceIn(form, abroad)).not.toThrow();
    expect(() => invoiceIn('ubl', { ...abroad, customer: french })).not.toThrow();
  });
});
