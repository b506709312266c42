import type { NumberBlock, SealedDraft } from '../../shared/billing-run.ts';
import { InvalidInputError, RecordConflictError } from '../../shared/errors.ts';

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

/**
 * @param counts documents the run was sealed with, by series
 * @throws {RecordConflictError} if the blocks it holds are of other documents: those it closed with before a restore
 */
export function requireBlocksOf(runId: string, counts: Readonly<Record<string, number>>, blocks: readonly NumberBlock[]): void {
  for (const series of new Set([...Object.keys(counts), ...blocks.map((block) => block.series)])) {
    const held = blocks.find((block) => block.series === series)?.count ?? 0;
    if (held === (counts[series] ?? 0)) continue;
    throw new RecordConflictError(
      `Run "${runId}" holds ${held} numbers of series ${series} and was sealed with ${counts[series] ?? 0} documents of it. Before a restore it closed with ${held}: usage or customers differ from then.`,
    );
  }
}
