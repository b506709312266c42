import { describe, expect, it } from '@jest/globals';

import { contrastOnWhite, visibleAccent } from './accent.ts';

describe('the accent colour', () => {
  it('has the contrast of WCAG', () => {
    expect(contrastOnWhite('#000000')).toBeCloseTo(21, 5);
    expect(contrastOnWhite('#FFFFFF')).toBeCloseTo(1, 5);
    expect(contrastOnWhite('#767676')).toBeCloseTo(4.54, 2);
  });

  it('gives way to ink where it is hardly seen', () => {
    expect(visibleAccent('#1F4B8F')).toBe('#1F4B8F');
    expect(visibleAccent('#FFD400')).toBe('#15181C');
  });
});
