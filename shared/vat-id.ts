import jsvat from 'jsvat-next';
import { isInEu } from './vat-area.ts';

/** Countries whose VAT ids are judged. */
const JUDGED = jsvat.countries.filter(({ codes: [code = ''] }) => isInEu(code) || code === 'GB');

/**
 * What is wrong with a VAT id by the form and the check digits that its country gives such ids, or undefined. Whether
 * somebody has it is a question to VIES. Ids of countries outside the EU and the United Kingdom pass.
 *
 * @see docs/sources.md#vat-ids
 */
export function vatIdFault(vatId: string): string | undefined {
  if (vatId.startsWith('GR')) return 'VAT ids of Greece begin with EL, not GR';
  const { isValid, isValidFormat, country } = jsvat.checkVAT(vatId, JUDGED);
  if (isValid || !country) return undefined;
  return `${vatId} is not a VAT id of ${country.name}: ${isValidFormat ? 'its check digits do not match' : 'it has not the form of one'}`;
}
