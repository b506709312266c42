import { now } from '../../shared/clock.ts';
import type { Home } from '../home.ts';
import { invokeStep } from './invoke-step.ts';

/** Who decides, and why. */
interface Deciding {
  readonly by: string;
  readonly reason: string;
}

/** Ends all links to documents of a seller. */
export async function endLinks(home: Home, sellerId: string, { by, reason }: Deciding): Promise<void> {
  await invokeStep(home.invoke, 'payment-collection/end-links', { sellerId, by, reason, at: now().toISOString() });
}
