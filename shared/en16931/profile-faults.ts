import type { CustomerParty, SellerParty } from '../invoice.ts';
import { minorDigits } from '../money.ts';
import type { UblProfile } from './ubl.ts';

/** Forms of an electronic invoice: CII as it lies in the PDF, and UBL. */
export type ElectronicForm = 'cii' | UblProfile;

/** What keeps an invoice from a form, and where it is to be said. */
export interface ProfileFault {
  /** Field of the invoice; those of seller and customer come from the catalog. */
  readonly path: string;
  readonly message: string;
}

const MOST_DIGITS = 2;

/** What of an invoice the forms ask for. */
interface Asked {
  readonly currency: string;
  readonly seller: Pick<SellerParty, 'address' | 'contact' | 'electronicAddress' | 'phone'>;
  readonly customer: Pick<CustomerParty, 'address' | 'buyerReference' | 'electronicAddress' | 'purchaseOrder'>;
}

/**
 * What an invoice lacks to be valid in a form. Without one it is; everything else that the forms want every invoice of
 * ours has.
 *
 * @see docs/sources.md#xrechnung
 * @see docs/sources.md#peppol-bis
 */
export function profileFaults(invoice: Asked, form: ElectronicForm): ProfileFault[] {
  const { seller, customer, currency } = invoice;
  const isGerman = form === 'xrechnung' || (form === 'peppol' && seller.address.country === 'DE' && customer.address.country === 'DE');
  const has = {
    currency: minorDigits(currency) <= MOST_DIGITS,
    buyerReference: customer.buyerReference !== undefined || (form === 'peppol' && !isGerman && customer.purchaseOrder !== undefined),
    endpoints: [seller, customer].map((party) => party.electronicAddress !== undefined && party.electronicAddress.scheme !== MAIL),
    phone: (seller.contact?.phone ?? seller.phone) !== undefined,
  };
  return [
    ...(has.currency ? [] : [{ path: 'currency', message: `EN 16931 has amounts of at most two decimals; ${currency} has more` }]),
    ...(has.buyerReference || form === 'cii' || form === 'ubl'
      ? []
      : [{ path: 'customer.buyerReference', message: BUYER_REFERENCE[isGerman ? 'german' : 'other'] }]),
    ...(['seller', 'customer'] as const).flatMap((party, i) =>
      form !== 'peppol' || has.endpoints[i] ? [] : [{ path: `${party}.electronicAddress`, message: ENDPOINT }],
    ),
    ...(has.phone || !isGerman ? [] : [{ path: 'seller.phone', message: 'the seller has to name a phone (BT-42)' }]),
  ];
}

const MAIL = 'EM';
const ENDPOINT = 'Peppol reaches nobody by mail: name an address of the Peppol network, such as { scheme: "0204", id: … } (BT-34, BT-49)';

const BUYER_REFERENCE = {
  german: 'the customer has to have a buyerReference (BT-10): of an authority its Leitweg-ID',
  other: 'the customer has to have a buyerReference (BT-10) or a purchaseOrder (BT-13)',
} as const;
