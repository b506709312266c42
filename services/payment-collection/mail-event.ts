import { z } from 'zod';

import type { Mark } from '../../shared/marked-address.store.ts';
import { instant } from '../../shared/period.ts';

/** Longest reason that is kept: what servers say can be long. */
const MOST_REASON = 300;

const recipient = z.object({ emailAddress: z.string(), diagnosticCode: z.string().optional() });

/** What SES publishes of a mail by a configuration set; of other events no more than their name is read. */
const mailEvent = z.discriminatedUnion('eventType', [
  z.object({
    eventType: z.literal('Bounce'),
    mail: z.object({ source: z.string() }),
    bounce: z.object({ bounceType: z.string(), bounceSubType: z.string(), timestamp: instant, bouncedRecipients: z.array(recipient) }),
  }),
  z.object({
    eventType: z.literal('Complaint'),
    mail: z.object({ source: z.string() }),
    complaint: z.object({ timestamp: instant, complaintFeedbackType: z.string().nullish(), complainedRecipients: z.array(recipient) }),
  }),
]);

/** Whose mail it was, and the addresses that are not to be written to any more. */
export interface MailTrouble {
  /** Mail address that it was sent from. */
  readonly source: string;
  readonly marks: readonly Mark[];
}

/**
 * What an event of SES says against addresses: mails to them come back for good, or somebody complained of them. A mailbox
 * that is full, or a server that is away, says nothing: SES has tried again by itself, and the next mail may arrive.
 *
 * @returns undefined for an event of anything else
 * @throws {z.ZodError} if it is a bounce or a complaint in another form than SES writes
 * @see docs/sources.md#ses-events
 */
export function mailTroubleOf(event: unknown): MailTrouble | undefined {
  const { eventType } = z.object({ eventType: z.string() }).parse(event);
  if (eventType !== 'Bounce' && eventType !== 'Complaint') return undefined;
  const told = mailEvent.parse(event);
  const source = addressIn(told.mail.source);
  if (told.eventType === 'Complaint') {
    const { timestamp, complaintFeedbackType, complainedRecipients } = told.complaint;
    const reason = complaintFeedbackType ?? 'complaint';
    return { source, marks: complainedRecipients.map((it) => markOf('complained', it.emailAddress, reason, timestamp)) };
  }
  const { bounceType, bounceSubType, timestamp, bouncedRecipients } = told.bounce;
  if (bounceType !== 'Permanent') return undefined;
  return {
    source,
    marks: bouncedRecipients.map((it) => markOf('bounced', it.emailAddress, it.diagnosticCode ?? bounceSubType, timestamp)),
  };
}

function markOf(kind: Mark['kind'], address: string, reason: string, at: string): Mark {
  return { address: addressIn(address), kind, reason: reason.slice(0, MOST_REASON), at };
}

/** `Name <a@b.example>` as the address in it. */
function addressIn(text: string): string {
  return (/<([^<>]*)>/.exec(text)?.[1] ?? text).trim();
}
