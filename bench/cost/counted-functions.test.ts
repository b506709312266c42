import { expect, it } from '@jest/globals';
import { awsMilliseconds } from './counted-functions.ts';

// A processor is what 1,769 MB give; of the half of that there is half a processor, and waiting takes as long as ever.
it.each([
  { why: 'a whole processor', megabytes: 1_769, expected: 10 + 50 },
  { why: 'more memory than that', megabytes: 2_048, expected: 10 + 50 },
  { why: 'half a processor', megabytes: 884.5, expected: 20 + 50 },
])('$why takes $expected ms for 10 ms of work and 50 ms of waiting', ({ megabytes, expected }) => {
  expect(awsMilliseconds({ own: 10, waits: 50 }, megabytes)).toBe(expected);
});
