import { describe, expect, it } from '@jest/globals';
import { paginate, type TablePage } from './page-breaks.ts';
import type { Heading, TableBlock } from './table-rows.ts';

const FRAMES = { first: { top: 100, bottom: 200 }, next: { top: 40, bottom: 200 } };
const CLOSING = 40;
const heading = (title: string): Heading => ({ titleLines: [title], span: '1 to 31 October 2026' });
const ONE_GROUP = heading('Usage');
const entry = (group: Heading, details = 0): TableBlock => ({
  heading: group,
  rows: [{ kind: 'entry', net: '1.00' }, ...Array.from({ length: details }, () => ({ kind: 'detail' as const }))],
});
const entries = (count: number, group = ONE_GROUP): TableBlock[] => Array.from({ length: count }, () => entry(group));
const shape = (pages: readonly TablePage[]): string[] =>
  pages.map(({ items }) =>
    items.map((item) => (item.kind === 'heading' ? (item.isContinued ? 'C' : 'H') : item.row.kind === 'entry' ? 'e' : 'd')).join(''),
  );

// A heading and its entry take 10.7 mm, each further entry 5.3; the carried sum needs 6.9 below the last one.
describe('pages', () => {
  it('end where the carried sum still fits', () => {
    // 10.7 + 15 × 5.3 = 90.2; 90.2 + 6.9 ≤ 100, one more entry is not.
    expect(shape(paginate(entries(30), CLOSING, FRAMES))[0]).toBe(`H${'e'.repeat(16)}`);
  });

  it('take the closing part with the last entry', () => {
    // 10.7 + 9 × 5.3 = 58.4; 58.4 + 40 ≤ 100, with one entry more it is not.
    expect(shape(paginate(entries(10), CLOSING, FRAMES))).toEqual([`H${'e'.repeat(10)}`]);
    expect(shape(paginate(entries(11), CLOSING, FRAMES))).toEqual([`H${'e'.repeat(10)}`, 'Ce']);
  });

  it('keep an entry and its details together', () => {
    expect(shape(paginate([...entries(15), entry(ONE_GROUP, 3), entry(ONE_GROUP)], CLOSING, FRAMES))).toEqual([
      `H${'e'.repeat(15)}`,
      'Ceddde',
    ]);
  });

  it('keep a heading and its first entry together', () => {
    expect(shape(paginate([...entries(15), ...entries(2, heading('Projects'))], CLOSING, FRAMES))).toEqual([`H${'e'.repeat(15)}`, 'Hee']);
  });

  it('repeat the heading only of a group that goes on', () => {
    expect(shape(paginate([...entries(16), ...entries(2, heading('Projects'))], CLOSING, FRAMES))[1]).toBe('Hee');
  });

  it('split an entry that is higher than a page, and leave no row out', () => {
    const pages = shape(paginate([entry(ONE_GROUP, 100)], CLOSING, FRAMES));
    expect(pages.join('').replace(/[HC]/g, '')).toBe(`e${'d'.repeat(100)}`);
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.at(-1)).toMatch(/^Cd+$/);
  });

  it('know the sum of all amounts so far', () => {
    expect(paginate(entries(30), CLOSING, FRAMES).map(({ sum }) => sum.toFixed())).toEqual(['16', '30']);
  });
});
