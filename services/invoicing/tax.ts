import type { Customer, Language, Seller } from '../../shared/catalog.ts';
import { TaxUndeterminedError } from '../../shared/errors.ts';
import type { TaxCategory } from '../../shared/document-terms.ts';

/** How the lines of a document are taxed. */
export interface TaxTreatment {
  readonly category: TaxCategory;
  /** Percent. */
  readonly rate: string;
  /** Why no tax is charged, in the language of the document. */
  readonly reason?: string;
  /** Code of the VATEX list. */
  readonly reasonCode?: string;
}

/** Members of the EU's VAT area by ISO 3166-1 code; Greece's VAT ids begin with EL. */
const EU = new Set('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '));

const REASONS = {
  AE: {
    de: 'Steuerschuldnerschaft des Leistungsempfängers (Reverse charge)',
    en: 'Reverse charge: VAT is to be accounted for by the recipient',
    fr: 'Autoliquidation',
  },
  O: {
    de: 'Nicht im Inland steuerbare sonstige Leistung',
    en: 'Not subject to VAT: the place of supply is outside the seller’s country',
    fr: 'TVA non applicable : prestation située hors du pays du vendeur',
  },
  notRegistered: {
    de: 'Ohne Umsatzsteuer: der Aussteller ist nicht für die Umsatzsteuer registriert',
    en: 'No VAT: the seller is not registered for it',
    fr: 'Sans TVA : l’émetteur n’y est pas assujetti',
  },
} as const;

/**
 * VAT of electronic services from a seller to a customer, decided by who and where they are:
 *
 * | seller | customer | category |
 * |---|---|---|
 * | without VAT id | anyone | O, no VAT |
 * | in the EU | same country | S, the seller's standard rate |
 * | in the EU | another EU country, with a VAT id of it | AE, reverse charge |
 * | in the EU | outside the EU | O, supplied there |
 *
 * @throws {TaxUndeterminedError} for what is not in the table, above all a consumer in another EU country
 * @see docs/sources.md#place-of-supply
 */
export function taxTreatment(seller: Seller, customer: Customer, language: Language): TaxTreatment {
  const from = seller.address.country;
  const to = customer.address.country;
  if (seller.vatId === undefined) return { category: 'O', rate: '0', reason: REASONS.notRegistered[language], reasonCode: 'VATEX-EU-O' };
  if (!EU.has(from))
    throw new TaxUndeterminedError(`The seller has a VAT id but is in ${from}; sellers outside the EU are only known without one.`);
  if (from === to) return { category: 'S', rate: standardRate(seller) };
  if (!EU.has(to)) return { category: 'O', rate: '0', reason: REASONS.O[language], reasonCode: 'VATEX-EU-O' };
  if (customer.vatId?.startsWith(vatPrefix(to)))
    return { category: 'AE', rate: '0', reason: REASONS.AE[language], reasonCode: 'VATEX-EU-AE' };
  throw new TaxUndeterminedError(
    customer.vatId === undefined
      ? `Customer "${customer.id}" in ${to} has no VAT id: consumers in other EU countries are not decided yet. Add the VAT id of the business.`
      : `Customer "${customer.id}" is in ${to}, but its VAT id is of another country.`,
  );
}

function standardRate(seller: Seller): string {
  if (seller.tax) return seller.tax.standardRate;
  throw new TaxUndeterminedError(`The catalog of seller "${seller.id}" states no standard rate of VAT: add tax: { standardRate, source }.`);
}

function vatPrefix(country: string): string {
  return country === 'GR' ? 'EL' : country;
}
