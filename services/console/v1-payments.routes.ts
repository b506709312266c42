import { z } from 'zod';
import { bankMapping } from '../../shared/bank/csv-mapping.ts';
import { paymentDecision } from '../../shared/bank/payment-decision.ts';
import { keepStatementFile } from '../../shared/bank/statement-import.store.ts';
import { loggedStatements } from '../../shared/bank/statement-log.store.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { MOST_UPLOAD_BYTES } from '../../shared/function-limits.ts';
import { dateIn, plainDate } from '../../shared/period.ts';
import { steps } from '../../shared/ports.ts';
import { refund } from '../../shared/receivables/refund.ts';
import { refundsPage } from '../../shared/receivables/refund.store.ts';
import { refundFile } from './bank-file.store.ts';
import { bankPage, bankTransaction, transactionsNamed } from './bank.store.ts';
import { receivablesPage } from './receivables.store.ts';
import { takenIn } from './taken-in.store.ts';
import { takenStatement } from './taken-statement.ts';
import { next, paging, sellerParams } from './v1-paging.ts';
import {
  ageingAnswer,
  decidedAnswer,
  loggedStatementAnswer,
  openItemAnswer,
  refundAnswer,
  refundFileAnswer,
  refundOf,
  transactionAnswer,
} from './v1-payment.ts';
import { apiRoute } from './v1-route.ts';

const SELLER = '/v1/sellers/{sellerId}';
const TRANSACTIONS = `${SELLER}/bank-transactions`;
const reason = z.string().trim().min(1).max(1_000).describe('Why; kept in the audit log.');
const yes = z.enum(['true', 'false']).default('false');
const decided = decidedAnswer.extend({ refund: refund.optional() });

/** Money: what is open, what the bank says, what people decide on it, and refunds. */
export const PAYMENT_ROUTES = [
  apiRoute({
    ...{ method: 'GET', path: `${SELLER}/receivables`, name: 'listReceivables', part: 'payments', role: 'viewer', params: sellerParams },
    summary: 'What is open, due first first, and the sums of all by age',
    query: z.strictObject({ overdue: yes.describe('Only what is overdue.'), ...paging }),
    answer: z.object({
      day: plainDate.describe('Of the seller’s zone.'),
      ageing: z.array(ageingAnswer).describe('Of all that is open, by currency and days overdue.'),
      items: z.array(openItemAnswer),
      isWhole: z.boolean().describe('False while what was issued of late is still being taken in.'),
      next,
    }),
    async work({ path: { sellerId }, query: { overdue, after, limit }, at }) {
      const behind = await takenIn(sellerId, at);
      const day = dateIn(at, (await requireSeller(sellerId)).zone);
      const { counts: _, ...found } = await receivablesPage(sellerId, day, { isOverdue: overdue === 'true', after, limit });
      return { ...found, isWhole: behind === undefined };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: TRANSACTIONS, name: 'listBankTransactions', part: 'payments', role: 'viewer', params: sellerParams },
    summary: 'Transactions of the bank, the latest first; those that are not matched from the first on',
    query: z.strictObject({
      unmatched: yes.describe('Only what is left over.'),
      beginning: z
        .string()
        .min(6)
        .max(100)
        .optional()
        .describe('Only those whose ids begin so, all on one page, without what they may be for.'),
      ...paging,
    }),
    answer: z.object({ transactions: z.array(transactionAnswer), next }),
    async work({ path: { sellerId }, query: { unmatched, beginning, after, limit }, at }) {
      await takenIn(sellerId, at);
      if (beginning !== undefined) return { transactions: await transactionsNamed(sellerId, beginning, limit) };
      return bankPage(sellerId, at, { isLeft: unmatched === 'true', after, limit });
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${TRANSACTIONS}/{transaction}`, name: 'getBankTransaction', part: 'payments', role: 'viewer' },
    params: sellerParams.extend({ transaction: z.string().min(1).max(100) }),
    summary: 'A transaction of the bank, with the invoices it may be for',
    answer: transactionAnswer,
    async work({ path: { sellerId, transaction }, at }) {
      await takenIn(sellerId, at);
      return bankTransaction(sellerId, transaction, at);
    },
  }),
  apiRoute({
    ...{
      method: 'POST',
      path: `${SELLER}/payment-decisions`,
      name: 'decidePayment',
      part: 'payments',
      role: 'biller',
      params: sellerParams,
    },
    summary: 'Match a payment, take that back, use a credit note, write off, or pay back',
    description: 'The same again changes nothing, or is refused where nothing is left to be decided.',
    body: z.strictObject({ decision: paymentDecision, reason }),
    answer: decidedAnswer,
    async work({ path, body, by, at }) {
      const wanted = { ...path, ...body, by: by.email, at };
      const { refund: made, ...done } = decided.parse(await steps().call('payment-collection/decide-payment', wanted));
      return { ...done, ...(made ? { refund: refundOf(made) } : {}) };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${SELLER}/statements`, name: 'listStatements', part: 'payments', role: 'viewer', params: sellerParams },
    summary: 'Statements of the bank that were given, the latest first, and why one was refused',
    query: z.strictObject(paging),
    answer: z.object({ statements: z.array(loggedStatementAnswer), next }),
    work: ({ path: { sellerId }, query }) => loggedStatements(sellerId, query),
  }),
  apiRoute({
    ...{ method: 'POST', path: `${SELLER}/statements`, name: 'importStatement', part: 'payments', role: 'biller', params: sellerParams },
    summary: 'Import a statement of the bank, all of it or nothing, and match what is certain',
    description: 'A file that is refused is kept, and the answer says why. Given again it changes nothing.',
    mostBytes: MOST_UPLOAD_BYTES,
    body: z.strictObject({
      name: z.string().min(1).max(255).describe('As the file is called; .csv needs a mapping.'),
      content: z.base64().min(1).describe('The file, in base64.'),
      mapping: bankMapping.optional().describe('Which columns of a CSV file make a transaction.'),
    }),
    answer: takenStatement.meta({ id: 'TakenStatement' }),
    async work({ path: { sellerId }, body: { content, ...given }, by, at }) {
      const key = await keepStatementFile(sellerId, Buffer.from(content, 'base64'));
      return takenStatement.parse(await steps().call('payment-collection/import-statement', { sellerId, key, ...given, by: by.email, at }));
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${SELLER}/refunds`, name: 'listRefunds', part: 'payments', role: 'viewer', params: sellerParams },
    summary: 'Refunds, the latest first',
    query: z.strictObject(paging),
    answer: z.object({ refunds: z.array(refundAnswer), next }),
    async work({ path: { sellerId }, query }) {
      const { refunds, ...more } = await refundsPage(sellerId, query);
      return { refunds: refunds.map(refundOf), ...more };
    },
  }),
  apiRoute({
    ...{ method: 'POST', path: `${SELLER}/refund-files`, name: 'orderRefunds', part: 'payments', role: 'biller', params: sellerParams },
    summary: 'Make the file that orders all refunds which no file orders yet',
    description: 'Each refund is in exactly one file. Where none waits, no file is made.',
    body: z.strictObject({ executeOn: plainDate.optional().describe('Day on which the bank is to pay; today if not given.') }),
    answer: z.object({ files: z.array(refundFileAnswer) }),
    async work({ path, body, by, at }) {
      const made = await steps().call('payment-collection/order-refunds', { ...path, ...body, by: by.email, at });
      return { files: z.object({ sets: z.array(refundFileAnswer) }).parse(made).sets };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${SELLER}/refund-files/{file}`, name: 'getRefundFile', part: 'payments', role: 'biller' },
    params: sellerParams.extend({ file: z.string().regex(/^[\w-]{1,60}$/) }),
    summary: 'A file for the bank, pain.001.001.09',
    answer: {
      contentType: 'application/xml',
      description: 'The file, as it is given to the bank; one of more than 4 MB is led to by a 303.',
    },
    work: ({ path: { sellerId, file } }) => refundFile(sellerId, file),
  }),
];
