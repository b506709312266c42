/**
 * Numeric cases that others publish, and our own. Theirs are read from the folders that PRICING_CASES and
 * INVOICE_CASES name, or from ../shared/cases beside the checkout; without them only our own run.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

import { minorDigits } from '../shared/money.ts';
import { checkInvariants } from '../services/invoicing/invariants.ts';
import { figuresOf, withFigureOff } from './support/figures.ts';
import { invoiceCaseOf, type InvoiceCase } from './support/invoice-case.ts';
import { isSame, priceCase, resultOf, type PriceCase } from './support/price-case.ts';

const BESIDE = fileURLToPath(new URL('../../shared/cases', import.meta.url));
const GOLDEN = fileURLToPath(new URL('./golden', import.meta.url));

/** Every entry of the files of a folder whose names begin so; undefined if there is no such folder. */
function casesIn(folder: string, beginning: string): unknown[] | undefined {
  if (!existsSync(folder)) return undefined;
  const names = readdirSync(folder).filter((name) => name.startsWith(beginning) && name.endsWith('.json'));
  return names.sort().flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown[]);
}

/** How often each of some names comes, in words. */
function counted(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort()
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function suite(title: string, folder: string, cases: unknown[] | undefined, tests: (cases: unknown[]) => void): void {
  if (cases) describe(title, () => tests(cases));
  else describe.skip(`${title}: there is no folder ${folder}`, () => it('has nothing to run', () => undefined));
}

const pricingFolder = process.env['PRICING_CASES'] ?? BESIDE;
suite('published pricing cases', pricingFolder, casesIn(pricingFolder, 'pricing'), (cases) => {
  const all = cases.map((it) => priceCase.parse(it));
  const ours = all.flatMap((it) => (resultOf(it) === undefined ? [] : [it]));
  const others = all.filter((it) => !ours.includes(it)).map(({ model }) => model);
  process.stdout.write(`Pricing cases: ${ours.length} of ${all.length} run; not yet: ${counted(others)}.\n`);

  it.each(ours)('$model $id: $expected', priced);

  it('run all there are of the models that are there as a whole', () => {
    const whole = ['currency_rounding', 'subtotal_rounding', 'tax', 'period_anchor'];
    expect(others.filter((model) => whole.includes(model))).toEqual([]);
  });
});

describe('our own pricing cases', () => {
  it.each((casesIn(GOLDEN, 'pricing') ?? []).map((it) => priceCase.parse(it)))('$model $id: $expected', priced);
});

function priced(it: PriceCase): void {
  const result = resultOf(it) ?? 'nothing';
  expect({ result, isSame: isSame(it, result) }).toEqual({ result, isSame: true });
}

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
