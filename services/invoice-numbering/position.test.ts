import { describe, expect, it } from '@jest/globals';

import { BLOCK, sealedDraftOf } from '../../test/support/runs.ts';
import { positionIn } from './position.ts';

describe('the position of a sealed draft', () => {
  const block = { ...BLOCK, first: 18, count: 3 };

  it.each([
    { why: 'the first', index: 0, position: 18 },
    { why: 'the last', index: 2, position: 20 },
  ])('is that of its index: $why is $position', ({ index, position }) => {
    expect(positionIn([block], sealedDraftOf('adler', index))).toEqual({ block, position });
  });

  it('is in the block of its series', () => {
    const other = { ...BLOCK, series: 'EX', first: 100 };
    expect(positionIn([block, other], sealedDraftOf('adler', 1, { series: 'EX' }))).toEqual({ block: other, position: 101 });
  });

  it.each([
    { why: 'behind the block', draft: sealedDraftOf('adler', 3) },
    { why: 'of a series without a block', draft: sealedDraftOf('adler', 0, { series: 'EX' }) },
  ])('$why is refused: InvalidInputError', ({ draft }) => {
    expect(() => positionIn([block], draft)).toThrow(expect.objectContaining({ name: 'InvalidInputError' }));
  });
});
