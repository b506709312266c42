import { requireSeller } from '../../shared/catalog.store.ts';
import { RequestError } from '../../shared/request-error.ts';

/** @throws {RequestError} 403 unless the seller's catalog names this person as a releaser */
export async function requireNamedReleaser(sellerId: string, email: string): Promise<void> {
  const { release } = await requireSeller(sellerId);
  if (release.by.some((it) => it.toLowerCase() === email.toLowerCase())) return;
  throw new RequestError(403, 'You are no releaser of this seller: release.by in its catalog names those who are.');
}
