import { z } from 'zod';
import { hasCheckDigits } from './check-digits.ts';

const line = z.string().trim().min(1).max(120);

export const iban = z
  .string()
  .transform((text) => text.replaceAll(' ', ''))
  .refine(isIban, 'not a valid IBAN (the check digits of ISO 13616 do not match)');

export const bic = z.string().regex(/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/, 'expected a BIC of 8 or 11 characters');

export const bankAccount = z.strictObject({
  holder: line.describe('Who the account belongs to.'),
  bank: line.describe('Name of the bank.'),
  iban: iban.describe('IBAN, with or without spaces.'),
  bic,
});

function isIban(text: string): boolean {
  return /^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(text) && hasCheckDigits(text);
}
