/** XML invoices as the business rules of EN 16931, of XRechnung and of Peppol see them. */
import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startValidator, type Validator } from './rule-program.ts';

const CII = 'eu.cen.en16931:cii:1.3.16';
const UBL = 'eu.cen.en16931:ubl:1.3.16';
const XRECHNUNG_CII = 'de.xrechnung:cii:3.0.2';
const XRECHNUNG_UBL = 'de.xrechnung:ubl-invoice:3.0.2';
const PEPPOL = 'eu.peppol.bis3:invoice:2026.5';

let validator: Validator;
beforeAll(() => {
  validator = startValidator('xml-rules');
});
afterAll(() => validator.stop());

describe('an invoice written by hand', () => {
  const cii = readFileSync(new URL('invoice.cii.xml', import.meta.url), 'utf8');
  const ubl = readFileSync(new URL('invoice.ubl.xml', import.meta.url), 'utf8');
  const peppol = ubl
    .replace('urn:xeinkauf.de:kosit:xrechnung_3.0', 'urn:fdc:peppol.eu:2017:poacc:billing:3.0')
    .replaceAll(/"EM">.*@/g, '"9930">DE318204771@');

  it.each([
    { rules: CII, xml: cii },
    { rules: UBL, xml: ubl },
    { rules: XRECHNUNG_CII, xml: cii },
    { rules: XRECHNUNG_UBL, xml: ubl },
    { rules: PEPPOL, xml: peppol },
  ])('keeps to $rules', async ({ rules, xml }) => {
    expect(await validator.brokenRules(rules, xml)).toEqual([]);
  });

  const leitwegId = /<(cbc|ram):BuyerReference>.*/;
  it.each([
    { fault: 'a total off by one', rules: CII, xml: cii.replace('GrandTotalAmount>119', 'GrandTotalAmount>120'), rule: 'BR-CO-15' },
    { fault: 'a total off by one', rules: UBL, xml: ubl.replace(/(TaxInclusiveAmount.*>)119/, '$1120'), rule: 'BR-CO-15' },
    { fault: 'no Leitweg-ID', rules: XRECHNUNG_CII, xml: cii.replace(leitwegId, ''), rule: 'BR-DE-15' },
    { fault: 'no Leitweg-ID', rules: XRECHNUNG_UBL, xml: ubl.replace(leitwegId, ''), rule: 'BR-DE-15' },
    { fault: 'no reference of the buyer', rules: PEPPOL, xml: peppol.replace(leitwegId, ''), rule: 'PEPPOL-EN16931-R003' },
    { fault: 'an address of no known scheme', rules: PEPPOL, xml: peppol.replaceAll('"9930"', '"EM"'), rule: 'PEPPOL-EN16931-CL008' },
    { fault: 'an element that is none of the schema', rules: UBL, xml: ubl.replaceAll('DueDate', 'DayDue'), rule: '' },
  ])('is refused by $rules with $fault', async ({ rules, xml, rule }) => {
    const broken = await validator.brokenRules(rules, xml);
    expect(broken.map((it) => it.rule)).toContain(rule);
  });
});
