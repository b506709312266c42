import { expect, it } from '@jest/globals';
import { documentGuid } from './document-guid.ts';

// SHA-256 of "abc" (FIPS 180-4); version 8 in the 49th to 52nd bit, variant 10 in the 65th and 66th (RFC 9562, 5.8).
it('is the hash with version and variant of the form', () => {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(documentGuid(abc)).toBe('BA7816BF-8F01-8FEA-8141-40DE5DAE2223');
});

it.each(['0', '4', '8', 'c'])('has a variant a reader takes, also where the hash has %s there', (digit) => {
  expect(documentGuid(`${'0'.repeat(16)}${digit}${'0'.repeat(47)}`).slice(19, 20)).toBe('8');
});
