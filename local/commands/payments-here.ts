import { transactionsBeginning } from '../../shared/bank/bank.store.ts';
import { listTransactions } from '../../shared/bank/listed-transactions.store.ts';
import type { Decided } from '../../shared/bank/payment-decision.store.ts';
import { keepStatementFile } from '../../shared/bank/statement-import.store.ts';
import type { TakenStatement } from '../../shared/bank/statement-intake.store.ts';
import { now } from '../../shared/clock.ts';
import { getFact } from '../../shared/invoice.store.ts';
import { everyCollection, getCollection } from '../../shared/payments/collection.store.ts';
import type { Collection } from '../../shared/payments/collection.ts';
import { getPayment } from '../../shared/payments/payment.store.ts';
import { keepDebitReport } from '../../shared/payments/reported-debits.store.ts';
import { waitingDebits } from '../../shared/payments/waiting-debit.store.ts';
import type { WaitingDebit } from '../../shared/payments/waiting-debit.store.ts';
import { files } from '../../shared/ports.ts';
import type { RefundSet } from '../../shared/receivables/refund.ts';
import { refundFileKey } from '../../shared/receivables/refund-set.store.ts';
import { statementFor } from '../../shared/receivables/statement.store.ts';
import { placesOf } from '../home.ts';
import type { StageHome } from '../home.ts';
import type { Workspace } from '../workspace.ts';
import { CommandError, refused } from './errors.ts';
import { invokeStep } from './invoke-step.ts';
import type { BankFile, FiledDebits, Payments, TakenReport } from './payments.ts';
import { receivables } from './receivables.ts';
import { putInto } from './put-into.ts';
import { takeIn } from './take-in.ts';

/** What of a home it takes. */
type Where = Pick<Workspace, 'data' | 'invoke'> | StageHome;

/** A file of the bank holds as many transactions or debits as there are. */
const LONG_MILLISECONDS = 900_000;
const PAGE = 100;

/**
 * Money in a data folder or on a stage. What is decided is done by a step, so that whoever may call it may decide.
 *
 * @param by who types
 */
export function paymentsHere(home: Where, sellerId: string, by: string): Payments {
  const { invoke } = home;
  const step = (name: string, wanted: object, timeoutMilliseconds?: number): Promise<unknown> =>
    invokeStep(invoke, `payment-collection/${name}`, { sellerId, by, at: now().toISOString(), ...wanted }, timeoutMilliseconds);

  return {
    async receivables(isOverdue) {
      await takeIn(invoke, sellerId);
      return receivables(sellerId, isOverdue);
    },
    async transactions(isUnmatched) {
      await takeIn(invoke, sellerId);
      return listTransactions(sellerId, now().toISOString(), isUnmatched);
    },
    async transactionsBeginning(beginning) {
      await takeIn(invoke, sellerId);
      return transactionsBeginning(sellerId, beginning);
    },
    async importStatement({ bytes, name, mapping }) {
      const given = { key: await keepStatementFile(sellerId, bytes), name, ...(mapping ? { mapping } : {}) };
      return (await step('import-statement', given, LONG_MILLISECONDS)) as TakenStatement;
    },
    decide: async (decision, reason) => (await step('decide-payment', { decision, reason })) as Decided,
    documentKind: async (number) => (await getFact(sellerId, number, 'content'))?.kind,
    isCollected: async (payment) => (await getPayment(sellerId, payment)) !== undefined,
    orderRefunds: async (executeOn) =>
      ((await step('order-refunds', executeOn === undefined ? {} : { executeOn })) as { sets: RefundSet[] }).sets,
    async directDebits() {
      await takeIn(invoke, sellerId);
      return { waiting: await everyWaiting(sellerId), collections: await Array.fromAsync(everyCollection(sellerId), withoutKey) };
    },
    async fileDebits() {
      await takeIn(invoke, sellerId);
      return ((await step('file-debits', {}, LONG_MILLISECONDS)) as { collections: Collection[] }).collections.map(withoutKey);
    },
    async reportDebits(report) {
      const key = await keepDebitReport(sellerId, report);
      return (await step('report-debits', { key }, LONG_MILLISECONDS)) as TakenReport;
    },
    async bankFile(file, folder) {
      const key = await keyOf(sellerId, file);
      const bytes = await files().get(key);
      if (!bytes) throw new CommandError(`There is no file ${file.id} for the bank.`);
      return folder === undefined ? `${placesOf(home).files}/${key}` : putInto(folder, `${file.id}.xml`, bytes);
    },
    async statement(customerId, days) {
      await takeIn(invoke, sellerId);
      return refused(() => statementFor(sellerId, customerId, days, now().toISOString()));
    },
    async statementPdf(statement) {
      const { pdf } = (await invokeStep(invoke, 'pdf-rendering/render-statement', { statement })) as { pdf: string };
      return Buffer.from(pdf, 'base64');
    },
  };
}

const withoutKey = ({ key: _, ...filed }: Collection): FiledDebits => filed;

async function everyWaiting(sellerId: string): Promise<WaitingDebit[]> {
  const all: WaitingDebit[] = [];
  let after: string | undefined;
  do {
    const { waiting, next } = await waitingDebits(sellerId, now().toISOString(), { after, limit: PAGE });
    all.push(...waiting);
    after = next;
  } while (after !== undefined);
  return all;
}

async function keyOf(sellerId: string, { of, id }: BankFile): Promise<string> {
  if (of === 'refunds') return refundFileKey(sellerId, id);
  const found = await getCollection(sellerId, id);
  if (found) return found.key;
  throw new CommandError(`There is no file ${id} for the bank.`);
}
