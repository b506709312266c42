import { inLanguage } from '../../shared/catalog.ts';
import type { Customer, Seller } from '../../shared/catalog.ts';
import type { Charges } from '../../shared/charges.store.ts';
import type { Allowance } from '../../shared/document-terms.ts';
import type { ChargeLine, InvoiceLine } from '../../shared/invoice.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import { allocate, amountText, decimal, sum } from '../../shared/money.ts';
import type { PlacedOrder } from '../../shared/orders/order.ts';
import { addDays, dateIn, midnight } from '../../shared/period.ts';
import { lineNet, partAmount } from './line-net.ts';

/** What an order is invoiced for beside its lines, and where its goods go. */
export interface BesideLines {
  readonly deliverTo?: Customer['address'] | undefined;
  /** Net. */
  readonly shipping?: string | undefined;
}

/** The lines of an order: a line each item, supplied on the day in the seller's zone on which it was placed. */
export function orderCharges(
  seller: Seller,
  customer: Customer,
  { wanted, lines, placedAt }: PlacedOrder,
): Pick<Charges, 'currency' | 'lines'> {
  const { language } = customer;
  const { currency } = wanted;
  const day = dateIn(placedAt, seller.zone);
  const period = { start: midnight(day, seller.zone), end: midnight(addDays(day, 1), seller.zone), zone: seller.zone };
  const charged = lines.map(({ item, name, quantity: pieces, price, unit, supply }): ChargeLine => {
    const quantity = String(pieces);
    const priced = { quantity, unitPrice: price, flatFee: '0' };
    const parts = [{ ...priced, amount: partAmount(priced) }];
    return {
      group: LANGUAGES[language].orders.group(wanted.id),
      period,
      description: inLanguage(name, language),
      quantity,
      ...(unit === undefined ? {} : { unit: inLanguage(unit, language) }),
      parts,
      net: lineNet({ parts }, currency),
      ...(supply && { supply }),
      trace: { subscription: wanted.id, plan: item, planVersion: 1, price: item, order: wanted.id },
    };
  });
  return { currency, lines: charged };
}

/** UNTDID 7161: freight service. */
const FREIGHT = 'FC';

/**
 * What sending costs, as charges on the document: it has the tax of what is sent, so where that has several rates it is spread
 * over them by their net.
 *
 * @param shipping net, rounded to the currency's minor unit
 * @see docs/sources.md#shipping
 */
export function shippingCharges(
  shipping: string,
  lines: readonly InvoiceLine[],
  currency: string,
  language: Customer['language'],
): (Allowance & Pick<InvoiceLine, 'taxCategory' | 'taxRate'>)[] {
  const groups = [...Map.groupBy(lines, ({ taxCategory, taxRate }) => `${taxCategory} ${taxRate}`).values()];
  const nets = groups.map((group) => sum(group.map(({ net }) => decimal(net))));
  // The weights are as large as the whole at least, in the same proportion.
  const times = decimal(shipping).div(sum(nets)).ceil().plus(1);
  const shares = allocate(decimal(shipping), nets.map((net) => net.times(times)), currency); // prettier-ignore
  return groups.flatMap(([first], i) => {
    const { taxCategory, taxRate } = first!;
    const amount = amountText(shares[i]!, currency);
    return shares[i]!.isZero()
      ? []
      : [{ description: LANGUAGES[language].orders.shipping, reasonCode: FREIGHT, amount, taxCategory, taxRate }];
  });
}
