/**
 * Countries as VAT sees them, by ISO 3166-1 code: which are members of the EU, what their VAT ids begin with, which
 * currency their tax is due in.
 *
 * @see docs/sources.md#vat-countries
 */

/** Members of the EU with their currencies. */
const EU: Readonly<Record<string, string>> = {
  ...Object.fromEntries('AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK'.split(' ').map((country) => [country, 'EUR'])),
  CZ: 'CZK',
  DK: 'DKK',
  HU: 'HUF',
  PL: 'PLN',
  RO: 'RON',
  SE: 'SEK',
};

const ELSEWHERE: Readonly<Record<string, string>> = { CH: 'CHF', GB: 'GBP', IS: 'ISK', LI: 'CHF', NO: 'NOK' };

export function isInEu(country: string): boolean {
  return country in EU;
}

/** Letters that the VAT ids of a country begin with: those of Greece are EL. */
export function vatPrefix(country: string): string {
  return country === 'GR' ? 'EL' : country;
}

/** Currency in which a country's tax is stated, or undefined where it is not known. */
export function taxCurrency(country: string): string | undefined {
  return EU[country] ?? ELSEWHERE[country];
}
