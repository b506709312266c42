import type { Address } from '../catalog.ts';
import type { Invoice } from '../invoice.ts';
import type { DateSpan } from '../period.ts';
import { electronicInvoiceOf } from './electronic-invoice-of.ts';
import type * as electronic from './electronic-invoice.ts';
import { attribute, DECLARATION, group, leaf } from './xml.ts';

/** What a document keeps to: EN 16931 alone, or the rules of those who receive it too. */
export type UblProfile = 'ubl' | 'xrechnung' | 'peppol';

const CUSTOMIZATION: Readonly<Record<UblProfile, string>> = {
  ubl: 'urn:cen.eu:en16931:2017',
  xrechnung: 'urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0',
  peppol: 'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0',
};
/** Peppol BIS Billing, process 01; XRechnung names the same. */
const PROCESS = 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0';

const NAMESPACES = [
  attribute('xmlns:cac', 'urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2'),
  attribute('xmlns:cbc', 'urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'),
].join('');

/**
 * An invoice as UBL 2.1: by EN 16931, as XRechnung 3.0, or as Peppol BIS Billing 3. A credit note (381) is a CreditNote. The same invoice
 * gives the same text, always.
 *
 * @see docs/sources.md#xrechnung
 * @see docs/sources.md#peppol-bis
 */
export function ublOf(invoice: Invoice, profile: UblProfile): string {
  const it = electronicInvoiceOf(invoice);
  const isCredit = it.typeCode === '381';
  const root = isCredit ? 'CreditNote' : 'Invoice';
  const amount = amountIn(it.currency);
  const content = [
    leaf('cbc:CustomizationID', CUSTOMIZATION[profile]),
    leaf('cbc:ProfileID', PROCESS),
    leaf('cbc:ID', it.number),
    leaf('cbc:IssueDate', it.issueDate),
    isCredit ? '' : leaf('cbc:DueDate', it.dueDate),
    leaf(`cbc:${root}TypeCode`, it.typeCode),
    leaf('cbc:Note', it.note),
    leaf('cbc:DocumentCurrencyCode', it.currency),
    leaf('cbc:TaxCurrencyCode', it.accountingTax?.currency),
    leaf('cbc:BuyerReference', it.buyerReference),
    period(it.period),
    group('cac:OrderReference', leaf('cbc:ID', it.purchaseOrder)),
    ...it.precedingInvoices.map(({ number, issueDate }) =>
      group('cac:BillingReference', group('cac:InvoiceDocumentReference', leaf('cbc:ID', number), leaf('cbc:IssueDate', issueDate))),
    ),
    group('cac:ContractDocumentReference', leaf('cbc:ID', it.contract)),
    group('cac:AccountingSupplierParty', party(it.seller, it.payment.directDebit?.creditorId)),
    group('cac:AccountingCustomerParty', party(it.buyer)),
    it.deliverTo ? group('cac:Delivery', group('cac:DeliveryLocation', group('cac:Address', ...address(it.deliverTo)))) : '',
    paymentMeans(it.payment, isCredit ? it.dueDate : undefined),
    group('cac:PaymentTerms', leaf('cbc:Note', it.paymentTerms)),
    ...it.allowances.map((given) => allowance(given, amount, given)),
    ...taxTotals(it, amount),
    monetaryTotal(it, amount),
    ...it.lines.map((line) => documentLine(line, isCredit, amount)),
  ];
  const namespace = attribute('xmlns', `urn:oasis:names:specification:ubl:schema:xsd:${root}-2`);
  return `${DECLARATION}<${root}${namespace}${NAMESPACES}>${content.join('')}</${root}>\n`;
}

type AmountLeaf = (name: string, amount: string | undefined) => string;

function amountIn(currency: string): AmountLeaf {
  const attributes = attribute('currencyID', currency);
  return (name, amount) => leaf(`cbc:${name}`, amount, attributes);
}

function party(it: electronic.ElectronicParty, creditorId?: string): string {
  const { electronicAddress, contact } = it;
  return group(
    'cac:Party',
    leaf('cbc:EndpointID', electronicAddress.id, attribute('schemeID', electronicAddress.scheme)),
    group('cac:PartyIdentification', leaf('cbc:ID', it.identifier)),
    group('cac:PartyIdentification', leaf('cbc:ID', creditorId, attribute('schemeID', 'SEPA'))),
    group('cac:PartyName', leaf('cbc:Name', it.tradingName)),
    group('cac:PostalAddress', ...address(it.address)),
    taxScheme('cac:PartyTaxScheme', it.vatId, 'VAT'),
    taxScheme('cac:PartyTaxScheme', it.taxNumber, 'FC'),
    group(
      'cac:PartyLegalEntity',
      leaf('cbc:RegistrationName', it.name),
      leaf('cbc:CompanyID', it.legalRegistration?.id, attribute('schemeID', it.legalRegistration?.scheme)),
      leaf('cbc:CompanyLegalForm', it.legalInformation),
    ),
    group('cac:Contact', leaf('cbc:Name', contact.name), leaf('cbc:Telephone', contact.phone), leaf('cbc:ElectronicMail', contact.email)),
  );
}

function taxScheme(name: string, id: string | undefined, tax: 'VAT' | 'FC'): string {
  return id === undefined ? '' : group(name, leaf('cbc:CompanyID', id), group('cac:TaxScheme', leaf('cbc:ID', tax)));
}

function address({ street, additional, city, postalCode, region, country }: Address): string[] {
  return [
    leaf('cbc:StreetName', street),
    leaf('cbc:AdditionalStreetName', additional),
    leaf('cbc:CityName', city),
    leaf('cbc:PostalZone', postalCode),
    leaf('cbc:CountrySubentity', region),
    group('cac:Country', leaf('cbc:IdentificationCode', country)),
  ];
}

/** @param dueDate of a credit note, which has no place of its own for it */
function paymentMeans({ code, reference, account, directDebit, card }: electronic.Payment, dueDate: string | undefined): string {
  return group(
    'cac:PaymentMeans',
    leaf('cbc:PaymentMeansCode', code),
    leaf('cbc:PaymentDueDate', dueDate),
    leaf('cbc:PaymentID', reference),
    card
      ? group(
          'cac:CardAccount',
          leaf('cbc:PrimaryAccountNumberID', card.lastDigits),
          // The schema wants the network, which nobody needs.
          leaf('cbc:NetworkID', 'NA'),
          leaf('cbc:HolderName', card.holder),
        )
      : '',
    account
      ? group(
          'cac:PayeeFinancialAccount',
          leaf('cbc:ID', account.iban),
          leaf('cbc:Name', account.holder),
          group('cac:FinancialInstitutionBranch', leaf('cbc:ID', account.bic)),
        )
      : '',
    directDebit
      ? group(
          'cac:PaymentMandate',
          leaf('cbc:ID', directDebit.mandate),
          group('cac:PayerFinancialAccount', leaf('cbc:ID', directDebit.iban)),
        )
      : '',
  );
}

function allowance(
  { isCharge, reasonCode, reason, percent, amount, base }: electronic.AllowanceOrCharge,
  money: AmountLeaf,
  tax?: electronic.LineTax,
): string {
  return group(
    'cac:AllowanceCharge',
    leaf('cbc:ChargeIndicator', String(isCharge)),
    leaf('cbc:AllowanceChargeReasonCode', reasonCode),
    leaf('cbc:AllowanceChargeReason', reason),
    leaf('cbc:MultiplierFactorNumeric', percent),
    money('Amount', amount),
    money('BaseAmount', base),
    tax ? category('cac:TaxCategory', tax) : '',
  );
}

function category(name: string, { category: code, rate }: electronic.LineTax, ...reason: readonly string[]): string {
  return group(name, leaf('cbc:ID', code), leaf('cbc:Percent', rate), ...reason, group('cac:TaxScheme', leaf('cbc:ID', 'VAT')));
}

function taxTotals({ totals, tax, accountingTax }: electronic.ElectronicInvoice, money: AmountLeaf): string[] {
  return [
    group(
      'cac:TaxTotal',
      money('TaxAmount', totals.tax),
      ...tax.map((it) =>
        group(
          'cac:TaxSubtotal',
          money('TaxableAmount', it.basis),
          money('TaxAmount', it.tax),
          category('cac:TaxCategory', it, leaf('cbc:TaxExemptionReasonCode', it.reasonCode), leaf('cbc:TaxExemptionReason', it.reason)),
        ),
      ),
    ),
    accountingTax ? group('cac:TaxTotal', amountIn(accountingTax.currency)('TaxAmount', accountingTax.tax)) : '',
  ];
}

function monetaryTotal({ totals }: electronic.ElectronicInvoice, money: AmountLeaf): string {
  return group(
    'cac:LegalMonetaryTotal',
    money('LineExtensionAmount', totals.lineNet),
    money('TaxExclusiveAmount', totals.net),
    money('TaxInclusiveAmount', totals.gross),
    money('AllowanceTotalAmount', totals.allowances),
    money('ChargeTotalAmount', totals.charges),
    money('PrepaidAmount', totals.prepaid),
    money('PayableRoundingAmount', totals.rounding),
    money('PayableAmount', totals.payable),
  );
}

function documentLine(it: electronic.ElectronicLine, isCredit: boolean, money: AmountLeaf): string {
  const { price } = it;
  return group(
    isCredit ? 'cac:CreditNoteLine' : 'cac:InvoiceLine',
    leaf('cbc:ID', it.id),
    leaf('cbc:Note', it.note),
    leaf(isCredit ? 'cbc:CreditedQuantity' : 'cbc:InvoicedQuantity', price.quantity, attribute('unitCode', price.unitCode)),
    money('LineExtensionAmount', it.net),
    period(it.period),
    ...it.allowances.map((given) => allowance(given, money)),
    group('cac:Item', leaf('cbc:Description', it.description), leaf('cbc:Name', it.name), category('cac:ClassifiedTaxCategory', it.tax)),
    itemPrice(price, money),
  );
}

function itemPrice({ price, baseQuantity, unitCode, gross }: electronic.ItemPrice, money: AmountLeaf): string {
  return group(
    'cac:Price',
    money('PriceAmount', price),
    baseQuantity === '1' ? '' : leaf('cbc:BaseQuantity', baseQuantity, attribute('unitCode', unitCode)),
    gross
      ? group(
          'cac:AllowanceCharge',
          leaf('cbc:ChargeIndicator', 'false'),
          // Where nothing is taken off, the schema still wants an amount.
          money('Amount', gross.discount ?? '0'),
          money('BaseAmount', gross.price),
        )
      : '',
  );
}

function period({ first, last }: DateSpan): string {
  return group('cac:InvoicePeriod', leaf('cbc:StartDate', first), leaf('cbc:EndDate', last));
}
