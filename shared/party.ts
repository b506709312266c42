import { z } from 'zod';
import { requirePrintableText } from './printable-text.ts';

/** What electronic invoices say of a seller or a customer beside name, address and tax ids. */

/** A text that an invoice can show: one that it can't would stop it after it has its number. */
export const reference = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .superRefine((text, { addIssue }) => {
    try {
      requirePrintableText(text, 'the text');
    } catch (error) {
      addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    }
  });

/** Where a party receives electronic documents (BT-34, BT-49). Without one its mail address is it. */
export const electronicAddress = z.strictObject({
  scheme: z
    .string()
    .regex(/^([A-Z]{2}|\d{4})$/, 'expected a code of the list of electronic address schemes, such as 0204 or EM')
    .describe(
      'Code of the list of electronic address schemes (EAS), such as 0204 for a Leitweg-ID, 9930 for a German VAT id, EM for mail.',
    ),
  id: reference.describe('The address, as the scheme writes it.'),
});
export type ElectronicAddress = z.infer<typeof electronicAddress>;

/** The entry of a party in a register (BT-30, BT-47). */
export const legalRegistration = z.strictObject({
  id: reference.describe('The entry, such as HRB 148220.'),
  scheme: z
    .string()
    .regex(/^\d{4}$/, 'expected a code of ISO 6523 such as 0002')
    .optional()
    .describe('Code of ISO 6523 of the register, such as 0002 for SIRENE.'),
});
export type LegalRegistration = z.infer<typeof legalRegistration>;

/** Whom a customer may ask (BG-6). What is not given is the seller's. */
export const contact = z.strictObject({
  name: reference.describe('A person or a department.'),
  phone: reference.optional().describe("The seller's phone if not given."),
  email: z.email().optional().describe("The seller's mail address if not given."),
});
