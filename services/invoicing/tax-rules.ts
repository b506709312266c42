/**
 * Which category a supply is taxed by (UNTDID 5305), as a table that is read from top to bottom: the first row decides
 * whose fields are those of the case. A field that a row leaves out may be anything.
 */

/** Who sells: nobody shows VAT without a VAT id; a small business is exempt in its own country. */
export type SellerKind = 'unregistered' | 'small' | 'in the EU' | 'elsewhere';

/** Who buys. A business is told from a consumer in another EU country alone, by a VAT id of that country. */
export type CustomerKind = 'domestic' | 'EU business' | 'EU consumer' | 'outside the EU';

export interface TaxCase {
  readonly seller: SellerKind;
  readonly customer: CustomerKind;
  readonly kind: 'goods' | 'service';
  /** What the seller opted for. */
  readonly euConsumers?: 'oss' | 'below-threshold' | undefined;
}

/** Tax at a rate of somebody's country, none for a reason, or undecided. */
export type TaxOutcome =
  | { readonly category: 'S'; readonly rateOf: 'seller' | 'customer' }
  | { readonly category: 'E'; readonly reason: 'smallBusiness' }
  | { readonly category: 'AE'; readonly reason: 'reverseCharge' }
  | { readonly category: 'K'; readonly reason: 'intraCommunity' }
  | { readonly category: 'G'; readonly reason: 'export' | 'exportElsewhere' }
  | { readonly category: 'O'; readonly reason: 'suppliedAbroad' | 'notRegistered' }
  | { readonly category: 'undecided' };

interface TaxRule {
  readonly seller?: SellerKind | readonly SellerKind[];
  readonly customer?: CustomerKind;
  readonly kind?: TaxCase['kind'];
  readonly euConsumers?: TaxCase['euConsumers'];
  readonly then: TaxOutcome;
  /** Articles of Directive 2006/112/EC. */
  readonly law: string;
}

/** @see docs/sources.md#place-of-supply */
export const TAX_RULES: readonly TaxRule[] = [
  { seller: 'unregistered', then: { category: 'O', reason: 'notRegistered' }, law: 'Art. 214' },

  { seller: 'small', customer: 'domestic', then: { category: 'E', reason: 'smallBusiness' }, law: 'Art. 284' },
  { customer: 'domestic', then: { category: 'S', rateOf: 'seller' }, law: 'Art. 31, 32, 44, 45, 96' },

  { seller: ['small', 'in the EU'], customer: 'EU business', kind: 'service', then: { category: 'AE', reason: 'reverseCharge' }, law: 'Art. 44, 196' }, // prettier-ignore
  { seller: 'in the EU', customer: 'EU business', kind: 'goods', then: { category: 'K', reason: 'intraCommunity' }, law: 'Art. 138 (1)' },
  { seller: 'small', customer: 'EU business', kind: 'goods', then: { category: 'E', reason: 'smallBusiness' }, law: 'Art. 139 (1), 284' },

  { customer: 'EU consumer', euConsumers: 'oss', then: { category: 'S', rateOf: 'customer' }, law: 'Art. 33, 58, 369a' },
  { seller: 'small', customer: 'EU consumer', euConsumers: 'below-threshold', then: { category: 'E', reason: 'smallBusiness' }, law: 'Art. 59c, 284' }, // prettier-ignore
  {
    seller: 'in the EU',
    customer: 'EU consumer',
    euConsumers: 'below-threshold',
    then: { category: 'S', rateOf: 'seller' },
    law: 'Art. 59c',
  },
  { customer: 'EU consumer', then: { category: 'undecided' }, law: 'Art. 33, 58, 59c' },

  { kind: 'service', then: { category: 'O', reason: 'suppliedAbroad' }, law: 'Art. 44, 58, 59' },
  { seller: 'small', then: { category: 'E', reason: 'smallBusiness' }, law: 'Art. 284' },
  { seller: 'in the EU', then: { category: 'G', reason: 'export' }, law: 'Art. 146' },
  { then: { category: 'G', reason: 'exportElsewhere' }, law: 'law of the seller’s country' },
];

/** What the first row says whose fields are those of the case. */
export function taxOutcome(of: TaxCase): TaxOutcome {
  return ruleFor(of).then;
}

export function ruleFor(of: TaxCase): TaxRule {
  const isOf = <Value>(field: Value | readonly Value[] | undefined, value: Value): boolean =>
    field === undefined || (Array.isArray(field) ? field.includes(value) : field === value);
  return TAX_RULES.find(
    (rule) =>
      isOf(rule.seller, of.seller) &&
      isOf(rule.customer, of.customer) &&
      isOf(rule.kind, of.kind) &&
      (rule.euConsumers === undefined || rule.euConsumers === of.euConsumers),
  )!;
}
