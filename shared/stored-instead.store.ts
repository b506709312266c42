import type { QuarantineEntry } from './quarantine.ts';
import { usageEvent } from './usage-event.ts';
import type { UsageEvent } from './usage-event.ts';
import { getEvent, getReversal } from './usage.store.ts';

/** The event that is stored under the id of a conflict. */
export async function storedInstead(sellerId: string, { code, text }: QuarantineEntry): Promise<UsageEvent | undefined> {
  if (code !== 'conflict') return undefined;
  const event = usageEvent.safeParse(parsed(text)).data;
  if (!event) return undefined;
  const day = event.time.slice(0, 10);
  const { customer, id, reverses } = event;
  const stored = await (reverses === undefined ? getEvent(sellerId, customer, day, id) : getReversal(sellerId, customer, day, reverses));
  return stored?.event;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' ? (context?.source ?? String(value)) : value,
    );
  } catch {
    return undefined;
  }
}
