import { numberText, sealedDraft } from '../../shared/billing-run.ts';
import { requireSeal } from '../../shared/billing-run.store.ts';
import { factsWith, isWorkingFile } from '../../shared/invoice.store.ts';
import { inLanes } from '../../shared/lanes.ts';
import { requireList } from '../../shared/list.store.ts';
import { blocksOf } from '../../shared/number.store.ts';
import { archive } from '../../shared/ports.ts';
import { briefed, briefOf } from './found-document.ts';
import type { FoundDocument } from './found-document.ts';

const AT_ONCE = 50;

/** What is recorded under each number of the run's blocks, in the order of the sealed list. */
export async function documentsOf(sellerId: string, runId: string): Promise<FoundDocument[]> {
  const { seal } = await requireSeal(sellerId, runId);
  const blocks = await blocksOf(sellerId, runId);
  const drafts = await requireList(sealedDraft, seal.list.key);
  return inLanes(AT_ONCE, drafts, async (draft) => {
    const block = blocks.find(({ series }) => series === draft.series);
    if (!block) return { number: `(no block of ${draft.series})`, issueDate: '', draft, workingFiles: [] };
    const number = numberText(block, block.first + draft.index);
    const { content, document, voidDocument, issued } = await factsWith(sellerId, number, briefed);
    const workingFiles = [document, voidDocument].flatMap((it) => (it && isWorkingFile(sellerId, it) ? it.key : []));
    return { number, issueDate: block.issueDate, draft, invoice: content && briefOf(content), workingFiles, issued };
  });
}

/** The same with the hash of what lies in the archive. */
export async function archivedDocumentsOf(sellerId: string, runId: string): Promise<FoundDocument[]> {
  return inLanes(AT_ONCE, await documentsOf(sellerId, runId), async (found) => {
    return { ...found, archivedHash: found.issued && (await archive().hash(found.issued.archiveKey)) };
  });
}
