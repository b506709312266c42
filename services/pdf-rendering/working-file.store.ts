import { sha256 } from '../../shared/content-hash.ts';
import { FileConflictError, NotFoundError } from '../../shared/errors.ts';
import { getFact, isWorkingFile } from '../../shared/invoice.store.ts';
import type { DocumentName } from '../../shared/invoice.store.ts';
import { archive, files } from '../../shared/ports.ts';

/**
 * Files a document that the release before this one has left in the working files; the same again is success. Of a run
 * that it began this release may be asked to go on from there. Goes away with the next release.
 *
 * @returns hash of the document, which lies in the archive now
 * @throws {NotFoundError} if no document of the number lies in the working files
 * @throws {FileConflictError} if what lies there was changed, or other content lies in the archive
 */
export async function fileWorkingFile(sellerId: string, number: string, name: DocumentName, archiveKey: string): Promise<string> {
  const document = await getFact(sellerId, number, name);
  const bytes = document && isWorkingFile(sellerId, document) ? await files().get(document.key) : undefined;
  if (!document || !bytes) throw new NotFoundError(`The document ${archiveKey} was not rendered.`);
  const hash = sha256(bytes);
  if (hash !== document.hash)
    throw new FileConflictError(`${document.key} holds other content: ${hash}, and ${document.hash} was rendered.`);
  await archive().put(archiveKey, bytes, 'application/pdf');
  return hash;
}
