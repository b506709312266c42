import { now } from '../../shared/clock.ts';
import { nextDayWithDocuments } from '../../shared/single-documents.store.ts';
import type { Home } from '../home.ts';
import { invokeStep } from './invoke-step.ts';

/** What `verify` names as well, and no bill has to wait for. */
const CONFLICTS = ['FileConflictError', 'RecordConflictError'];

/**
 * Closes the days of a seller that are over, as the schedule of a stage does by itself; so a folder that nobody serves has
 * their manifests, too.
 */
export async function closeDays({ data, invoke }: Home, sellerId: string): Promise<void> {
  // Most folders have runs alone, and need no step for that.
  if (data === undefined || (await nextDayWithDocuments(sellerId)) === undefined) return;
  try {
    await invokeStep(invoke, 'billing-run/close-days', { at: now().toISOString(), sellerId });
  } catch (error) {
    if (!CONFLICTS.includes((error as Error).name)) throw error;
  }
}
