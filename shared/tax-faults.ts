import type { Fault } from './catalog-issues.ts';
import type { Catalog } from './catalog.store.ts';
import type { Customer, Seller } from './catalog.ts';
import { canonicalJson } from './content-hash.ts';
import { nearest } from './nearest.ts';
import type { PlanVersion } from './plan.ts';
import type { Price } from './price.ts';
import { STANDARD } from './tax-terms.ts';
import { isInEu, taxCurrency, vatPrefix } from './vat-area.ts';
import { vatIdFault } from './vat-id.ts';

type Path = readonly (string | number)[];

/** What earlier imports said: their VAT ids are not judged again. */
interface KeptParties {
  readonly seller?: Seller | undefined;
  readonly customers?: Catalog['customers'] | undefined;
}

/**
 * What is wrong about tax in a catalog: VAT ids whose check digits don't match, and what makes no sense of that seller,
 * that customer or that plan. What only a date or an amount tells is refused when it is billed.
 */
export function taxFaults(
  { seller, plans, customers }: Pick<Catalog, 'plans' | 'customers'> & Partial<Pick<Catalog, 'seller'>>,
  kept: KeptParties,
): Fault[] {
  const before = new Map(kept.customers?.map(({ customer }) => [customer.id, customer.vatId]));
  return [
    ...(seller ? sellerFaults(seller, kept.seller) : []),
    ...customers.flatMap(({ customer }, c) => customerFaults(customer, before.get(customer.id), seller, ['customers', c])),
    ...plans.flatMap((plan, p) => planFaults(plan, seller, ['plans', p])),
  ];
}

function sellerFaults(seller: Seller, kept: Seller | undefined): Fault[] {
  const { vatId, taxNumber, address, tax = {} } = seller;
  const faults = vatIdFaults(vatId, kept?.vatId, ['seller', 'vatId']);
  const say = (path: Path, message: string): unknown => faults.push({ path: ['seller', ...path], message });

  if (tax.smallBusiness && !isInEu(address.country))
    say(
      ['tax', 'smallBusiness'],
      `is an exemption of EU law, and the seller is in ${address.country}; a seller without a VAT id shows no tax`,
    );
  if (tax.smallBusiness && vatId === undefined && taxNumber === undefined)
    say(['taxNumber'], 'is missing: invoices of a small business show its tax number, or its VAT id');
  if (tax.euConsumers !== undefined && vatId === undefined && !tax.smallBusiness)
    say(['tax', 'euConsumers'], 'a seller without a VAT id charges nobody tax; add its VAT id or take this out');
  if (tax.euConsumers === 'below-threshold' && !isInEu(address.country))
    say(['tax', 'euConsumers'], `only sellers in the EU have that threshold, and this one is in ${address.country}; oss is for others too`);

  const own = taxCurrency(address.country);
  tax.exchangeRates?.forEach(({ from, to }, i) => {
    if (own === undefined || from === own || to === own) return;
    say(['tax', 'exchangeRates', i], `is between ${from} and ${to}, and the tax of a seller in ${address.country} is in ${own}`);
  });
  const rates = tax.rates?.map(({ country, name, from = '' }) => `${name} ${country} ${from}`) ?? [];
  const exchange = tax.exchangeRates?.map(({ date, from, to }) => `${date} ${[from, to].sort().join(' ')}`) ?? [];
  for (const i of repeated(rates)) say(['tax', 'rates', i], 'the rate of that country and day is there already');
  for (const i of repeated(exchange)) say(['tax', 'exchangeRates', i], 'a rate of that day and these currencies is there already');
  return faults;
}

function customerFaults(customer: Customer, keptVatId: string | undefined, seller: Seller | undefined, path: Path): Fault[] {
  const { vatId, vatIdCheck, tax } = customer;
  const faults = vatIdFaults(vatId, keptVatId, [...path, 'vatId']);
  if (vatIdCheck && vatIdCheck.vatId !== vatId)
    faults.push({
      path: [...path, 'vatIdCheck', 'vatId'],
      message: `is the proof of ${vatIdCheck.vatId}, and the customer has ${vatId ?? 'no VAT id'}; ask for that one and take the old proof out`,
    });
  const wrong = tax && seller ? categoryFault(tax.category, vatId, seller) : undefined;
  if (wrong !== undefined) faults.push({ path: [...path, 'tax', 'category'], message: wrong });
  return faults;
}

/** EN 16931, BR-AE-02 to 04 and BR-IC-02 to 04: both are known by their VAT ids; Article 138 asks for another member state. */
function categoryFault(category: string, vatId: string | undefined, seller: Seller): string | undefined {
  if (seller.vatId === undefined && !seller.tax?.smallBusiness)
    return 'the seller has no VAT id, so nobody is charged tax; add its VAT id or take this out';
  if (category !== 'AE' && category !== 'K') return undefined;
  if (vatId === undefined) return `${category} is for businesses, and the customer has no VAT id`;
  if (seller.vatId === undefined) return `${category} asks for the VAT id of the seller, which has none`;
  if (category === 'K' && vatId.startsWith(vatPrefix(seller.address.country)))
    return `K is a supply to another member state, and the VAT id is of the seller's own`;
  return undefined;
}

function planFaults({ id, prices, minimumSpend, commitment }: PlanVersion, seller: Seller | undefined, path: Path): Fault[] {
  const names = [STANDARD, ...new Set(seller?.tax?.rates?.map(({ name }) => name))];
  const faults = prices.flatMap(({ tax }, i): Fault[] => {
    if (tax?.rate === undefined || !seller || names.includes(tax.rate)) return [];
    const remedy = `state it there: tax: { rates: [{ name: ${tax.rate}, country: ${seller.address.country}, rate: …, source: … }] }`;
    const message = `the seller's tax.rates have no "${tax.rate}"${nearest(tax.rate, names)}`;
    return [{ path: [...path, 'prices', i, 'tax', 'rate'], message, remedy }];
  });
  const oneTax = new Set(prices.map(taxOf)).size === 1;
  const least = minimumSpend === undefined ? commitment && 'commitment' : 'minimumSpend';
  if (least !== undefined && !oneTax) {
    const message = `the prices of plan "${id}" are taxed differently, so nobody could tell the tax of what is missing to it; give them one tax`;
    faults.push({ path: [...path, least], message });
  }
  return faults;
}

function taxOf({ kind = 'service', tax = {} }: Price): string {
  return canonicalJson({ kind, tax });
}

function vatIdFaults(vatId: string | undefined, kept: string | undefined, path: Path): Fault[] {
  const wrong = vatId === undefined || vatId === kept ? undefined : vatIdFault(vatId);
  return wrong === undefined ? [] : [{ path, message: wrong }];
}

/** Places of what was there before. */
function repeated(names: readonly string[]): number[] {
  const first = new Map<string, number>();
  return names.flatMap((name, i) => {
    if (first.has(name)) return [i];
    first.set(name, i);
    return [];
  });
}
