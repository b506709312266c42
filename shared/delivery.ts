import { z } from 'zod';

/** How a customer gets its invoices. */

/** A document, or an electronic invoice of its own. */
const FORMS = ['pdf', 'cii', 'xrechnung', 'ubl', 'peppol'] as const;

export const delivery = z.strictObject({
  by: z
    .enum(['attachment', 'link'])
    .optional()
    .describe('attachment: the mail has the document with it; link: it leads to a page where the document is. attachment if not given.'),
  files: z
    .array(z.enum(FORMS))
    .min(1)
    .refine((files) => new Set(files).size === files.length && files.filter((it) => it !== 'pdf').length <= 1, {
      error: 'expected pdf, one of cii, xrechnung, ubl and peppol, or both',
    })
    .optional()
    .describe(
      'What it gets: pdf, with the electronic invoice inside; an electronic one, such as xrechnung; or both. The PDF if not given.',
    ),
});
export type Delivery = z.infer<typeof delivery>;

/** The form of an electronic invoice beside or instead of the PDF; undefined where the PDF is all. */
export function electronicForm(terms: Delivery | undefined): Exclude<(typeof FORMS)[number], 'pdf'> | undefined {
  return terms?.files?.find((it) => it !== 'pdf');
}

/** Whether the PDF is among what the customer gets. */
export function hasPdf(terms: Delivery | undefined): boolean {
  return terms?.files?.includes('pdf') ?? true;
}

/** Whether it gets a link to its documents instead of the documents, where there is an address for one. */
export function isByLink(terms: Delivery | undefined): boolean {
  return terms?.by === 'link';
}
