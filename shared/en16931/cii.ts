import type { Invoice } from '../invoice.ts';
import type { Address } from '../catalog.ts';
import type { DateSpan } from '../period.ts';
import { electronicInvoiceOf } from './electronic-invoice-of.ts';
import type * as electronic from './electronic-invoice.ts';
import { attribute, DECLARATION, group, leaf } from './xml.ts';

/** Profile "EN 16931" of Factur-X and ZUGFeRD. */
const PROFILE = 'urn:cen.eu:en16931:2017';

const NAMESPACES = [
  attribute('xmlns:rsm', 'urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100'),
  attribute('xmlns:ram', 'urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100'),
  attribute('xmlns:qdt', 'urn:un:unece:uncefact:data:standard:QualifiedDataType:100'),
  attribute('xmlns:udt', 'urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100'),
].join('');

/**
 * An invoice as Cross Industry Invoice (D16B), profile EN 16931 of Factur-X and ZUGFeRD: what lies in its PDF. The same
 * invoice gives the same text, always.
 *
 * @see docs/sources.md#en-16931
 */
export function ciiOf(invoice: Invoice): string {
  const it = electronicInvoiceOf(invoice);
  const content = [
    group('rsm:ExchangedDocumentContext', group('ram:GuidelineSpecifiedDocumentContextParameter', leaf('ram:ID', PROFILE))),
    group(
      'rsm:ExchangedDocument',
      leaf('ram:ID', it.number),
      leaf('ram:TypeCode', it.typeCode),
      group('ram:IssueDateTime', date('udt', it.issueDate)),
      group('ram:IncludedNote', leaf('ram:Content', it.note)),
      group('ram:IncludedNote', leaf('ram:Content', correctedNote(it))),
    ),
    group(
      'rsm:SupplyChainTradeTransaction',
      ...it.lines.map(line),
      agreement(it),
      // Empty where there is nothing to say: the schema wants it.
      `<ram:ApplicableHeaderTradeDelivery>${it.deliverTo ? group('ram:ShipToTradeParty', address(it.deliverTo)) : ''}</ram:ApplicableHeaderTradeDelivery>`,
      settlement(it),
    ),
  ];
  return `${DECLARATION}<rsm:CrossIndustryInvoice${NAMESPACES}>${content.join('')}</rsm:CrossIndustryInvoice>\n`;
}

/** The schema (D16B) has room for one preceding invoice (BG-3): where there are several, all of them are in a note (BT-22). */
function correctedNote({ precedingInvoices }: electronic.ElectronicInvoice): string | undefined {
  if (precedingInvoices.length < 2) return undefined;
  return precedingInvoices.map(({ number, issueDate }) => `${number} (${issueDate})`).join(', ');
}

function line({ id, note, name, description, price, net, period, allowances, tax }: electronic.ElectronicLine): string {
  return group(
    'ram:IncludedSupplyChainTradeLineItem',
    group('ram:AssociatedDocumentLineDocument', leaf('ram:LineID', id), group('ram:IncludedNote', leaf('ram:Content', note))),
    group('ram:SpecifiedTradeProduct', leaf('ram:Name', name), leaf('ram:Description', description)),
    lineAgreement(price),
    group('ram:SpecifiedLineTradeDelivery', leaf('ram:BilledQuantity', price.quantity, attribute('unitCode', price.unitCode))),
    group(
      'ram:SpecifiedLineTradeSettlement',
      group('ram:ApplicableTradeTax', ...taxCategory(tax)),
      billingPeriod(period),
      ...allowances.map((it) => allowance(it)),
      group('ram:SpecifiedTradeSettlementLineMonetarySummation', leaf('ram:LineTotalAmount', net)),
    ),
  );
}

function lineAgreement({ price, baseQuantity, unitCode, gross }: electronic.ItemPrice): string {
  const basis = baseQuantity === '1' ? '' : leaf('ram:BasisQuantity', baseQuantity, attribute('unitCode', unitCode));
  return group(
    'ram:SpecifiedLineTradeAgreement',
    gross
      ? group(
          'ram:GrossPriceProductTradePrice',
          leaf('ram:ChargeAmount', gross.price),
          basis,
          gross.discount === undefined
            ? ''
            : group('ram:AppliedTradeAllowanceCharge', indicator(false), leaf('ram:ActualAmount', gross.discount)),
        )
      : '',
    group('ram:NetPriceProductTradePrice', leaf('ram:ChargeAmount', price), basis),
  );
}

function agreement({ buyerReference, seller, buyer, purchaseOrder, contract }: electronic.ElectronicInvoice): string {
  return group(
    'ram:ApplicableHeaderTradeAgreement',
    leaf('ram:BuyerReference', buyerReference),
    group('ram:SellerTradeParty', ...party(seller)),
    group('ram:BuyerTradeParty', ...party(buyer)),
    group('ram:BuyerOrderReferencedDocument', leaf('ram:IssuerAssignedID', purchaseOrder)),
    group('ram:ContractReferencedDocument', leaf('ram:IssuerAssignedID', contract)),
  );
}

function party(it: electronic.ElectronicParty): string[] {
  const { contact, electronicAddress } = it;
  return [
    leaf('ram:ID', it.identifier),
    leaf('ram:Name', it.name),
    leaf('ram:Description', it.legalInformation),
    group(
      'ram:SpecifiedLegalOrganization',
      leaf('ram:ID', it.legalRegistration?.id, attribute('schemeID', it.legalRegistration?.scheme)),
      leaf('ram:TradingBusinessName', it.tradingName),
    ),
    group(
      'ram:DefinedTradeContact',
      leaf('ram:PersonName', contact.name),
      group('ram:TelephoneUniversalCommunication', leaf('ram:CompleteNumber', contact.phone)),
      group('ram:EmailURIUniversalCommunication', leaf('ram:URIID', contact.email)),
    ),
    address(it.address),
    group('ram:URIUniversalCommunication', leaf('ram:URIID', electronicAddress.id, attribute('schemeID', electronicAddress.scheme))),
    group('ram:SpecifiedTaxRegistration', leaf('ram:ID', it.vatId, attribute('schemeID', 'VA'))),
    group('ram:SpecifiedTaxRegistration', leaf('ram:ID', it.taxNumber, attribute('schemeID', 'FC'))),
  ];
}

function address({ postalCode, street, additional, city, country, region }: Address): string {
  return group(
    'ram:PostalTradeAddress',
    leaf('ram:PostcodeCode', postalCode),
    leaf('ram:LineOne', street),
    leaf('ram:LineTwo', additional),
    leaf('ram:CityName', city),
    leaf('ram:CountryID', country),
    leaf('ram:CountrySubDivisionName', region),
  );
}

function settlement(it: electronic.ElectronicInvoice): string {
  const { payment, currency, totals, accountingTax } = it;
  return group(
    'ram:ApplicableHeaderTradeSettlement',
    leaf('ram:CreditorReferenceID', payment.directDebit?.creditorId),
    leaf('ram:PaymentReference', payment.reference),
    leaf('ram:TaxCurrencyCode', accountingTax?.currency),
    leaf('ram:InvoiceCurrencyCode', currency),
    paymentMeans(payment),
    ...it.tax.map(({ category, rate, basis, tax, reason, reasonCode }) =>
      group(
        'ram:ApplicableTradeTax',
        leaf('ram:CalculatedAmount', tax),
        leaf('ram:TypeCode', 'VAT'),
        leaf('ram:ExemptionReason', reason),
        leaf('ram:BasisAmount', basis),
        leaf('ram:CategoryCode', category),
        leaf('ram:ExemptionReasonCode', reasonCode),
        leaf('ram:RateApplicablePercent', rate),
      ),
    ),
    billingPeriod(it.period),
    ...it.allowances.map((given) => allowance(given, given)),
    group(
      'ram:SpecifiedTradePaymentTerms',
      leaf('ram:Description', it.paymentTerms),
      group('ram:DueDateDateTime', date('udt', it.dueDate)),
      leaf('ram:DirectDebitMandateID', payment.directDebit?.mandate),
    ),
    group(
      'ram:SpecifiedTradeSettlementHeaderMonetarySummation',
      leaf('ram:LineTotalAmount', totals.lineNet),
      leaf('ram:ChargeTotalAmount', totals.charges),
      leaf('ram:AllowanceTotalAmount', totals.allowances),
      leaf('ram:TaxBasisTotalAmount', totals.net),
      leaf('ram:TaxTotalAmount', totals.tax, attribute('currencyID', currency)),
      accountingTax ? leaf('ram:TaxTotalAmount', accountingTax.tax, attribute('currencyID', accountingTax.currency)) : '',
      leaf('ram:RoundingAmount', totals.rounding),
      leaf('ram:GrandTotalAmount', totals.gross),
      leaf('ram:TotalPrepaidAmount', totals.prepaid),
      leaf('ram:DuePayableAmount', totals.payable),
    ),
    ...it.precedingInvoices
      .slice(0, 1)
      .map(({ number, issueDate }) =>
        group(
          'ram:InvoiceReferencedDocument',
          leaf('ram:IssuerAssignedID', number),
          group('ram:FormattedIssueDateTime', date('qdt', issueDate)),
        ),
      ),
  );
}

function paymentMeans({ code, account, directDebit, card }: electronic.Payment): string {
  return group(
    'ram:SpecifiedTradeSettlementPaymentMeans',
    leaf('ram:TypeCode', code),
    group('ram:ApplicableTradeSettlementFinancialCard', leaf('ram:ID', card?.lastDigits), leaf('ram:CardholderName', card?.holder)),
    group('ram:PayerPartyDebtorFinancialAccount', leaf('ram:IBANID', directDebit?.iban)),
    group('ram:PayeePartyCreditorFinancialAccount', leaf('ram:IBANID', account?.iban), leaf('ram:AccountName', account?.holder)),
    group('ram:PayeeSpecifiedCreditorFinancialInstitution', leaf('ram:BICID', account?.bic)),
  );
}

function allowance(
  { isCharge, percent, base, amount, reasonCode, reason }: electronic.AllowanceOrCharge,
  tax?: electronic.LineTax,
): string {
  return group(
    'ram:SpecifiedTradeAllowanceCharge',
    indicator(isCharge),
    leaf('ram:CalculationPercent', percent),
    leaf('ram:BasisAmount', base),
    leaf('ram:ActualAmount', amount),
    leaf('ram:ReasonCode', reasonCode),
    leaf('ram:Reason', reason),
    tax ? group('ram:CategoryTradeTax', ...taxCategory(tax)) : '',
  );
}

function indicator(isCharge: boolean): string {
  return group('ram:ChargeIndicator', leaf('udt:Indicator', String(isCharge)));
}

function taxCategory({ category, rate }: electronic.LineTax): string[] {
  return [leaf('ram:TypeCode', 'VAT'), leaf('ram:CategoryCode', category), leaf('ram:RateApplicablePercent', rate)];
}

function billingPeriod({ first, last }: DateSpan): string {
  return group('ram:BillingSpecifiedPeriod', group('ram:StartDateTime', date('udt', first)), group('ram:EndDateTime', date('udt', last)));
}

/** 102 is the format YYYYMMDD of UNTDID 2379. */
function date(prefix: 'udt' | 'qdt', day: string): string {
  return leaf(`${prefix}:DateTimeString`, day.replaceAll('-', ''), attribute('format', '102'));
}
