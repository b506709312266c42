import { describe, expect, it } from '@jest/globals';
import { requireStorable } from '../table-limits.ts';
import type { NewRecord } from '../table.ts';
import { packed, unpacked } from './packed-body.ts';

const record = (body: NewRecord['body']): NewRecord => ({ pk: 'acme|', sk: 'a', body });
/** Beside its text it has 38 bytes. */
const ofBytes = (bytes: number): NewRecord => record({ text: 'x'.repeat(bytes - 38) });

describe('a body', () => {
  it('stays a map, which a person can read, while it fits into one write unit', () => {
    expect(requireStorable(ofBytes(1_024))).toBe(1_024);
    expect(packed(ofBytes(1_024))).toEqual({ text: 'x'.repeat(986) });
  });

  it('is compressed from the first byte of the second', () => {
    const stored = packed(ofBytes(1_025));
    expect(stored).toBeInstanceOf(Uint8Array);
    expect((stored as Uint8Array).length).toBeLessThan(100);
  });

  it.each([
    { why: 'text of every kind', body: { text: 'ä€😀"\\\n'.repeat(300) } },
    { why: 'numbers to the last digit', body: { list: Array.from({ length: 400 }, (_, i) => i / 7), most: Number.MAX_SAFE_INTEGER } },
    { why: 'null, true, empty lists and maps', body: { a: null, b: true, c: [], d: {}, text: 'x'.repeat(2_000) } },
  ])('comes back as it was: $why', ({ body }) => {
    expect(packed(record(body))).toBeInstanceOf(Uint8Array);
    expect(unpacked(packed(record(body)))).toEqual(body);
  });

  it('that was stored as a map before is read as one', () => {
    expect(unpacked({ text: 'x'.repeat(5_000) })).toEqual({ text: 'x'.repeat(5_000) });
  });

  it('that is not one is refused', () => {
    expect(() => unpacked(Uint8Array.of(1, 2, 3))).toThrow();
  });
});
