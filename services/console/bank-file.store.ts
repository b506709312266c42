import { NotFoundError } from '../../shared/errors.ts';
import { MOST_ANSWER_BYTES } from '../../shared/function-limits.ts';
import { getCollection } from '../../shared/payments/collection.store.ts';
import { files } from '../../shared/ports.ts';
import { refundFileKey } from '../../shared/receivables/refund-set.store.ts';
import { LINK_SECONDS } from './download-kinds.ts';
import type { FileLink } from './v1-route.ts';

/** A file of direct debits for the bank. @throws {NotFoundError} if there is none of that id */
export async function debitFile(sellerId: string, id: string): Promise<Uint8Array | FileLink> {
  return bankFile((await getCollection(sellerId, id))?.key, id);
}

/** A file of refunds for the bank. @throws {NotFoundError} if there is none of that id */
export async function refundFile(sellerId: string, id: string): Promise<Uint8Array | FileLink> {
  return bankFile(/^[\w-]{1,60}$/.test(id) ? refundFileKey(sellerId, id) : undefined, id);
}

/** Its bytes, or a link to them where they are more than a function answers with. */
async function bankFile(key: string | undefined, id: string): Promise<Uint8Array | FileLink> {
  const bytes = key === undefined ? undefined : await files().get(key);
  if (key === undefined || !bytes) throw new NotFoundError(`There is no file ${id} for the bank.`);
  return bytes.byteLength > MOST_ANSWER_BYTES ? { link: await files().url(key, LINK_SECONDS) } : bytes;
}
