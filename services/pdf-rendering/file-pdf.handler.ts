import { invoiceStep } from '../../shared/billing-run.ts';
import { sha256 } from '../../shared/content-hash.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { getFact, markIssued } from '../../shared/invoice.store.ts';
import type { DocumentFact } from '../../shared/invoice.store.ts';
import { plainDate } from '../../shared/period.ts';
import { archive, files } from '../../shared/ports.ts';
import { defineStep } from '../../shared/step.ts';

const input = invoiceStep.extend({ issueDate: plainDate });

/** Files the rendered document, that of the invoice or of the void number, in the archive and marks the number issued. */
export const handler = defineStep(input, async ({ sellerId, number, issueDate }) => {
  if (await getFact(sellerId, number, 'issued')) return null;
  const isVoid = (await getFact(sellerId, number, 'void')) !== undefined;
  const document = await getFact(sellerId, number, isVoid ? 'voidDocument' : 'document');
  const name = isVoid ? `${number}-VOID` : number;
  if (!document) throw new NotFoundError(`The document ${name} of seller "${sellerId}" was not rendered.`);

  const archiveKey = `${sellerId}/${issueDate.slice(0, 4)}/${name}.pdf`;
  await filed(document, archiveKey);
  await markIssued(sellerId, number, { schema: 1, archiveKey, hash: document.hash, ...(isVoid ? { isVoid } : {}) });
  return null;
});

/** A working file that is gone was cleared away after it was filed; a table from a backup may be older than that. */
async function filed({ key, hash }: DocumentFact, archiveKey: string): Promise<void> {
  try {
    await archive().take({ store: files(), key, hash }, archiveKey, 'application/pdf');
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    const there = await archive().get(archiveKey);
    if (!there || sha256(there) !== hash) throw error;
  }
}
