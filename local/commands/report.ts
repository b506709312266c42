import { join, relative } from 'node:path';
import type { Review } from '../../shared/billing-run.ts';
import { datesOf, monthIn } from '../../shared/period.ts';
import type { ListedInvoice } from './list-invoices.ts';
import type { SeriesProof } from './verify-series.ts';
import type { Ingested } from './ingest-events.ts';
import type { RunOutcome } from './run-month.ts';

/** 12345 as 12,345. */
export function counted(count: number): string {
  return count.toLocaleString('en-US');
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

/** What a person wants to know after a run: how many, how much, which numbers, what was left, where to look. */
export function runReport(result: RunOutcome, where: { data: string; seconds?: string; command: string }): string[] {
  const { run } = result;
  const name = monthName(run.month);
  if (result.outcome === 'waiting') {
    return [
      `The run ${run.id} of ${name} waits for ${result.for}.`,
      ...problemsOf(result.about).map((problem) => `  ${problem}`),
      `Mend the cause and run it again: ${where.command} run ${run.month}`,
    ];
  }
  const { review, numbers } = result;
  const heading =
    result.outcome === 'already-billed'
      ? `${name} is billed already by run ${run.id}; nothing was changed.`
      : `${name} is billed${where.seconds === undefined ? '' : ` in ${where.seconds} s`}: ${counted(review.drafts)} of ${counted(review.customers)} customers.`;
  return [
    heading,
    '',
    ...review.totals.map(({ currency, net, payable }) => `  Total      ${money(payable, currency)} (net ${money(net, currency)})`),
    ...(numbers
      ? [`  Numbers    ${numbers.first} to ${numbers.last}, dated ${numbers.issueDate}`]
      : ['  Numbers    none; nothing was due']),
    ...(review.nothingDue > 0 ? [`  Nothing    due from ${counted(review.nothingDue)} customers`] : []),
    ...(numbers
      ? [
          `  PDFs       ${shown(join(where.data, 'archive', run.sellerId, numbers.issueDate.slice(0, 4)))}`,
          `  Mails      ${shown(join(where.data, 'outbox'))}`,
        ]
      : []),
    ...setAsideReport(review, where.command, run.month),
  ];
}

function setAsideReport(review: Review, command: string, month: string): string[] {
  if (review.setAside.length === 0) return [];
  return [
    '',
    `${counted(review.setAside.length)} customers were set aside and are not billed:`,
    ...review.setAside.map(({ customerId, error, cause }) => `  ${customerId}: ${cause || error}`),
    `Mend the causes and run the month again; only they are billed then: ${command} run ${month}`,
  ];
}

function problemsOf(about: unknown): string[] {
  if (typeof about !== 'object' || about === null || !('problems' in about) || !Array.isArray(about.problems)) return [];
  return about.problems.map(String);
}

/** A path as short as it can be typed. */
function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

/** A table of invoices, figures right. */
export function invoiceTable(invoices: readonly ListedInvoice[]): string[] {
  if (invoices.length === 0) return ['No invoice was issued yet.'];
  const rows = invoices.map(({ number, issueDate, dueDate, customer, payable, currency, state }) => [
    number,
    issueDate,
    dueDate,
    customer,
    money(payable, currency),
    state,
  ]);
  return table(['Number', 'Issued', 'Due', 'Customer', 'Payable', 'State'], rows, 4);
}

/** What was proven of each series, problems first. */
export function proofReport(proofs: readonly SeriesProof[]): string[] {
  if (proofs.length === 0) return ['No number was given out yet.'];
  return proofs.flatMap(({ series, last, documents, totals, problems }) => [
    problems.length === 0
      ? `${series}: whole. ${counted(documents)} documents from 1 to ${counted(last)}, each as it was issued; ${totals.map(({ payable, currency }) => money(payable, currency)).join(', ')}.`
      : `${series}: NOT WHOLE. ${problems.length === 1 ? 'One problem' : `${counted(problems.length)} problems`}:`,
    ...problems.map((problem) => `  ${problem}`),
  ]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[], right: number): string[] {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  return [head, ...rows].map((row) =>
    row
      .map((cell, i) => (i === right ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
