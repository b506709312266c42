import { readFile } from 'node:fs/promises';
import { now } from '../../shared/clock.ts';
import { DecisionRefusedError, InvalidInputError, NotFoundError } from '../../shared/errors.ts';
import { moneyFigure } from '../../shared/figures.ts';
import { amountText, decimal, sum } from '../../shared/money.ts';
import { everyCollection, fileCollections } from '../../shared/payments/collection.store.ts';
import type { Collection } from '../../shared/payments/collection.ts';
import { reportDebits } from '../../shared/payments/reported-debits.store.ts';
import type { RejectedDebit } from '../../shared/payments/reported-debits.store.ts';
import { returnReason } from '../../shared/payments/return-reason.ts';
import { statusReport } from '../../shared/payments/status-report.ts';
import { waitingDebits } from '../../shared/payments/waiting-debit.store.ts';
import type { WaitingDebit } from '../../shared/payments/waiting-debit.store.ts';
import { postIssued } from '../../shared/receivables/posted.store.ts';
import { CommandError } from './errors.ts';
import { alignedTable, countOf } from './report.ts';

export interface DirectDebits {
  readonly waiting: readonly WaitingDebit[];
  readonly collections: readonly Collection[];
}

/** Debits that wait, whenever they are due, and the files there are. */
export async function directDebits(sellerId: string): Promise<DirectDebits> {
  const at = now().toISOString();
  await postIssued(sellerId, at);
  const waiting: WaitingDebit[] = [];
  let after: string | undefined;
  do {
    const page = await waitingDebits(sellerId, at, { after, limit: PAGE });
    waiting.push(...page.waiting);
    after = page.next;
  } while (after !== undefined);
  return { waiting, collections: await Array.fromAsync(everyCollection(sellerId)) };
}

const PAGE = 100;

/**
 * Files what is due within two weeks. Again it files what has come since, or nothing.
 *
 * @throws {CommandError} if the seller is no creditor
 */
export async function fileDirectDebits(sellerId: string, by: string): Promise<Collection[]> {
  const at = now().toISOString();
  await postIssued(sellerId, at);
  return refused(() => fileCollections(sellerId, { at, by }));
}

/**
 * Takes what the bank says of a file, pain.002.001.10.
 *
 * @throws {CommandError} if it is none, or of no file of ours
 */
export async function reportDirectDebits(sellerId: string, path: string, by: string): Promise<RejectedDebit[]> {
  const bytes = await readFile(path);
  return refused(() => reportDebits(sellerId, bytes, statusReport(bytes), { at: now().toISOString(), by }), path);
}

async function refused<Result>(act: () => Promise<Result>, path?: string): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof DecisionRefusedError || error instanceof NotFoundError || error instanceof InvalidInputError)) throw error;
    const where = path === undefined ? '' : `${path} was not taken: it `;
    throw new CommandError(error instanceof InvalidInputError ? `${where}${error.message}` : error.message, { cause: error });
  }
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
    ...(collections.length === 0 ? [] : ['', ...collections.map(collectionLine)]),
  ];
}

export function filedLines(filed: readonly Collection[]): string[] {
  if (filed.length === 0) return ['Nothing is due within two weeks: no file was written.'];
  return [
    ...filed.map(collectionLine),
    'Give each file to the bank once. What it credits and returns comes with its statements: bank import.',
  ];
}

function collectionLine({ id, scheme, key, groups }: Collection): string {
  const total = amountText(sum(groups.map((group) => decimal(group.sum))), 'EUR');
  const count = groups.reduce((all, group) => all + group.count, 0);
  return `${id}: ${countOf(count, 'debit')} (${scheme}), ${moneyFigure(total, 'EUR')}, on ${groups.map(({ collectOn }) => collectOn).join(', ')}; files/${key}`;
}

export function reportedLines(rejected: readonly RejectedDebit[]): string[] {
  if (rejected.length === 0) return ['The bank rejects none of them.'];
  return rejected.map(({ id, code }) => `${id} is rejected, ${code}: ${returnReason(code)}. Its invoice is open.`);
}
