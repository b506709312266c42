import type { Language } from '../../shared/catalog.ts';

/** Why no tax is charged, as documents say it. */
export interface TaxReasons {
  readonly reverseCharge: string;
  readonly intraCommunity: string;
  readonly export: string;
  readonly exportElsewhere: string;
  readonly suppliedAbroad: string;
  readonly notRegistered: string;
  /** @param law that exempts a small business, as its country cites it */
  readonly smallBusiness: (law: string) => string;
  /** The law where its country's own citation is not known. */
  readonly smallBusinessLaw: string;
}

/** The sentences of each language; another language is one more entry. See docs/sources.md#tax-reasons. */
export const TAX_REASONS: Readonly<Record<Language, TaxReasons>> = {
  de: {
    reverseCharge: 'Steuerschuldnerschaft des Leistungsempfängers (Reverse charge)',
    intraCommunity: 'Steuerfreie innergemeinschaftliche Lieferung (Art. 138 der Richtlinie 2006/112/EG)',
    export: 'Steuerfreie Ausfuhrlieferung (Art. 146 der Richtlinie 2006/112/EG)',
    exportElsewhere: 'Steuerfreie Ausfuhrlieferung',
    suppliedAbroad: 'Nicht im Inland steuerbare sonstige Leistung',
    notRegistered: 'Ohne Umsatzsteuer: der Aussteller ist nicht für die Umsatzsteuer registriert',
    smallBusiness: (law) => `Es gilt die Steuerbefreiung für Kleinunternehmer (${law})`,
    smallBusinessLaw: 'Art. 284 der Richtlinie 2006/112/EG',
  },
  en: {
    reverseCharge: 'Reverse charge: VAT is to be accounted for by the recipient',
    intraCommunity: 'VAT-exempt intra-Community supply (Article 138 of Directive 2006/112/EC)',
    export: 'VAT-exempt export (Article 146 of Directive 2006/112/EC)',
    exportElsewhere: 'VAT-exempt export',
    suppliedAbroad: 'Not subject to VAT: the place of supply is outside the seller’s country',
    notRegistered: 'No VAT: the seller is not registered for it',
    smallBusiness: (law) => `The VAT exemption for small enterprises applies (${law})`,
    smallBusinessLaw: 'Article 284 of Directive 2006/112/EC',
  },
};

/** How a country cites its exemption of small businesses. */
export const SMALL_BUSINESS_LAW: Readonly<Record<string, string>> = {
  AT: '§ 6 Abs. 1 Z 27 UStG',
  DE: '§ 19 UStG',
  FR: 'art. 293 B du CGI',
};
