/** What an electronic invoice says, read back from CII or UBL by the bindings of CEN/TS 16931-3. */
import { decimal, quantityText } from '../../shared/money.ts';
import { at, readXml, textAt } from './xml-reader.ts';
import type { XmlElement } from './xml-reader.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Where each syntax has each field: paths below the root, a line, an allowance and a breakdown. */
interface Binding {
  readonly document: Readonly<Record<string, string>>;
  readonly totals: Readonly<Record<string, string>>;
  readonly tax: string;
  readonly lines: string;
  readonly line: Readonly<Record<string, string>>;
  readonly unit: { readonly path: string; readonly basis: string };
  readonly lineAllowances: string;
  readonly allowances: string;
  readonly allowance: Readonly<Record<string, string>>;
  readonly breakdown: string;
  readonly subtotal: Readonly<Record<string, string>>;
}

const SETTLEMENT = 'rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement';
const SUMS = `${SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation`;
const AGREEMENT = 'ram:SpecifiedLineTradeAgreement';
const CII: Binding = {
  document: {
    number: 'rsm:ExchangedDocument/ram:ID',
    type: 'rsm:ExchangedDocument/ram:TypeCode',
    currency: `${SETTLEMENT}/ram:InvoiceCurrencyCode`,
    taxCurrency: `${SETTLEMENT}/ram:TaxCurrencyCode`,
    issueDate: 'rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString',
  },
  totals: {
    lineNet: `${SUMS}/ram:LineTotalAmount`,
    allowances: `${SUMS}/ram:AllowanceTotalAmount`,
    charges: `${SUMS}/ram:ChargeTotalAmount`,
    taxExclusive: `${SUMS}/ram:TaxBasisTotalAmount`,
    taxInclusive: `${SUMS}/ram:GrandTotalAmount`,
    prepaid: `${SUMS}/ram:TotalPrepaidAmount`,
    rounding: `${SUMS}/ram:RoundingAmount`,
    payable: `${SUMS}/ram:DuePayableAmount`,
  },
  tax: `${SUMS}/ram:TaxTotalAmount`,
  lines: 'rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem',
  line: {
    name: 'ram:SpecifiedTradeProduct/ram:Name',
    quantity: 'ram:SpecifiedLineTradeDelivery/ram:BilledQuantity',
    price: `${AGREEMENT}/ram:NetPriceProductTradePrice/ram:ChargeAmount`,
    baseQuantity: `${AGREEMENT}/ram:NetPriceProductTradePrice/ram:BasisQuantity`,
    grossPrice: `${AGREEMENT}/ram:GrossPriceProductTradePrice/ram:ChargeAmount`,
    priceDiscount: `${AGREEMENT}/ram:GrossPriceProductTradePrice/ram:AppliedTradeAllowanceCharge/ram:ActualAmount`,
    vatCategory: 'ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax/ram:CategoryCode',
    vatRate: 'ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax/ram:RateApplicablePercent',
    net: 'ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount',
  },
  unit: {
    path: 'ram:SpecifiedLineTradeDelivery/ram:BilledQuantity',
    basis: `${AGREEMENT}/ram:NetPriceProductTradePrice/ram:BasisQuantity`,
  },
  lineAllowances: 'ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeAllowanceCharge',
  allowances: `${SETTLEMENT}/ram:SpecifiedTradeAllowanceCharge`,
  allowance: {
    charge: 'ram:ChargeIndicator/udt:Indicator',
    amount: 'ram:ActualAmount',
    base: 'ram:BasisAmount',
    percent: 'ram:CalculationPercent',
    reason: 'ram:Reason',
    reasonCode: 'ram:ReasonCode',
    vatCategory: 'ram:CategoryTradeTax/ram:CategoryCode',
    vatRate: 'ram:CategoryTradeTax/ram:RateApplicablePercent',
  },
  breakdown: `${SETTLEMENT}/ram:ApplicableTradeTax`,
  subtotal: {
    category: 'ram:CategoryCode',
    rate: 'ram:RateApplicablePercent',
    basis: 'ram:BasisAmount',
    tax: 'ram:CalculatedAmount',
    exemptionReason: 'ram:ExemptionReason',
    exemptionCode: 'ram:ExemptionReasonCode',
  },
};

const TOTAL = 'cac:LegalMonetaryTotal';
/** @param root of a credit note other names */
const UBL = (root: string): Binding => ({
  document: {
    number: 'cbc:ID',
    type: `cbc:${root}TypeCode`,
    currency: 'cbc:DocumentCurrencyCode',
    taxCurrency: 'cbc:TaxCurrencyCode',
    issueDate: 'cbc:IssueDate',
  },
  totals: {
    lineNet: `${TOTAL}/cbc:LineExtensionAmount`,
    allowances: `${TOTAL}/cbc:AllowanceTotalAmount`,
    charges: `${TOTAL}/cbc:ChargeTotalAmount`,
    taxExclusive: `${TOTAL}/cbc:TaxExclusiveAmount`,
    taxInclusive: `${TOTAL}/cbc:TaxInclusiveAmount`,
    prepaid: `${TOTAL}/cbc:PrepaidAmount`,
    rounding: `${TOTAL}/cbc:PayableRoundingAmount`,
    payable: `${TOTAL}/cbc:PayableAmount`,
  },
  tax: 'cac:TaxTotal/cbc:TaxAmount',
  lines: `cac:${root}Line`,
  line: {
    name: 'cac:Item/cbc:Name',
    quantity: root === 'Invoice' ? 'cbc:InvoicedQuantity' : 'cbc:CreditedQuantity',
    price: 'cac:Price/cbc:PriceAmount',
    baseQuantity: 'cac:Price/cbc:BaseQuantity',
    grossPrice: 'cac:Price/cac:AllowanceCharge/cbc:BaseAmount',
    priceDiscount: 'cac:Price/cac:AllowanceCharge/cbc:Amount',
    vatCategory: 'cac:Item/cac:ClassifiedTaxCategory/cbc:ID',
    vatRate: 'cac:Item/cac:ClassifiedTaxCategory/cbc:Percent',
    net: 'cbc:LineExtensionAmount',
  },
  unit: { path: root === 'Invoice' ? 'cbc:InvoicedQuantity' : 'cbc:CreditedQuantity', basis: 'cac:Price/cbc:BaseQuantity' },
  lineAllowances: 'cac:AllowanceCharge',
  allowances: 'cac:AllowanceCharge',
  allowance: {
    charge: 'cbc:ChargeIndicator',
    amount: 'cbc:Amount',
    base: 'cbc:BaseAmount',
    percent: 'cbc:MultiplierFactorNumeric',
    reason: 'cbc:AllowanceChargeReason',
    reasonCode: 'cbc:AllowanceChargeReasonCode',
    vatCategory: 'cac:TaxCategory/cbc:ID',
    vatRate: 'cac:TaxCategory/cbc:Percent',
  },
  breakdown: 'cac:TaxTotal/cac:TaxSubtotal',
  subtotal: {
    category: 'cac:TaxCategory/cbc:ID',
    rate: 'cac:TaxCategory/cbc:Percent',
    basis: 'cbc:TaxableAmount',
    tax: 'cbc:TaxAmount',
    exemptionReason: 'cac:TaxCategory/cbc:TaxExemptionReason',
    exemptionCode: 'cac:TaxCategory/cbc:TaxExemptionReasonCode',
  },
});

/** Every figure as short as it can be; what is not there is absent. */
export function readInvoice(xml: string): Fields {
  const root = readXml(xml);
  const binding = root.name === 'rsm:CrossIndustryInvoice' ? CII : UBL(root.name);
  const document = fieldsOf(root, binding.document);
  const tax = new Map(at(root, binding.tax).map(({ attributes, text }) => [attributes['currencyID'], short(text)]));
  return {
    ...document,
    lines: at(root, binding.lines).map((line) => ({
      ...fieldsOf(line, binding.line),
      ...unitOf(line, binding),
      allowancesCharges: at(line, binding.lineAllowances).map((it) => fieldsOf(it, binding.allowance)),
    })),
    documentAllowancesCharges: at(root, binding.allowances).map((it) => fieldsOf(it, binding.allowance)),
    vatBreakdown: at(root, binding.breakdown).map((it) => fieldsOf(it, binding.subtotal)),
    totals: { ...fieldsOf(root, binding.totals), tax: tax.get(String(document['currency'])) },
    taxTotalInTaxCurrency: tax.get(String(document['taxCurrency'])),
  };
}

/** A price for other units than the quantity has would be another price. */
function unitOf(line: XmlElement, { unit }: Binding): Fields {
  const [code, basis] = [unit.path, unit.basis].map((path) => at(line, path)[0]?.attributes['unitCode']);
  if (basis !== undefined && basis !== code) throw new RangeError(`A price for ${basis} of a quantity in ${code}.`);
  return { unit: code };
}

const TEXTS = ['name', 'number', 'issueDate', 'type', 'reasonCode', 'exemptionCode', 'reason', 'exemptionReason'];

function fieldsOf(element: XmlElement, paths: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(
    Object.entries(paths).flatMap(([field, path]) => {
      const text = textAt(element, path);
      return text === undefined ? [] : [[field, TEXTS.includes(field) ? text : short(text)]];
    }),
  );
}

function short(text: string): string {
  return /^-?\d+(\.\d+)?$/.test(text) ? quantityText(decimal(text)) : text;
}
