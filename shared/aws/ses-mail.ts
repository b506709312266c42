/** The Mail port on SES. SES writes a Message-ID of its own into what it sends; ours is the one on record. */
import { SendEmailCommand, SESv2Client, type SESv2ClientConfig } from '@aws-sdk/client-sesv2';

import { MailRefusedError } from '../errors.ts';
import type { Mail } from '../mail.ts';
import { mailSentOnce, NotSentError } from '../send-once.ts';
import type { Table } from '../table.ts';
import { asOurs, statusOf } from './aws-errors.ts';

/** Longer than the client's time-outs and attempts together, so that a claim past it has no call behind it. */
const LEASE_SECONDS = 120;

/** A client that makes one attempt a call: an answer that was lost must not become a second mail. */
export function sesClient(config: SESv2ClientConfig): SESv2Client {
  return new SESv2Client({ ...config, maxAttempts: 1 });
}

/**
 * @param client as `sesClient` makes it
 * @param configurationSet that tells of mails that come back
 */
export function sesMail(client: SESv2Client, table: () => Table, configurationSet?: string): Mail {
  return mailSentOnce(table, {
    leaseSeconds: LEASE_SECONDS,
    async deliver(mime, { from, to }) {
      try {
        await client.send(
          new SendEmailCommand({
            FromEmailAddress: from,
            ConfigurationSetName: configurationSet,
            Destination: { ToAddresses: [to] },
            Content: { Raw: { Data: mime } },
          }),
        );
        return true;
      } catch (error) {
        // Without an answer, or with a fault on their side, the mail may have left.
        const status = statusOf(error) ?? 500;
        // It was accepted, and only the rest of the answer is lost.
        if (status < 300) return true;
        const wasRefused = status < 500;
        throw wasRefused ? new NotSentError('SES refused the mail.', { cause: refusal(error) }) : asOurs(error);
      }
    },
  });
}

/** SES names senders and recipients in what it says, and a step's error is logged: its name alone is handed on. */
function refusal(error: unknown): unknown {
  const ours = asOurs(error);
  return ours === error ? new MailRefusedError(`SES refuses the mail: ${(error as Error).name}.`) : ours;
}
