import type { Seller } from '../../shared/catalog.ts';
import { TaxUndeterminedError } from '../../shared/errors.ts';
import { decimal, quantityText } from '../../shared/money.ts';
import { STANDARD } from '../../shared/tax-terms.ts';
import { VAT_RATES } from './vat-rates.ts';

/**
 * The rate of VAT of a country on a day of supply: what the seller's catalog states, else the standard rate that is known.
 *
 * @param name as the catalog states it; nothing is known of rates that are not the standard one
 * @returns percent
 * @throws {TaxUndeterminedError} if there is none, saying how to state it
 */
export function vatRate(seller: Seller, country: string, day: string, name = STANDARD): string {
  const stated = (seller.tax?.rates ?? []).filter((it) => it.country === country && it.name === name);
  const found = inForce(stated, day);
  if (found) return quantityText(decimal(found.rate));
  if (name === STANDARD) {
    if (country === seller.address.country && seller.tax?.standardRate !== undefined) return seller.tax.standardRate;
    const known = inForce(VAT_RATES.filter((it) => it.country === country), day); // prettier-ignore
    if (known) return known.rate;
  }
  throw new TaxUndeterminedError(
    `The ${name} rate of VAT in ${country} on ${day} is not known. State it in the seller's catalog, with where you read it: ` +
      `tax: { rates: [{ country: ${country}, ${name === STANDARD ? '' : `name: ${name}, `}rate: …, source: … }] }.`,
  );
}

/** The latest of those that begin by the day; one without a first day is the earliest. */
function inForce<Rate extends { readonly from?: string | undefined }>(rates: readonly Rate[], day: string): Rate | undefined {
  const begun = rates.filter(({ from = '' }) => from <= day);
  return begun.sort((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1)).at(-1);
}
