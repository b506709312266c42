import { expect, it } from '@jest/globals';

import { messageOf } from './failure.ts';

it.each([
  { why: 'of a Lambda', cause: '{"errorType":"X","errorMessage":"There is no price.","trace":["a"]}', expected: 'There is no price.' },
  { why: 'of the service, in words', cause: 'The task timed out.', expected: 'The task timed out.' },
  { why: 'of something else in JSON', cause: '{"status":"FAILED"}', expected: '{"status":"FAILED"}' },
  { why: 'in JSON that is no object', cause: '7', expected: '7' },
  { why: 'in broken JSON', cause: '{"errorMessage":', expected: '{"errorMessage":' },
  { why: 'that is empty', cause: '', expected: '' },
  { why: 'whose message is no text', cause: '{"errorMessage":7}', expected: '{"errorMessage":7}' },
])('a cause $why is told as $expected', ({ cause, expected }) => {
  expect(messageOf(cause)).toBe(expected);
});

it('is cut to 2,000 characters, also inside JSON', () => {
  expect(messageOf('x'.repeat(2001))).toHaveLength(2000);
  expect(messageOf(JSON.stringify({ errorMessage: 'x'.repeat(2001) }))).toHaveLength(2000);
});
