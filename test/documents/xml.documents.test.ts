/** XML invoices as the business rules of EN 16931, of XRechnung and of Peppol see them. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { ciiOf } from '../../shared/en16931/cii.ts';
import { ublOf } from '../../shared/en16931/ubl.ts';
import type { CustomerParty, Invoice } from '../../shared/invoice.ts';
import { INVOICE_RULES, startValidator, type Validator, xmlRulesFor } from './rule-program.ts';
import { INVOICES, PAPER_INVOICES } from './sample-documents.ts';

// The first document of each set of rules waits until they are compiled.
jest.setTimeout(300_000);

let validator: Validator;
beforeAll(() => {
  validator = startValidator('xml-rules');
});
afterAll(() => validator.stop());

describe.each(INVOICES)('$name', ({ invoice }) => {
  const rules = xmlRulesFor(invoice);

  it('keeps to EN 16931, as CII and as UBL', async () => {
    expect(await validator.brokenRules(rules.cii, ciiOf(invoice))).toEqual([]);
    expect(await validator.brokenRules(rules.ubl, ublOf(invoice, 'ubl'))).toEqual([]);
  });

  it('keeps to XRechnung', async () => {
    expect(await validator.brokenRules(rules.xrechnung, ublOf(invoice, 'xrechnung'))).toEqual([]);
  });

  it('keeps to Peppol BIS Billing', async () => {
    expect(await validator.brokenRules(rules.peppol, ublOf(invoice, 'peppol'))).toEqual([]);
  });
});

describe('a fault is found:', () => {
  const { cii, ubl, xrechnung, peppol } = INVOICE_RULES;
  const { invoice } = INVOICES[0]!;
  const ofCustomer = (changes: Partial<CustomerParty>): Invoice => ({ ...invoice, customer: { ...invoice.customer, ...changes } });
  const oneMore = (xml: string, amount: string): string =>
    xml.replace(new RegExp(`(?<=<${amount}[^>]*>)\\d+`), (units) => String(Number(units) + 1));

  it.each([
    { fault: 'a total off by one', rules: cii, rule: 'BR-CO-15', xml: oneMore(ciiOf(invoice), 'ram:GrandTotalAmount') },
    { fault: 'a total off by one', rules: ubl, rule: 'BR-CO-15', xml: oneMore(ublOf(invoice, 'ubl'), 'cbc:TaxInclusiveAmount') },
    { fault: 'a line off by one', rules: peppol, rule: 'PEPPOL-EN16931-R120', xml: oneMore(ublOf(invoice, 'peppol'), 'cbc:PriceAmount') },
    {
      fault: 'no Leitweg-ID',
      rules: xrechnung,
      rule: 'BR-DE-15',
      xml: ublOf(ofCustomer({ buyerReference: undefined }), 'xrechnung'),
    },
    {
      fault: 'neither a reference nor an order of the buyer',
      rules: peppol,
      rule: 'PEPPOL-EN16931-R003',
      xml: ublOf(ofCustomer({ buyerReference: undefined, purchaseOrder: undefined }), 'peppol'),
    },
    {
      fault: 'a mail address, which is no address on the Peppol network',
      rules: peppol,
      rule: 'PEPPOL-EN16931-CL008',
      xml: ublOf(ofCustomer({ electronicAddress: undefined }), 'peppol'),
    },
    {
      fault: 'lines outside the period of the invoice',
      rules: peppol,
      rule: 'PEPPOL-EN16931-R111',
      xml: ublOf({ ...invoice, period: { first: '2026-10-01', last: '2026-10-31' } }, 'peppol'),
    },
    { fault: 'an amount of three digits', rules: ubl, rule: 'UBL-DT-01', xml: ublOf(PAPER_INVOICES[0]!.invoice, 'ubl') },
    {
      fault: 'an element that is none of UBL',
      rules: ubl,
      rule: '',
      xml: ublOf(invoice, 'ubl').replaceAll('cbc:DueDate', 'cbc:DayDue'),
    },
  ])('$fault, by $rules', async ({ rules, rule, xml }) => {
    const broken = await validator.brokenRules(rules, xml);
    expect(broken.map((it) => it.rule)).toContain(rule);
  });
});
