import { writeFile } from 'node:fs/promises';
import { amountFigure, moneyFigure } from '../../shared/figures.ts';
import { plainDate } from '../../shared/period.ts';
import { statementCsv } from '../../shared/receivables/statement.ts';
import type { StatementOfAccount } from '../../shared/receivables/statement.ts';
import { CommandError } from './errors.ts';
import type { Payments } from './payments.ts';
import { alignedTable } from './report.ts';

interface Days {
  readonly from: string;
  readonly to: string;
}

/** @throws {CommandError} if a day is none, or there is no such customer */
export async function statementTyped(payments: Payments, customerId: string, { from, to }: Days): Promise<StatementOfAccount> {
  for (const day of [from, to])
    if (!plainDate.safeParse(day).success) throw new CommandError(`"${day}" is no day: write one such as 2026-10-31.`);
  return payments.statement(customerId, { from, to });
}

/** Writes it as the files that are wanted. @returns a line each */
export async function writeStatement(
  payments: Payments,
  statement: StatementOfAccount,
  { pdf, csv }: { readonly pdf?: string; readonly csv?: string },
): Promise<string[]> {
  if (csv !== undefined) await writeFile(csv, statementCsv(statement));
  if (pdf !== undefined) await writeFile(pdf, await payments.statementPdf(statement));
  return [csv, pdf].filter((path) => path !== undefined).map((path) => `Written: ${path}`);
}

export function statementLines({ customer, from, to, accounts }: StatementOfAccount): string[] {
  if (accounts.length === 0) return [`Nothing has moved the account of ${customer.name}.`];
  return accounts.flatMap(({ currency, opening, entries, closing, open }) => [
    `${customer.name}, ${from} to ${to}, ${currency}`,
    ...alignedTable(
      ['Date', 'What', 'Document', 'Amount', 'Balance'],
      [
        [from, 'opening', '', '', amountFigure(opening, currency)],
        ...entries.map(({ date, kind, number, amount, balance, isReversal }) => [
          ...[date, isReversal ? `${kind}, taken back` : kind, number],
          ...[amountFigure(amount, currency), amountFigure(balance, currency)],
        ]),
        [to, 'closing', '', '', amountFigure(closing, currency)],
      ],
      2,
    ),
    ...open.map((it) => `Open: ${it.number}, due ${it.dueDate}, ${moneyFigure(it.open, currency)}`),
  ]);
}
