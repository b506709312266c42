/**
 * Invoices that others publish, read from the folder that INVOICE_CASES names, or from ../shared/cases beside the
 * checkout.
 */
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

import { minorDigits } from '../shared/money.ts';
import { checkInvariants } from '../services/invoicing/invariants.ts';
import { casesIn, suite } from './support/case-files.ts';
import { figuresOf, withFigureOff } from './support/figures.ts';
import { invoiceCaseOf, type InvoiceCase } from './support/invoice-case.ts';

const BESIDE = fileURLToPath(new URL('../../shared/cases', import.meta.url));
const invoiceFolder = process.env['INVOICE_CASES'] ?? BESIDE;
suite('published invoices', invoiceFolder, casesIn(invoiceFolder, 'invoices'), (cases) => {
  const ours = cases.flatMap((it) => invoiceCaseOf(it) ?? []);
  process.stdout.write(
    `Published invoices: ${ours.length} of ${cases.length} run; the others have allowances, prepayments or categories that are not there yet.\n`,
  );

  it.each(ours)('$source adds up', ({ currency, draft }: InvoiceCase) => {
    expect(() => checkInvariants(draft, minorDigits(currency))).not.toThrow();
  });

  it.each(ours)('$source is refused with any figure off by a cent', ({ currency, draft }: InvoiceCase) => {
    const accepted = figuresOf(draft).filter((path) =>
      ['0.01', '-0.01'].some((cent) => {
        try {
          checkInvariants(withFigureOff(draft, path, cent), minorDigits(currency));
          return true;
        } catch {
          return false;
        }
      }),
    );
    expect(accepted).toEqual([]);
  });
});
