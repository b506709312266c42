import type { CustomerStep } from '../../shared/billing-run.ts';
import { previewKey } from '../../shared/draft.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { files, steps } from '../../shared/ports.ts';

/** The preview of a draft; made when it is first looked at, and kept. @throws {NotFoundError} if it could not be made */
export async function draftPreview(step: CustomerStep): Promise<Uint8Array> {
  const key = previewKey(step);
  const kept = await files().get(key);
  if (kept) return kept;
  await steps().call('pdf-rendering/generate-preview', step);
  const made = await files().get(key);
  if (!made) throw new NotFoundError('The preview could not be made.');
  return made;
}
