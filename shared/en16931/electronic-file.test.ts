import { describe, expect, it } from '@jest/globals';

import { discountsYaml } from '../../test/support/discounts.ts';
import { CatalogError, parseCatalog } from '../catalog-file.ts';

/** Path and message of each fault of a catalog whose customer gets these files. */
function faultsOf(customer: string, seller = ''): string[] {
  const yaml = discountsYaml({ customer }).replace(/^seller:\n/m, `seller:\n${seller}`);
  try {
    parseCatalog(yaml, 'catalog.yml');
    return [];
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    return error.faults.map(({ path, message }) => `${path}: ${message}`);
  }
}
const PHONE = "  phone: '+43 1 5550'\n";

describe('the files that a customer gets', () => {
  it.each(['pdf', 'cii', 'ubl', 'pdf, ubl'])('may be %s, without anything else in the catalog', (files) => {
    expect(faultsOf(`delivery: { files: [${files}] }`)).toEqual([]);
  });

  it('are refused before an invoice has a number, if they could not be made: by what is missing, and where', () => {
    expect(faultsOf('delivery: { files: [xrechnung] }')).toEqual([
      'customers[0].buyerReference: xrechnung wants it: the customer has to have a buyerReference (BT-10): of an authority its Leitweg-ID',
      "customers[0].delivery.files: xrechnung can't be made: seller.phone: the seller has to name a phone (BT-42)",
    ]);
    expect(faultsOf('delivery: { files: [xrechnung] }\n    buyerReference: 04011000-12345-34', PHONE)).toEqual([]);
  });

  it.each(['', 'cii, ubl', 'pdf, pdf', 'word'])('are none of these: %s', (files) => {
    expect(faultsOf(`delivery: { files: [${files}] }`)).toEqual([expect.stringMatching(/^customers\[0\]\.delivery\.files/)]);
  });
});
