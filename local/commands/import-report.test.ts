import { describe, expect, it } from '@jest/globals';
import { parseCatalog } from '../../shared/catalog-file.ts';
import type { Catalog } from '../../shared/catalog.store.ts';
import { catalogYaml } from '../../test/support/catalog.ts';
import { catalogChanges } from '../../shared/catalog-changes.ts';
import { importReport } from './import-report.ts';

const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `c${i}`);
const catalogOf = (text: string): Catalog => parseCatalog(text, 'catalog.yml');
const yamlOf = (...customers: readonly string[]): string => catalogYaml(...customers.map((id) => ({ id })));

function reportOf(before: string | undefined, after: string): string[] {
  const catalog = catalogOf(after);
  const changes = catalogChanges(before === undefined ? undefined : catalogOf(before), catalog);
  return importReport({ catalog, contentHash: 'c0ffee', changes, isFirst: before === undefined, isThere: false, version: 1 });
}

describe('what an import says it would do', () => {
  it('is nothing but counts at first', () => {
    expect(reportOf(undefined, yamlOf('adler', 'biber'))).toEqual([
      'The first catalog of kranich: 2 meters, 3 plan versions, 2 customers, 2 subscriptions.',
    ]);
  });

  it('names what is added, what changes field by field, what is left, and what stays though the files do not mention it', () => {
    const after = yamlOf('biber', 'dachs')
      .replace('city: Wien', 'city: Graz')
      .replace('email: pay@biber.example', 'email: pay@biber.example\n    purchaseOrder: PO-1');
    expect(reportOf(yamlOf('adler', 'biber'), after)).toEqual([
      'What changes for kranich:',
      '  added       1 customer: dachs',
      '  added       1 subscription: dachs.basic',
      '  changed     the seller',
      '                address.city: Wien → Graz',
      '  changed     customer biber',
      '                purchaseOrder: PO-1 (new)',
      '  left as is  2 meters, 3 plan versions, 1 subscription',
      '  stays       1 customer not in the files: adler',
      '  stays       1 subscription not in the files: adler.basic',
    ]);
  });

  it('holds a new version of a plan against the one before, price by price', () => {
    const before = yamlOf('adler');
    const after = before
      .replace('- id: plain\n', '- id: plain\n    version: 3\n')
      .replace('model: standard, meter: calls, unitPrice: 0.10', 'model: standard, meter: calls, unitPrice: 0.12');
    expect(reportOf(before, after)).toEqual([
      'What changes for kranich:',
      '  added       1 plan version: plain 3',
      '                plain 3 beside plain 1:',
      '                  prices[calls].unitPrice: 0.10 → 0.12',
      '  left as is  2 meters, 2 plan versions, 1 customer, 1 subscription',
      '  stays       1 plan version not in the files: plain 1',
    ]);
  });

  it('is short where ten thousand change alike', () => {
    const before = catalogOf(yamlOf(...ids(10)));
    const many = Array.from({ length: 1000 }, (_, i) =>
      before.customers.map(({ customer }) => ({ customer: { ...customer, id: `${customer.id}-${i}` }, subscriptions: [] })),
    ).flat();
    const there = { ...before, customers: many };
    const catalog = {
      ...there,
      customers: many.map(({ customer }) => ({ customer: { ...customer, language: 'de' as const }, subscriptions: [] })),
    };
    const changes = catalogChanges(there, catalog);
    expect(importReport({ catalog, contentHash: '', changes, isFirst: false, isThere: false, version: 1 })).toEqual([
      'What changes for kranich:',
      '  changed     10,000 customers: c0-0, c1-0, c2-0, c3-0, c4-0, c5-0, c6-0, c7-0 … and 9,992 more',
      '                language: en → de',
      '  left as is  2 meters, 3 plan versions',
    ]);
  });

  it('and where very many change each in another way', () => {
    const before = yamlOf(...ids(30));
    const lines = reportOf(before, before.replaceAll(/email: pay@(c\d+)\.example/g, 'email: bills@$1.example'));
    expect(lines.filter((line) => line.startsWith('  changed'))).toHaveLength(20);
    expect(lines).toContain('  … and 10 more that change; --json names them all');
  });
});
