import { z } from 'zod';
import { auditChanges } from '../audit.store.ts';
import { canonicalJson, contentHash, sha256 } from '../content-hash.ts';
import { ConditionFailedError, DecisionRefusedError, NotFoundError, TransientError } from '../errors.ts';
import { instant } from '../period.ts';
import { person, STEPBILL } from '../person.ts';
import { files, table } from '../ports.ts';
import { allItems } from '../table.ts';
import type { Key } from '../table.ts';
import { settleDebits } from '../payments/settled-debits.store.ts';
import { allocateTransaction } from '../receivables/allocate.store.ts';
import { REFUND_PREFIX } from '../receivables/refund.ts';
import { settleRefund } from '../receivables/refunding.store.ts';
import { everyTransaction, keepTransactions, requireBankLedger } from './bank.store.ts';
import { bankTransaction, identified } from './bank-transaction.ts';
import type { BankTransaction, SaidTransaction } from './bank-transaction.ts';
import { openBooks } from './evidence.store.ts';
import { matched } from './match.ts';
import { statementLogged } from './statement-log.store.ts';

/**
 * Statements, all or nothing. What a file says is kept beside it, and one transaction says that it is to be booked. From
 * there on it is booked, by whoever comes next if need be, before anything of the bank is read: a statement that is
 * booked in part is never seen.
 */
const statementImport = z.object({
  schema: z.literal(1),
  /** As the file was called. */
  name: z.string(),
  /** SHA-256 of the file. */
  file: z.string(),
  count: z.number().int().min(0),
  at: instant,
  by: person,
});
export type StatementImport = z.infer<typeof statementImport>;

/** Keeps a file as it is, whatever becomes of it. */
export async function keepStatementFile(sellerId: string, bytes: Uint8Array): Promise<string> {
  const key = `${sellerId}/statements/${sha256(bytes)}`;
  await files().putFirst(key, bytes, 'application/octet-stream');
  return key;
}

/**
 * Books what a file says and matches all that something is left of. Cut off anywhere, `finishStatements` goes on.
 *
 * @returns whether it was new, and how many of its transactions were
 * @throws {TransientError} if others kept writing to the audit log
 */
export async function importStatement(
  sellerId: string,
  bytes: Uint8Array,
  said: readonly SaidTransaction[],
  { name, at, by }: Pick<StatementImport, 'name' | 'at' | 'by'>,
): Promise<{ isNew: boolean; added: number }> {
  const file = sha256(bytes);
  const transactions = identified(said, file);
  const id = contentHash(transactions);
  await files().put(contentKey(sellerId, id), new TextEncoder().encode(canonicalJson(transactions)), 'application/json');
  if (await table().get(importKey(sellerId, id))) {
    await finishStatements(sellerId);
    return { isNew: false, added: 0 };
  }
  const body: StatementImport = { schema: 1, name, file, count: transactions.length, at, by };
  const act = { at, by, action: 'statement-imported' as const, contentHash: file, counts: { transactions: transactions.length } };
  for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
    try {
      await table().write([
        { put: { ...importKey(sellerId, id), body }, if: 'absent' },
        { put: { ...underWayKey(sellerId, id), body } },
        statementLogged(sellerId, { name, file, at, by, count: transactions.length }),
        ...(await auditChanges(sellerId, 'seller', act)),
      ]);
      return { isNew: true, added: await book(sellerId, id, at) };
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
      if (await table().get(importKey(sellerId, id))) return { isNew: false, added: 0 };
    }
  }
  throw new TransientError('Others kept writing to the audit log.');
}

const MOST_TRIES = 10;

/** Whether the import of a statement was cut off, or goes on elsewhere. */
export async function isImportUnderWay(sellerId: string): Promise<boolean> {
  return (await table().query({ pk: underWayKey(sellerId, 'x').pk, limit: 1 })).items.length > 0;
}

/** Completes every statement whose import was cut off. */
export async function finishStatements(sellerId: string): Promise<void> {
  for (const { sk, body } of await allItems(table(), { pk: underWayKey(sellerId, 'x').pk }))
    await book(sellerId, sk, statementImport.parse(body).at);
}

async function book(sellerId: string, id: string, at: string): Promise<number> {
  const bytes = await files().get(contentKey(sellerId, id));
  if (!bytes)
    throw new NotFoundError(`The import of a statement was cut off, and ${contentKey(sellerId, id)} is gone: import the same file again.`);
  const transactions = z.array(bankTransaction).parse(JSON.parse(new TextDecoder().decode(bytes)));
  const added = await keepTransactions(sellerId, transactions);
  for (const transaction of transactions) await settleNamedRefund(sellerId, transaction, at);
  await matchWhatIsLeft(sellerId, at);
  await table().write([{ delete: underWayKey(sellerId, id) }]);
  return added;
}

/** Money that left with the id of a refund has paid it; where that does not fit, a person decides. */
async function settleNamedRefund(sellerId: string, { id, amount, returned, endToEndId }: BankTransaction, at: string): Promise<void> {
  if (!endToEndId?.startsWith(REFUND_PREFIX) || !amount.startsWith('-') || returned !== undefined) return;
  const doing = { at, by: STEPBILL, reason: `the bank booked the transfer of ${endToEndId}` };
  try {
    await settleRefund(sellerId, endToEndId, id, doing);
  } catch (error) {
    if (!(error instanceof DecisionRefusedError || error instanceof NotFoundError)) throw error;
  }
}

/**
 * Allocates whatever is certain of all that something is left of: what a later statement or invoice tells of an earlier
 * payment counts too. What a person has decided on is left to people.
 */
export async function matchWhatIsLeft(sellerId: string, at: string): Promise<void> {
  const books = await openBooks(sellerId, at);
  for await (const id of everyTransaction(sellerId, { isLeft: true })) {
    const ledger = await requireBankLedger(sellerId, id);
    if (ledger.entries.some(({ by }) => by !== STEPBILL) || (await settleDebits(sellerId, ledger, at))) continue;
    const match = matched(await books.evidenceOf(ledger));
    if (!match.isCertain) continue;
    try {
      await allocateTransaction(sellerId, id, match.shares, { at, by: STEPBILL, reason: match.reason });
    } catch (error) {
      // Somebody has decided otherwise in between, so it is no longer certain.
      if (!(error instanceof DecisionRefusedError)) throw error;
    }
    await books.lookAgain(match.shares.map(({ number }) => number));
  }
}

const contentKey = (sellerId: string, id: string): string => `${sellerId}/statements/transactions/${id}.json`;
const importKey = (sellerId: string, id: string): Key => ({ pk: `${sellerId}|statements`, sk: id });
const underWayKey = (sellerId: string, id: string): Key => ({ pk: `${sellerId}|statements-under-way`, sk: id });
