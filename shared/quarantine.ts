import { z } from 'zod';
import { instant } from './period.ts';
import { person } from './person.ts';

/** What is wrong with an event that is not counted: a code to count by. */
export const reasonCode = z.enum([
  'not-json',
  'bad-field',
  'unknown-customer',
  'unknown-type',
  'bad-value',
  'impossible-time',
  'outside-window',
  'conflict',
  'erased',
]);
export type ReasonCode = z.infer<typeof reasonCode>;

/** What no change of the catalog makes right. */
const NEVER_RIGHT: readonly ReasonCode[] = ['not-json', 'bad-field', 'impossible-time', 'conflict', 'erased'];

/** Whether an event may be counted once what it names is mended, so that it makes sense to replay it. */
export function isMendable(code: ReasonCode): boolean {
  return !NEVER_RIGHT.includes(code);
}

/** Why an event is in quarantine: a code, and a sentence to act on. */
export interface Reason {
  readonly code: ReasonCode;
  readonly message: string;
}

/** An event that could not be counted, as it came, with the reason. Nothing is lost. */
export const quarantined = z.object({
  schema: z.literal(1),
  text: z.string(),
  /** Whether the text is longer than any event can be, and only its beginning is kept; the sender still has it. */
  isCut: z.boolean().default(false),
  code: reasonCode,
  message: z.string(),
  /** When it came first. */
  storedAt: instant,
  /** A replay has begun and may have counted it: it must be replayed to its end, and can't be dismissed any more. */
  isReplaying: z.boolean().default(false),
  dismissed: z.object({ by: person, at: instant, reason: z.string() }).optional(),
});
export type Quarantined = z.infer<typeof quarantined>;

/** An entry of the quarantine as it was read: its id is the hash of its text. */
export type QuarantineEntry = Quarantined & { readonly id: string; readonly version: number };

/** What becomes of an entry that is replayed. */
export const replayFate = z.enum(['accepted', 'duplicate', 'refused', 'conflict', 'dismissed', 'cut', 'gone']);
export type ReplayFate = z.infer<typeof replayFate>;

/** Whether an event, also one that could not be read, names a customer. */
export function isAbout(text: string, customerId: string): boolean {
  try {
    return (JSON.parse(text) as { customer?: unknown } | null)?.customer === customerId;
  } catch {
    return text.includes(`"${customerId}"`);
  }
}

/** Usage of a time of which the rest is gone, so that it can't be rated any more. */
export function closedReason(customerId: string, time: string): Reason {
  return {
    code: 'erased',
    message: `Usage of customer "${customerId}" of the time of ${time} was erased, so nothing can be added to it any more. If it is owed, bill it by other means; then dismiss it.`,
  };
}

/** An id that came with other content: what is stored stays, and a person decides about the other. */
export const CONFLICT: Reason = {
  code: 'conflict',
  message: 'An event of this id is stored with other content and stays. To replace it, reverse it and send the new one under a new id.',
};
