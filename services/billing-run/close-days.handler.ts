import { getAuditHead } from '../../shared/audit.store.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { requireReconciled } from '../../shared/issuing-lock.store.ts';
import { closeDay, lastClosedDay, latestManifest } from '../../shared/manifest-chain.store.ts';
import { ofDay } from '../../shared/manifest-key.ts';
import { dateIn } from '../../shared/period.ts';
import { defineScheduledStep } from '../../shared/scheduled-step.ts';
import { nextDayWithDocuments, shutDay } from '../../shared/single-documents.store.ts';
import { documentsOfDay } from './day-documents.store.ts';
import { dayManifestOf } from './manifest.ts';
import { fileDayManifest, placeOfManifest } from './manifest.store.ts';

/**
 * Closes each day that is over and has single documents, with a manifest of them. Days close in their order: one with a
 * document that is not made yet keeps those behind it waiting.
 */
export const handler = defineScheduledStep(async (sellerId, at) => {
  const last = await lastClosedDay(sellerId);
  // A call that died behind its transaction has not filed it.
  if (last) await fileDayManifest(sellerId, last, async () => documentsOfDay(sellerId, last.day));
  const today = dateIn(at, (await requireSeller(sellerId)).zone);
  const closed: { sellerId: string; day: string; documents: number }[] = [];
  for (let after = last?.day; ;) {
    const day = await nextDayWithDocuments(sellerId, after);
    if (day === undefined || day >= today) return closed;
    const documents = await close(sellerId, day);
    if (documents === undefined) return closed;
    closed.push({ sellerId, day, documents });
    after = day;
  }
});

/** How many documents the day has; undefined if one of them is not made yet. */
async function close(sellerId: string, day: string): Promise<number | undefined> {
  await requireReconciled(sellerId);
  await shutDay(sellerId, day);
  const documents = await documentsOfDay(sellerId, day);
  if (documents.some(({ issued }) => issued === undefined)) return undefined;
  const latest = await latestManifest(sellerId);
  const before = { previousHash: latest.hash, auditHash: (await getAuditHead(sellerId, 'seller'))?.hash };
  const { text, hash } = dayManifestOf(sellerId, day, documents, before);
  const closed = { day, key: await placeOfManifest(sellerId, ofDay(day), text), manifest: { ...before, hash } };
  await closeDay(sellerId, closed, latest.version);
  await fileDayManifest(sellerId, closed, async () => documents);
  return documents.length;
}
