import type { NumberBlock, SealedDraft } from '../../shared/billing-run.ts';
import { InvalidInputError } from '../../shared/errors.ts';

/**
 * Where a sealed draft stands in its series: first + index, so that the sealed order is the order of the numbers.
 *
 * @throws {InvalidInputError} if no block is of its series, or the index lies beyond the block
 */
export function positionIn(
  blocks: readonly NumberBlock[],
  draft: Pick<SealedDraft, 'series' | 'index'>,
): { block: NumberBlock; position: number } {
  const block = blocks.find(({ series }) => series === draft.series);
  if (!block) throw new InvalidInputError(`There is no number block of series "${draft.series}".`);
  if (draft.index >= block.count)
    throw new InvalidInputError(`Index ${draft.index} lies beyond the block of ${block.count} numbers of "${draft.series}".`);
  return { block, position: block.first + draft.index };
}
