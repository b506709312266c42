import { expect, it } from '@jest/globals';

import { hasCheckDigits } from './check-digits.ts';

// docs/sources.md#creditor-reference
it.each([
  { text: 'RF18539007547034', holds: true },
  { text: 'RF185390075470Y', holds: true },
  { text: 'RF17539007547034', holds: false },
])('$text holds: $holds', ({ text, holds }) => {
  expect(hasCheckDigits(text)).toBe(holds);
});
