/** Money behind an address: the same that is shown and decided in a data folder, by the HTTP API. */
import type { z } from 'zod';
import type { invoiceAnswer } from '../../services/console/v1-invoice.ts';
import type { decidedAnswer, refundFileAnswer, transactionAnswer } from '../../services/console/v1-payment.ts';
import type { ListedTransaction } from '../../shared/bank/listed-transactions.store.ts';
import type { Decided } from '../../shared/bank/payment-decision.store.ts';
import type { TakenStatement } from '../../shared/bank/statement-intake.store.ts';
import { MOST_UPLOAD_BYTES } from '../../shared/function-limits.ts';
import type { WaitingDebit } from '../../shared/payments/waiting-debit.store.ts';
import { ageingOf } from '../../shared/receivables/ageing.ts';
import type { Allocation } from '../../shared/receivables/allocation.ts';
import type { OpenItem } from '../../shared/receivables/open-item.ts';
import type { StatementOfAccount } from '../../shared/receivables/statement.ts';
import { CommandError } from '../commands/errors.ts';
import type { FiledDebits, Payments, TakenReport } from '../commands/payments.ts';
import { putInto } from '../commands/put-into.ts';
import type { ApiClient } from './api-client.ts';
import { whole } from './remote-reports.ts';

type Transaction = z.output<typeof transactionAnswer>;
type Made = z.output<typeof decidedAnswer>;
type RefundFile = z.output<typeof refundFileAnswer>;
type DebitFile = Omit<FiledDebits, 'schema'>;

/** Where files for the bank are below a seller, by what they hold. */
const BANK_FILES = { refunds: 'refund-files', debits: 'debit-files' } as const;

export function remotePayments(api: ApiClient, sellerId: string): Payments {
  const seller = `/v1/sellers/${sellerId}`;
  const at = (path: string, named: string): string => `${seller}/${path}/${encodeURIComponent(named)}`;
  const all = <Entry>(path: string, name: string, query = {}): Promise<Entry[]> =>
    Array.fromAsync(api.entries<Entry>(`${seller}/${path}`, name, query));

  return {
    async receivables(isOverdue) {
      const { day } = await whole<{ day: string }>(api, `${seller}/receivables`, { limit: 1 });
      const items = await all<OpenItem>('receivables', 'items', { overdue: String(isOverdue) });
      return { day, items, ageing: ageingOf(items) };
    },
    async transactions(isUnmatched) {
      const found = await all<Transaction>('bank-transactions', 'transactions', { unmatched: String(isUnmatched) });
      // Where much is open, the list does not say what each may be for.
      const ask = (it: Transaction): Promise<Transaction> => api.get(at('bank-transactions', it.id));
      const listed: Transaction[] = [];
      for (const it of isUnmatched ? found : found.reverse()) listed.push(isUnmatched && it.reason === undefined ? await ask(it) : it);
      return listed.map(transactionOf);
    },
    async transactionsBeginning(beginning) {
      const { transactions } = await api.get<{ transactions: Transaction[] }>(`${seller}/bank-transactions`, { beginning });
      return transactions.map(({ id }) => id);
    },
    async importStatement({ name, bytes, mapping }) {
      const content = asBody(name, bytes);
      return api.post<TakenStatement>(`${seller}/statements`, { name, content, ...(mapping ? { mapping } : {}) });
    },
    async decide(decision, reason) {
      return decidedOf(await api.post<Made>(`${seller}/payment-decisions`, { decision, reason }));
    },
    async documentKind(number) {
      return (await api.find<z.output<typeof invoiceAnswer>>(at('invoices', number)))?.invoice?.kind;
    },
    isCollected: async (payment) => (await api.find(at('collected-payments', payment))) !== undefined,
    async orderRefunds(executeOn) {
      const { files } = await api.post<{ files: RefundFile[] }>(`${seller}/refund-files`, executeOn === undefined ? {} : { executeOn });
      return files.map((it) => ({ schema: 1, ...it }));
    },
    async directDebits() {
      const waiting = await all<WaitingDebit>('waiting-debits', 'waiting');
      const files = await all<DebitFile>('debit-files', 'files');
      return { waiting, collections: files.reverse().map(collectionOf) };
    },
    async fileDebits() {
      return (await api.post<{ files: DebitFile[] }>(`${seller}/debit-files`, {})).files.map(collectionOf);
    },
    reportDebits: async (report) => api.post<TakenReport>(`${seller}/debit-reports`, { content: asBody('The report', report) }),
    async bankFile({ of, id }, folder = '.') {
      return putInto(folder, `${id}.xml`, await api.file(at(BANK_FILES[of], id)));
    },
    statement: (customerId, days) => api.get<StatementOfAccount>(`${at('customers', customerId)}/statement`, days),
    statementPdf: ({ customer, from, to }) => api.file(`${at('customers', customer.id)}/statement.pdf`, { from, to }),
  };
}

/** A file within a request. @throws {CommandError} if it is larger than one can be */
function asBody(name: string, bytes: Uint8Array): string {
  if (bytes.byteLength <= MOST_UPLOAD_BYTES) return Buffer.from(bytes).toString('base64');
  const most = MOST_UPLOAD_BYTES / (1024 * 1024);
  throw new CommandError(
    `${name} has ${bytes.byteLength} bytes, and a request holds ${most} MiB of a file at most: give its days one by one, or the whole where it works without --url.`,
  );
}

/** Answers leave out the version of a record: nothing is written by it. */
const entryOf = (it: Omit<Allocation, 'schema'>): Allocation => ({ schema: 1, ...it });
const collectionOf = (it: DebitFile): FiledDebits => ({ schema: 1, ...it });
const transactionOf = ({ allocations, ...it }: Transaction): ListedTransaction => ({
  ...{ schema: 1, ...it },
  allocations: allocations.map(entryOf),
});

function decidedOf({ entries, refund, isNew }: Made): Decided {
  const { state: _, ...made } = refund ?? { state: undefined };
  return {
    entries: entries.map(entryOf),
    ...(refund ? { refund: { schema: 1, ...(made as Omit<typeof refund, 'state'>) } } : {}),
    ...(isNew === undefined ? {} : { isNew }),
  };
}
