import { stringify } from 'csv-stringify/sync';
import type { Invoice } from '../invoice.ts';
import { amountText, decimal, sum } from '../money.ts';
import { datesOf } from '../period.ts';
import type { IssuedDocument } from './issued-document.ts';

/**
 * Documents and their lines as tables. Amounts of a credit note are below zero, so that columns add up to what was
 * billed; a number that became void has a row without amounts. Dates are ISO 8601, decimals have a point.
 */

type Row = readonly (string | number | undefined)[];

const INVOICE_HEAD = [
  ...['number', 'type', 'preceding_invoice', 'issue_date', 'due_date', 'period_start', 'period_end'],
  ...['customer', 'customer_name', 'customer_country', 'customer_vat_id', 'purchase_order', 'currency'],
  ...['net_amount', 'tax_amount', 'gross_amount', 'prepaid_amount', 'rounding_amount', 'payable_amount', 'document', 'sha256'],
];

const LINE_HEAD = [
  ...['number', 'line', 'type', 'issue_date', 'customer', 'group', 'description', 'period_start', 'period_end'],
  ...['quantity', 'unit', 'discount_amount', 'net_amount', 'tax_category', 'tax_rate', 'currency'],
  ...['subscription', 'plan', 'plan_version', 'price', 'meter'],
];

/** A table: its head, and the rows a document has in it. */
export interface CsvTable {
  readonly head: readonly string[];
  rows(document: IssuedDocument): Row[];
}

/** A row a document. */
export const INVOICES: CsvTable = { head: INVOICE_HEAD, rows: (document) => [invoiceRow(document)] };

/** A row a line; none for a void number. */
export const LINES: CsvTable = { head: LINE_HEAD, rows: ({ content }) => (content.kind === 'void' ? [] : lineRows(content)) };

/**
 * Rows as lines of a CSV file by RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe before
 * it; a plain negative number is none.
 *
 * @param isFirst whether the file begins with them: then with a mark by which Excel knows UTF-8
 * @see docs/sources.md#csv
 */
export function csvText(rows: readonly Row[], { isFirst = false } = {}): string {
  return stringify([...rows.map((row) => [...row])], {
    bom: isFirst,
    record_delimiter: '\r\n',
    // Of itself it would not quote a line break beside a delimiter that is given.
    quote_record_delimiter: true,
    escape_formulas: true,
    cast: { string: (value) => (/^-\d+(\.\d+)?$/.test(value) ? { value, escape_formulas: false } : value) },
  });
}

function invoiceRow({ number, issueDate, archiveKey, hash, content }: IssuedDocument): Row {
  if (content.kind === 'void') {
    const known = { number, type: content.kind, issue_date: issueDate, customer: content.customerId, document: archiveKey, sha256: hash };
    return INVOICE_HEAD.map((column) => known[column as keyof typeof known]);
  }
  const { kind, customer, currency, totals, period, dueDate, precedingInvoices } = content;
  const signed = signedIn(content);
  return [
    ...[number, kind, precedingInvoices?.map((it) => it.number).join(', '), issueDate, dueDate, period.first, period.last],
    ...[customer.id, customer.name, customer.address.country, customer.vatId, customer.purchaseOrder, currency],
    ...[totals.net, totals.tax, totals.gross, totals.prepaid, totals.rounding, totals.payable].map((it) => it && signed(it)),
    ...[archiveKey, hash],
  ];
}

function lineRows(content: Invoice): Row[] {
  const { number, kind, issueDate, customer, currency } = content;
  const signed = signedIn(content);
  return content.lines.map((line, i) => {
    const { trace } = line;
    const period = datesOf(line.period);
    const discount = line.discounts && amountText(sum(line.discounts.map(({ amount }) => decimal(amount))), currency);
    return [
      ...[number, i + 1, kind, issueDate, customer.id, line.group, line.description, period.first, period.last],
      ...[line.quantity, line.unit, discount && signed(discount), signed(line.net), line.taxCategory, line.taxRate, currency],
      ...[trace.subscription, trace.plan, trace.planVersion, trace.price, trace.meter],
    ];
  });
}

/** How amounts of a document count. */
function signedIn({ kind, currency }: Invoice): (amount: string) => string {
  return (amount) => amountText(kind === 'credit-note' ? decimal(amount).neg() : decimal(amount), currency);
}
