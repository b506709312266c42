import type { CustomerParty } from './invoice.ts';
import { mailPage, type MailPage } from './mail-page.ts';
import type { Attachment, Message } from './mail.ts';

/** A mail to a customer: what its page says, and how it goes out. */
export interface CustomerMail extends MailPage {
  /** Behind the seller's id in the key of the message: `invoice/RE-2026-000017`. */
  readonly key: string;
  readonly customer: CustomerParty;
  readonly subject: string;
  /** Instant for the Date header, the same however often the step is repeated. */
  readonly at: string;
  readonly attachments: readonly Attachment[];
}

/** The message, as text and as a page that say the same. */
export function customerMail({ key, customer, subject, at, attachments, ...page }: CustomerMail): Message {
  const { seller, paragraphs } = page;
  return {
    key: `${seller.id}/${key}`,
    from: seller.email,
    to: customer.email,
    subject,
    text: [...paragraphs, seller.name].join('\n\n') + '\n',
    html: mailPage(page),
    date: new Date(at),
    attachments,
  };
}
