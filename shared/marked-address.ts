import { z } from 'zod';
import { instant } from './period.ts';

/** A mail that did not go out because its address is marked. */
const heldMail = z.object({
  /** Of the message, behind the seller's id. */
  key: z.string(),
  subject: z.string(),
  at: instant,
});
export type HeldMail = z.infer<typeof heldMail>;

/** Why nothing is sent to an address any more. */
export const markKind = z.enum(['bounced', 'complained', 'by-hand']);
export type MarkKind = z.infer<typeof markKind>;

/** An address to which nothing is sent until a person clears it, as one record of the seller. */
export const markedAddress = z.object({
  schema: z.literal(1),
  address: z.string(),
  kind: markKind,
  reason: z.string(),
  /** When the provider heard of it, or a person said so. */
  since: instant,
  held: z.array(heldMail),
  /** A person cleared it then: what happened before counts no more. */
  clearedAt: instant.optional(),
});
export type MarkedAddress = z.infer<typeof markedAddress>;
