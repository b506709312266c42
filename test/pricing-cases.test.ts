/**
 * Numeric cases that other billing systems publish, and our own. Theirs are read from every pricing*.json of the
 * folder that PRICING_CASES names, or from ../shared/cases beside the checkout; without it only our own run.
 */
import { describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';

import { casesIn, suite } from './support/case-files.ts';
import { isSame, OTHER_POLICIES, priceCase, resultOf, type PriceCase } from './support/price-case.ts';

const folder = process.env['PRICING_CASES'] ?? fileURLToPath(new URL('../../shared/cases', import.meta.url));
const golden = fileURLToPath(new URL('./golden', import.meta.url));

function policyOf(it: PriceCase): string | undefined {
  return OTHER_POLICIES.find(({ is }) => is(it))?.why;
}

function priced(it: PriceCase): void {
  const result = resultOf(it) ?? 'nothing: no row of the table has this model and these fields';
  expect({ result, isSame: result.startsWith('nothing') ? false : isSame(it, result) }).toEqual({ result, isSame: true });
}

suite('published pricing cases', folder, casesIn(folder, 'pricing'), (found) => {
  const cases = found.map((it) => priceCase.parse(it));
  const ofOtherPolicies = cases.filter((it) => policyOf(it) !== undefined);
  const ours = cases.filter((it) => !ofOtherPolicies.includes(it));

  it.each(ours)('$model $id: $expected', priced);

  for (const other of ofOtherPolicies) it.skip(`${other.model} ${other.id}: ${policyOf(other)}`, () => undefined);

  it('leaves out fifteen of another policy at most', () => {
    expect(ofOtherPolicies.length).toBeLessThanOrEqual(15);
  });
});

describe('our own pricing cases', () => {
  it.each((casesIn(golden, 'pricing') ?? []).map((it) => priceCase.parse(it)))('$model $id: $expected', priced);
});
