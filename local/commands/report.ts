import { turnedText } from '../../shared/credit-sign.ts';
import { datesOf, monthIn } from '../../shared/period.ts';
import type { ListedInvoice } from './list-invoices.ts';
import type { Ingested } from './ingest-events.ts';

/** 12345 as 12,345. */
export function counted(count: number): string {
  return count.toLocaleString('en-US');
}

/** 1 customer, 12 customers. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${counted(count)} ${count === 1 ? one : many}`;
}

/** 2026-11-02 05:00 for 2026-11-02T05:00:00Z. */
export function minute(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}

/** Numbers that follow each other, by the first and the last. */
export function rangeText(first: string, last: string): string {
  return first === last ? first : `${first} to ${last}`;
}

/** An amount with its thousands apart, digit for digit as it is. */
export function money(amount: string, currency: string): string {
  const [whole = '', fraction] = amount.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${grouped}${fraction === undefined ? '' : `.${fraction}`} ${currency}`;
}

/** October 2026 for 2026-10. */
export function monthName(month: string): string {
  const { first } = datesOf(monthIn(month, 'UTC'));
  return new Date(`${first}T00:00:00Z`).toLocaleDateString('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
}

export function ingestReport({ accepted, duplicates, conflicts, quarantined, reasons }: Ingested): string[] {
  const lines = [
    `${counted(accepted)} events accepted, ${counted(duplicates)} sent before, ${counted(quarantined + conflicts)} in quarantine.`,
  ];
  for (const [reason, count] of [...reasons].slice(0, 10)) lines.push(`  ${counted(count)} × ${reason.split('\n').join(' ')}`);
  if (reasons.size > 10) lines.push(`  … and ${reasons.size - 10} more reasons.`);
  return lines;
}

/** A table of invoices, figures right. */
export function invoiceTable(invoices: readonly ListedInvoice[]): string[] {
  if (invoices.length === 0) return ['No invoice was issued yet.'];
  const rows = invoices.map(({ number, corrects, issueDate, dueDate, customer, payable, currency, state }) => [
    number,
    issueDate,
    dueDate,
    customer,
    payable === undefined || currency === undefined ? '–' : money(corrects === undefined ? payable : turnedText(payable), currency),
    corrects ? `${state}, corrects ${corrects}` : state,
  ]);
  return alignedTable(['Number', 'Issued', 'Due', 'Customer', 'Payable', 'State'], rows, 4);
}

/** Rows below a head, in columns as wide as their widest cell; column `right` ends at its right edge. */
export function alignedTable(head: readonly string[], rows: readonly (readonly string[])[], right = -1): string[] {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  return [head, ...rows].map((row) =>
    row
      .map((cell, i) => (i === right ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
