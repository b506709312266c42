import { invoiceFacts } from '../../shared/invoice.store.ts';
import { inLanes } from '../../shared/lanes.ts';
import { singleDocuments } from '../../shared/single-documents.store.ts';
import type { FoundDocument } from './found-document.ts';

const AT_ONCE = 50;

/**
 * The single documents of a day in the order of their numbers, with what was issued; after a restore that may be known by
 * the archive alone.
 */
export async function documentsOfDay(sellerId: string, day: string): Promise<Pick<FoundDocument, 'number' | 'issueDate' | 'issued'>[]> {
  const listed = await Array.fromAsync(singleDocuments(sellerId, day));
  return inLanes(AT_ONCE, listed, async ({ number, issueDate }) => {
    const { issued, adopted } = await invoiceFacts(sellerId, number);
    return { number, issueDate, issued: issued ?? adopted };
  });
}
