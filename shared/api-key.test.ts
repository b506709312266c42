import { describe, expect, it } from '@jest/globals';
import { keyNumber, recordOf } from '../test/support/api-keys.ts';
import { id as catalogId } from './catalog.ts';
import { idInKey, isUsable, KEY_BYTES, keyText, rotated, stateOf, mayDo } from './api-key.ts';

const AT = '2026-10-15T12:00:00Z';
const NEXT = { id: '000000000000', hash: 'ab'.repeat(32), by: 'cfo@kranich.example', at: AT, overlapDays: 7 };

describe('the text of a key', () => {
  it('has an id of 60 bits and a secret of 160, a character for each random byte', () => {
    const bytes = Uint8Array.from({ length: KEY_BYTES }, (_, i) => i);
    expect(keyText(bytes)).toBe('sb_0123456789ab_cdefghjkmnpqrstvwxyz0123456789ab');
    expect(idInKey(keyText(bytes))).toBe('0123456789ab');
  });

  it('takes five bits of a byte, so that each of the 32 characters is as likely', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 256; byte++) {
      const [, , character = ''] = keyNumber(byte).split('_');
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    expect(counts.size).toBe(32);
    expect(new Set(counts.values())).toEqual(new Set([8]));
  });

  it('is made of no fewer bytes', () => {
    expect(() => keyText(new Uint8Array(KEY_BYTES - 1))).toThrow(RangeError);
  });

  it.each([
    '',
    'sb_',
    `${keyNumber(1)}0`,
    ` ${keyNumber(1)}`,
    `${keyNumber(1)}\n`,
    keyNumber(1).toUpperCase(),
    keyNumber(1).replace('sb_', 'sk_'),
  ])('is not %j', (text) => expect(idInKey(text)).toBeUndefined());
});

it('lies where no seller can: no id begins with "@"', () => {
  expect(catalogId.safeParse('@api-key').success).toBe(false);
});

describe('a key is usable', () => {
  const text = keyNumber(1);
  it.each([
    { why: 'that lasts', changes: {}, isGood: true },
    { why: 'a millisecond before it expires', changes: { expiresAt: '2026-10-15T12:00:00.001Z' }, isGood: true },
    { why: 'not at the instant it expires', changes: { expiresAt: AT }, isGood: false },
    { why: 'not once it is revoked', changes: { revokedAt: '2026-10-15T11:00:00Z' }, isGood: false },
    { why: 'not where it is revoked by a clock that is ahead', changes: { revokedAt: '2026-10-15T13:00:00Z' }, isGood: false },
    { why: 'not under the hash of another', changes: { hash: recordOf(keyNumber(2)).hash }, isGood: false },
  ])('$why', ({ changes, isGood }) => {
    expect(isUsable(recordOf(text, changes), text, AT)).toBe(isGood);
  });

  it('not without a record, whatever the text', () => {
    expect(isUsable(undefined, text, AT)).toBe(false);
    expect(isUsable(undefined, '', AT)).toBe(false);
  });
});

describe('a rotation', () => {
  const old = recordOf(keyNumber(1), { sellers: ['kranich', 'storch'], expiresAt: '2027-10-01T08:00:00Z' });

  it('makes a key for the same sellers, which lives as long as the old one was to: 365 days', () => {
    expect(rotated(old, NEXT).next).toEqual({
      ...{ schema: 1, id: NEXT.id, hash: NEXT.hash, sellers: ['kranich', 'storch'], label: 'gateway' },
      ...{ createdAt: AT, createdBy: 'cfo@kranich.example', expiresAt: '2027-10-15T12:00:00.000Z' },
    });
    expect(rotated({ ...old, expiresAt: undefined }, NEXT).next.expiresAt).toBeUndefined();
  });

  it('makes a key that may do what the old one may, and no more', () => {
    expect(rotated({ ...old, may: ['read'] }, NEXT).next.may).toEqual(['read']);
    expect(mayDo(rotated(old, NEXT).next, 'read')).toBe(false);
  });

  it.each([
    { why: 'for seven days', days: 7, expiresAt: undefined, until: '2026-10-22T12:00:00.000Z' },
    { why: 'not at all', days: 0, expiresAt: undefined, until: '2026-10-15T12:00:00.000Z' },
    { why: 'no longer than it would have', days: 7, expiresAt: '2026-10-16T00:00:00Z', until: '2026-10-16T00:00:00Z' },
  ])('lets the old one go on $why', ({ days, expiresAt, until }) => {
    const changed = rotated({ ...old, expiresAt }, { ...NEXT, overlapDays: days }).old;
    expect(changed).toMatchObject({ expiresAt: until, replacedBy: NEXT.id });
    expect(stateOf(changed, until)).toBe('expired');
  });

  it.each([
    { why: 'revoked', changes: { revokedAt: AT }, message: 'is revoked: create a new one' },
    { why: 'expired', changes: { expiresAt: AT }, message: 'is expired: create a new one' },
    { why: 'replaced before', changes: { replacedBy: '111111111111' }, message: 'was replaced by 111111111111 before' },
  ])('is refused for a key that is $why', ({ changes, message }) => {
    expect(() => rotated({ ...old, ...changes }, NEXT)).toThrow(message);
  });
});
