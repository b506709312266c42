import type { Address, Language } from '../../shared/catalog.ts';
import { LANGUAGE_CODES } from '../../shared/languages/languages.ts';

/** Street, further lines and place, without name and country. */
export function addressLines({ street, additional, ...place }: Address): string[] {
  return [street, ...(additional === undefined ? [] : [additional]), placeLine(place)];
}

/** The line with the place, in the order its country writes it. */
export function placeLine({ postalCode, city, region, country }: Pick<Address, 'postalCode' | 'city' | 'region' | 'country'>): string {
  if (CODE_LAST.has(country)) return [city, region, postalCode].filter((part) => part !== undefined).join(' ');
  return region === undefined ? `${postalCode} ${city}` : `${postalCode} ${city}, ${region}`;
}

/** Countries that write the postal code behind city and region. */
const CODE_LAST: ReadonlySet<string> = new Set(['AU', 'CA', 'GB', 'IE', 'IN', 'NZ', 'US']);

/** A country's name in the language of the document; its code where no name is known. */
export function countryName(country: string, language: Language): string {
  return names.get(language)?.of(country) ?? country;
}

const names = new Map(LANGUAGE_CODES.map((code) => [code, new Intl.DisplayNames(code, { type: 'region' })]));
