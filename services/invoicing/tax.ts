import { inLanguage } from '../../shared/catalog.ts';
import type { Customer, Seller } from '../../shared/catalog.ts';
import { canonicalJson } from '../../shared/content-hash.ts';
import { TaxUndeterminedError } from '../../shared/errors.ts';
import type { TaxCategory } from '../../shared/document-terms.ts';
import type { ChargeLine } from '../../shared/invoice.ts';
import type { TaxReasons } from '../../shared/languages/language-texts.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import { datesOf } from '../../shared/period.ts';
import { isInEu, vatPrefix } from '../../shared/vat-area.ts';
import { vatRate } from './tax-rate.ts';
import { SMALL_BUSINESS_LAW } from './small-business-law.ts';
import { taxOutcome } from './tax-rules.ts';
import type { CustomerKind, SellerKind } from './tax-rules.ts';

/** How a line is taxed. */
export interface TaxTreatment {
  readonly category: TaxCategory;
  /** Percent. */
  readonly rate: string;
  /** Why no tax is charged, in the language of the document. */
  readonly reason?: string;
  /** Code of the VATEX list. */
  readonly reasonCode?: string;
}

/** Codes of categories that have one of their own. */
const CODES: Readonly<Partial<Record<TaxCategory, string>>> = {
  AE: 'VATEX-EU-AE',
  K: 'VATEX-EU-IC',
  G: 'VATEX-EU-G',
  O: 'VATEX-EU-O',
};
/** Codes of exemptions of small businesses; most countries have none. */
const SMALL_BUSINESS_CODES: Readonly<Record<string, string>> = { FR: 'VATEX-FR-FRANCHISE' };

/**
 * How each line of a document is taxed, in the order of the lines: by the rules, unless the customer or the price says
 * otherwise. The rate is that of the last day of the line's service period.
 *
 * @throws {TaxUndeterminedError} if the rules don't decide, a rate is not known, or one document can't hold both of two lines
 * @see docs/sources.md#place-of-supply
 */
export function taxTreatments(seller: Seller, customer: Customer, lines: readonly TaxedBy[]): TaxTreatment[] {
  const keys = lines.map(({ period, supply }) => canonicalJson([period, supply ?? null]));
  // Most lines of a bill share period and tax, and a period's last day takes its zone to tell.
  const decided = new Map<string, TaxTreatment>();
  const treatments = keys.map((key, i) => {
    const treatment = decided.get(key) ?? taxTreatment(seller, customer, lines[i]!);
    decided.set(key, treatment);
    return treatment;
  });
  requireOneScope(customer, treatments);
  return withSharedReasons(treatments);
}

/** What of a line decides its tax. */
type TaxedBy = Pick<ChargeLine, 'period' | 'supply'>;

function taxTreatment(seller: Seller, customer: Customer, { period, supply = {} }: TaxedBy): TaxTreatment {
  const { language, tax } = customer;
  const kind = supply.kind ?? 'service';
  const sold = sellerKind(seller);
  if (tax && sold !== 'unregistered') return untaxed(tax.category, tax.reason && inLanguage(tax.reason, language), tax.code);

  const outcome = taxOutcome({
    seller: sold,
    customer: customerKind(seller, customer, kind),
    kind,
    euConsumers: seller.tax?.euConsumers,
  });
  if (outcome.category === 'undecided') throw consumerAbroad(customer);
  if (outcome.category === 'S') {
    const { exempt } = supply;
    if (exempt) return untaxed(exempt.category, exempt.reason, exempt.code);
    const country = (outcome.rateOf === 'seller' ? seller : customer).address.country;
    return { category: 'S', rate: vatRate(seller, country, datesOf(period).last, supply.rate) };
  }
  if ((outcome.category === 'AE' || outcome.category === 'K') && seller.vatId === undefined)
    throw new TaxUndeterminedError(
      `Customer "${customer.id}" in ${customer.address.country} is a business: whom it is to account for the tax of has a VAT id. Add that of the seller.`,
    );
  const reasons = LANGUAGES[language].taxReasons;
  if (outcome.reason === 'smallBusiness') return smallBusiness(seller.address.country, reasons);
  return untaxed(outcome.category, reasons[outcome.reason]);
}

/** EN 16931, BR-O-11: what is outside the scope of VAT stands alone on an invoice. */
function requireOneScope({ id }: Customer, treatments: readonly TaxTreatment[]): void {
  const others = new Set(treatments.map(({ category }) => category).filter((category) => category !== 'O'));
  if (others.size === 0 || !treatments.some(({ category }) => category === 'O')) return;
  throw new TaxUndeterminedError(
    `An invoice of customer "${id}" would have what is outside the scope of VAT beside category ${[...others].join(', ')}, which no electronic ` +
      'invoice may. Bill its goods and its services to two customers in the catalog, or state one tax for the customer.',
  );
}

/** A category and rate has one reason on a document: those of its lines one after the other, and the code if they share it. */
function withSharedReasons(treatments: readonly TaxTreatment[]): TaxTreatment[] {
  const shared = new Map<string, TaxTreatment>();
  for (const [group, alike] of Map.groupBy(treatments, ({ category, rate }) => `${category} ${rate}`)) {
    const { category, rate } = alike[0]!;
    const reasons = [...new Set(alike.flatMap(({ reason }) => reason ?? []))];
    const [code, ...otherCodes] = new Set(alike.map(({ reasonCode }) => reasonCode));
    shared.set(group, {
      category,
      rate,
      ...(reasons.length === 0 ? {} : { reason: reasons.join('; ') }),
      ...(code === undefined || otherCodes.length > 0 ? {} : { reasonCode: code }),
    });
  }
  return treatments.map(({ category, rate }) => shared.get(`${category} ${rate}`)!);
}

function untaxed(category: TaxCategory, reason?: string, code = CODES[category]): TaxTreatment {
  return { category, rate: '0', ...(reason === undefined ? {} : { reason }), ...(code === undefined ? {} : { reasonCode: code }) };
}

function smallBusiness(country: string, reasons: TaxReasons): TaxTreatment {
  const law = SMALL_BUSINESS_LAW[country] ?? reasons.smallBusinessLaw;
  return untaxed('E', reasons.smallBusiness(law), SMALL_BUSINESS_CODES[country]);
}

function sellerKind({ vatId, tax, address }: Seller): SellerKind {
  if (tax?.smallBusiness) return 'small';
  if (vatId === undefined) return 'unregistered';
  return isInEu(address.country) ? 'in the EU' : 'elsewhere';
}

/** @throws {TaxUndeterminedError} if the VAT id is not of the country the customer is in */
function customerKind(seller: Seller, { id, address: { country }, vatId }: Customer, kind: 'goods' | 'service'): CustomerKind {
  if (country === seller.address.country) return 'domestic';
  // Goods of a business in Northern Ireland are treated as if it were in the EU.
  if (country === 'GB' && kind === 'goods' && vatId?.startsWith('XI')) return 'EU business';
  if (!isInEu(country)) return 'outside the EU';
  if (vatId === undefined) return 'EU consumer';
  if (vatId.startsWith(vatPrefix(country))) return 'EU business';
  throw new TaxUndeterminedError(`Customer "${id}" is in ${country}, but its VAT id is of another country.`);
}

function consumerAbroad({ id, address: { country } }: Customer): TaxUndeterminedError {
  return new TaxUndeterminedError(
    `Customer "${id}" in ${country} has no VAT id, so it is a consumer in another EU country. Add the VAT id of the business, or say in the ` +
      `seller's catalog how consumers are taxed: tax: { euConsumers: oss } charges the rate of ${country}, below-threshold the seller's.`,
  );
}
