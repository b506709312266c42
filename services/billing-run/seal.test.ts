import { expect, it } from '@jest/globals';

import { sealedDraftOf } from '../../test/support/runs.ts';
import { sealOf } from './seal.ts';

it('counts the numbers each series needs', () => {
  const list = { key: 'k', count: 3 };
  const drafts = [sealedDraftOf('a', 0), sealedDraftOf('b', 0, { series: 'EX' }), sealedDraftOf('c', 1)];
  expect(sealOf(list, drafts, 'aa')).toEqual({ schema: 1, list, contentHash: 'aa', counts: { RE: 2, EX: 1 } });
});

it('of nothing needs no number', () => {
  expect(sealOf({ key: 'k', count: 0 }, [], 'aa').counts).toEqual({});
});
