import { readFile } from 'node:fs/promises';
import { moneyFigure } from '../../shared/figures.ts';
import { amountText, decimal, sum } from '../../shared/money.ts';
import type { RejectedDebit } from '../../shared/payments/reported-debits.store.ts';
import { returnReason } from '../../shared/payments/return-reason.ts';
import { CommandError } from './errors.ts';
import { sizeOf } from './event-files.ts';
import type { DirectDebits, FiledDebits, Payments } from './payments.ts';
import { alignedTable, countOf } from './report.ts';
import { typed } from './typed.ts';

/** A collection, and where its file is. */
export type FiledCollection = FiledDebits & { readonly file: string };

/**
 * Files what is due within two weeks. Again it files what has come since, or nothing.
 *
 * @param folder where the files are put, if not where they lie
 * @throws {CommandError} if the seller is no creditor
 */
export async function fileDirectDebits(payments: Payments, folder: string | undefined): Promise<FiledCollection[]> {
  const filed = await payments.fileDebits();
  return Promise.all(filed.map(async (it) => ({ ...it, file: await payments.bankFile({ of: 'debits', id: it.id }, folder) })));
}

/**
 * Takes what the bank says of a file, pain.002.001.10.
 *
 * @throws {CommandError} if it is none, or of no file of ours
 */
export async function reportDirectDebits(payments: Payments, path: string): Promise<readonly RejectedDebit[]> {
  await sizeOf(path);
  const taken = await payments.reportDebits(await readFile(path));
  if (taken.outcome === 'taken') return taken.rejected;
  throw new CommandError(`${path} was not taken, and nothing of it is written down. ${taken.reason}`);
}

export function directDebitLines({ waiting, collections }: DirectDebits): string[] {
  const rows = waiting.map((it) => [
    it.dueOn,
    it.payment,
    it.customerId,
    it.amount,
    it.mandate,
    it.aside === undefined ? '' : `set aside: ${it.aside}`,
  ]);
  return [
    ...(rows.length === 0
      ? ['No direct debit waits for a file.']
      : alignedTable(['Due', 'Debit', 'Customer', 'EUR', 'Mandate', ''], rows, 3)),
    ...(collections.length === 0
      ? []
      : ['', ...collections.map(collectionLine), `The last file: ${typed(`bank file ${collections.at(-1)!.id}`)}`]),
  ];
}

export function filedLines(filed: readonly FiledCollection[]): string[] {
  if (filed.length === 0) return ['Nothing is due within two weeks: no file was written.'];
  return [
    ...filed.map((it) => `${collectionLine(it)}: ${it.file}`),
    'Give each file to the bank once. What it credits and returns comes with its statements: bank import.',
  ];
}

function collectionLine({ id, scheme, groups }: FiledDebits): string {
  const total = amountText(sum(groups.map((group) => decimal(group.sum))), 'EUR');
  const count = groups.reduce((all, group) => all + group.count, 0);
  return `${id}: ${countOf(count, 'debit')} (${scheme}), ${moneyFigure(total, 'EUR')}, on ${groups.map(({ collectOn }) => collectOn).join(', ')}`;
}

export function reportedLines(rejected: readonly RejectedDebit[]): string[] {
  if (rejected.length === 0) return ['The bank rejects none of them.'];
  return rejected.map(({ id, code }) => `${id} is rejected, ${code}: ${returnReason(code)}. Its invoice is open.`);
}
