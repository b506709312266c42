import { customerMail } from '../../shared/customer-mail.ts';
import { letterContent } from '../../shared/dunning/letter-content.ts';
import type { LetterFacts } from '../../shared/dunning/letter-content.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import type { Message } from '../../shared/mail.ts';

/** What goes along with the mail: the invoice, and the letter where it is a document of its own. */
export interface LetterFiles {
  readonly invoice: Uint8Array;
  readonly letter: Uint8Array | undefined;
}

/** The mail that goes after an invoice, in the customer's language, with the letter and the invoice attached. */
export function reminderMail(invoice: Invoice, files: LetterFiles, facts: LetterFacts): Message {
  const { number, seller, customer, language } = invoice;
  const { case: n, step } = facts;
  const { dunning, document: words } = LANGUAGES[language];
  const { title, iban, asked, before, after, sums } = letterContent(invoice, facts);
  const lines = [...sums, [dunning.sums.asked, asked] as const].map(([label, amount]) => dunning.sum(label, amount));
  const pdf = (name: string, bytes: Uint8Array) => ({ name: `${name}.pdf`, contentType: 'application/pdf', bytes });
  return customerMail({
    key: `dunning/${number}/${n}/${step.step}`,
    language,
    seller,
    customer,
    subject: dunning.subject(title, number, seller.name),
    title,
    number,
    paragraphs: [...before, ...(sums.length > 1 ? [lines.join('\n')] : []), ...after],
    facts: [
      ['IBAN', iban],
      [words.reference, number],
    ],
    total: [words.rest, asked],
    at: step.at,
    attachments: [...(files.letter ? [pdf(`${number}-${n}-${step.step}`, files.letter)] : []), pdf(number, files.invoice)],
  });
}
