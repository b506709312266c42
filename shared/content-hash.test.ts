import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { canonicalJson, contentHash, sha256, shardOf } from './content-hash.ts';

/** The same value with the keys of every object put in backwards. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, backwards(member)]),
  );
}

describe('canonical JSON', () => {
  it('has keys in code unit order, at every depth, and no white space', () => {
    expect(canonicalJson({ b: 1, a: [{ d: null, c: 'x y' }], Z: true, ä: '' })).toBe('{"Z":true,"a":[{"c":"x y","d":null}],"b":1,"ä":""}');
  });

  it('leaves out what is undefined and keeps null', () => {
    expect(canonicalJson({ a: undefined, b: null })).toBe('{"b":null}');
  });

  it('takes a key named __proto__ for one like any other', () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"d":1,"c":2},"a":[{"__proto__":0}]}'))).toBe(
      '{"__proto__":{"c":2,"d":1},"a":[{"__proto__":0}],"b":1}',
    );
  });

  it('is the same in whatever order keys were put', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => expect(canonicalJson(backwards(value))).toBe(canonicalJson(value))));
  });

  it('says the value and nothing else', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))));
  });
});

describe('a content hash', () => {
  it('is SHA-256 in lower-case hex', () => {
    // Published test vectors of SHA-256: the empty text and "abc".
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256(new TextEncoder().encode('abc'))).toBe(sha256('abc'));
  });

  it('is that of the canonical text', () => {
    expect(contentHash({ b: 1, a: 2 })).toBe(sha256('{"a":2,"b":1}'));
  });

  it.each([
    { a: { n: '1' }, b: { n: 1 } },
    { a: { n: null }, b: {} },
    { a: ['1', '2'], b: ['2', '1'] },
    { a: ['ab'], b: ['a', 'b'] },
    { a: { n: '1.0' }, b: { n: '1' } },
  ])('tells $a from $b', ({ a, b }) => {
    expect(contentHash(a)).not.toBe(contentHash(b));
  });
});

describe('a shard', () => {
  it('is one of so many, and always the same for an id', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 64 }), (id, count) => {
        const shard = shardOf(id, count);
        expect(shard).toBeGreaterThanOrEqual(0);
        expect(shard).toBeLessThan(count);
        expect(shardOf(id, count)).toBe(shard);
      }),
    );
  });

  it('spreads ids that follow each other: each of 16 gets 1,000 of 16,000, give or take 150', () => {
    const counts = new Array<number>(16).fill(0);
    for (let i = 0; i < 16_000; i++) counts[shardOf(`customer-${i}`, 16)]! += 1;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
