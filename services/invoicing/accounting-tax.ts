import type { Seller } from '../../shared/catalog.ts';
import { TaxUndeterminedError } from '../../shared/errors.ts';
import type { AccountingTax } from '../../shared/document-terms.ts';
import { amountText, decimal, roundToMinor } from '../../shared/money.ts';
import { addDays } from '../../shared/period.ts';
import { taxCurrency } from '../../shared/vat-area.ts';

/** Rates that are published once a month are at most this old. */
const OLDEST_DAYS = 31;

/**
 * The tax of a document in the currency of the seller's country, by the latest rate that was published by the day of
 * supply: exact, rounded once to that currency.
 *
 * None where the document is in that currency, nothing is due, or the seller states no exchange rates at all.
 *
 * @param tax of the document, in its currency
 * @param day last day of supply
 * @throws {TaxUndeterminedError} if the seller states rates, and none for these currencies in the month up to the day
 * @see docs/sources.md#tax-in-national-currency
 */
export function accountingTax(seller: Seller, currency: string, tax: string, day: string): AccountingTax | undefined {
  const own = taxCurrency(seller.address.country);
  const rates = seller.tax?.exchangeRates;
  if (own === undefined || own === currency || !rates || decimal(tax).isZero()) return undefined;

  const oldest = addDays(day, -OLDEST_DAYS);
  const usable = rates.filter(({ from, to }) => (from === currency && to === own) || (from === own && to === currency));
  const found = usable.filter(({ date }) => oldest <= date && date <= day).sort((a, b) => (a.date < b.date ? -1 : 1)).at(-1); // prettier-ignore
  if (!found)
    throw new TaxUndeterminedError(
      `Tax of ${tax} ${currency} is to be stated in ${own} too, and the seller's catalog has no rate of the ${OLDEST_DAYS} days up to ${day}: add ` +
        `tax: { exchangeRates: [{ date: ${day}, from: ${own}, to: ${currency}, rate: …, source: … }] }.`,
    );
  const { from, rate, date, source } = found;
  const isDirect = from === currency;
  const exact = isDirect ? decimal(tax).times(decimal(rate)) : decimal(tax).div(decimal(rate));
  return { currency: own, tax: amountText(roundToMinor(exact, own), own), ...(isDirect ? { rate } : { inverseRate: rate }), date, source };
}
