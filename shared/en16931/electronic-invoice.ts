import type { Address } from '../catalog.ts';
import type { PaymentMeans, PrecedingInvoice, TaxCategory } from '../document-terms.ts';
import type { TaxSubtotal, Totals } from '../invoice.ts';
import type { ElectronicAddress, LegalRegistration } from '../party.ts';
import type { DateSpan } from '../period.ts';

/**
 * An invoice as EN 16931 sees it: what CII and UBL write, each in its own order. Texts are as they are stored; dates are
 * ISO 8601, figures plain decimals. Terms in brackets are those of the standard.
 */
export interface ElectronicInvoice {
  /** BT-1 */
  readonly number: string;
  /** BT-2 */
  readonly issueDate: string;
  /** BT-3 */
  readonly typeCode: '380' | '381' | '384';
  /** BT-22 */
  readonly note?: string | undefined;
  /** BT-5 */
  readonly currency: string;
  /** BT-9 */
  readonly dueDate: string;
  /** BT-10 */
  readonly buyerReference?: string | undefined;
  /** BT-12 */
  readonly contract?: string | undefined;
  /** BT-13 */
  readonly purchaseOrder?: string | undefined;
  /** BT-20 */
  readonly paymentTerms?: string | undefined;
  /** BG-3 */
  readonly precedingInvoices: readonly PrecedingInvoice[];
  /** BG-4 */
  readonly seller: ElectronicSeller;
  /** BG-7 */
  readonly buyer: ElectronicParty;
  /** BG-15 */
  readonly deliverTo?: Address | undefined;
  /** BG-14 */
  readonly period: DateSpan;
  /** BG-16 */
  readonly payment: Payment;
  /** BG-20 and BG-21 */
  readonly allowances: readonly (AllowanceOrCharge & LineTax)[];
  /** BG-22 */
  readonly totals: Totals & { readonly lineNet: string };
  /** BT-6 and BT-111 */
  readonly accountingTax?: { readonly currency: string; readonly tax: string } | undefined;
  /** BG-23 */
  readonly tax: readonly TaxSubtotal[];
  /** BG-25 */
  readonly lines: readonly ElectronicLine[];
}

/** Seller or buyer: name (BT-27, BT-44), and what else is known of it. */
export interface ElectronicParty {
  readonly name: string;
  /** BT-28; a buyer has none that we know. */
  readonly tradingName?: string | undefined;
  /** BT-29 */
  readonly identifier?: string | undefined;
  /** BT-30, BT-47 */
  readonly legalRegistration?: LegalRegistration | undefined;
  /** BT-31, BT-48 */
  readonly vatId?: string | undefined;
  /** BT-32 */
  readonly taxNumber?: string | undefined;
  /** BT-33 */
  readonly legalInformation?: string | undefined;
  /** BT-34, BT-49 */
  readonly electronicAddress: ElectronicAddress;
  /** BG-5, BG-8 */
  readonly address: Address;
  /** BG-6, BG-9 */
  readonly contact: { readonly name?: string | undefined; readonly phone?: string | undefined; readonly email?: string | undefined };
}

export type ElectronicSeller = ElectronicParty;

/** Code of UNTDID 4461 (BT-81), and what it needs. */
export interface Payment {
  readonly code: '30' | '58' | '59' | '54';
  /** What the payer names (BT-83). */
  readonly reference: string;
  /** BG-17 */
  readonly account?: { readonly iban: string; readonly holder: string; readonly bic: string } | undefined;
  /** BG-19 */
  readonly directDebit?: Extract<PaymentMeans, { by: 'direct-debit' }> | undefined;
  /** BG-18 */
  readonly card?: Extract<PaymentMeans, { by: 'card' }> | undefined;
}

/** Category (BT-95, BT-102, BT-151), and the rate in percent, which what is not subject to VAT has not. */
export interface LineTax {
  readonly category: TaxCategory;
  readonly rate?: string | undefined;
}

/** An allowance, or a charge (BG-20, BG-21, BG-27, BG-28). */
export interface AllowanceOrCharge {
  readonly isCharge: boolean;
  readonly amount: string;
  readonly base?: string | undefined;
  readonly percent?: string | undefined;
  readonly reason: string;
  readonly reasonCode?: string | undefined;
}

export interface ElectronicLine {
  /** BT-126 */
  readonly id: string;
  /** BT-127 */
  readonly note?: string | undefined;
  /** BT-153 and BT-154 */
  readonly name: string;
  readonly description?: string | undefined;
  /** BT-129 to BT-131, BG-29 */
  readonly price: ItemPrice;
  readonly net: string;
  /** BG-26 */
  readonly period: DateSpan;
  readonly allowances: readonly AllowanceOrCharge[];
  readonly tax: LineTax;
}

/** Quantity × price ÷ base quantity, rounded once, is the amount of a line before allowances and charges. */
export interface ItemPrice {
  /** BT-129 */
  readonly quantity: string;
  /** Of UN/ECE Recommendation 20 (BT-130, BT-150). */
  readonly unitCode: string;
  /** BT-146, never below zero. */
  readonly price: string;
  /** BT-149, above zero. */
  readonly baseQuantity: string;
  /** BT-148 and BT-147 */
  readonly gross?: { readonly price: string; readonly discount?: string | undefined } | undefined;
}
