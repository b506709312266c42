import { describe, expect, it } from '@jest/globals';
import { readUnits, transactionUnits, writeUnits } from './table-units.ts';

describe('write units', () => {
  it.each([
    { why: 'nothing there', bytes: 0, units: 1 },
    { why: 'the last byte of a unit', bytes: 1_024, units: 1 },
    { why: 'the first byte of the next', bytes: 1_025, units: 2 },
    { why: 'three units', bytes: 3_072, units: 3 },
  ])('$why: $bytes bytes cost $units', ({ bytes, units }) => {
    expect(writeUnits(bytes)).toBe(units);
  });

  it('doubles each item of a transaction, rounded by itself', () => {
    expect(transactionUnits([100, 1_025])).toBe(2 * 1 + 2 * 2);
  });
});

describe('read units', () => {
  it.each([
    { why: 'nothing found', bytes: 0, units: 1 },
    { why: 'the last byte of a unit', bytes: 4_096, units: 1 },
    { why: 'the first byte of the next', bytes: 4_097, units: 2 },
  ])('$why: $bytes bytes cost $units', ({ bytes, units }) => {
    expect(readUnits(bytes)).toBe(units);
  });
});
