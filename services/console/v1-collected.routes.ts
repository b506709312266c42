import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { MOST_UPLOAD_BYTES } from '../../shared/function-limits.ts';
import { decimalText } from '../../shared/money.ts';
import { collection } from '../../shared/payments/collection.ts';
import { collectionsPage } from '../../shared/payments/collection.store.ts';
import { payment } from '../../shared/payments/payment.ts';
import { paymentsPage, requirePayment } from '../../shared/payments/payment.store.ts';
import { keepDebitReport } from '../../shared/payments/reported-debits.store.ts';
import { waitingDebits } from '../../shared/payments/waiting-debit.store.ts';
import { plainDate } from '../../shared/period.ts';
import { steps } from '../../shared/ports.ts';
import { debitFile } from './bank-file.store.ts';
import { takenIn } from './taken-in.store.ts';
import { takenReport } from './taken-report.ts';
import { next, paging, sellerParams } from './v1-paging.ts';
import { apiRoute } from './v1-route.ts';

const SELLER = '/v1/sellers/{sellerId}';
const FILES = `${SELLER}/debit-files`;

const paymentAnswer = payment.omit({ schema: true }).meta({ id: 'CollectedPayment' });
const fileAnswer = collection.omit({ schema: true, key: true }).meta({ id: 'DebitFile' });
const waitingAnswer = z
  .object({
    payment: z.string(),
    number: z.string(),
    customerId: id,
    amount: decimalText.describe('What would be debited now, in EUR.'),
    dueOn: plainDate,
    mandate: z.string(),
    aside: z.string().optional().describe('Why it would be set aside if it were filed today.'),
  })
  .meta({ id: 'WaitingDebit' });

/** What is collected by direct debit and card. */
export const COLLECTED_ROUTES = [
  apiRoute({
    ...{ method: 'GET', path: `${SELLER}/collected-payments`, name: 'listCollectedPayments', part: 'payments', role: 'viewer' },
    params: sellerParams,
    summary: 'What is collected by direct debit or card, the latest first, and what became of it',
    query: z.strictObject(paging),
    answer: z.object({ payments: z.array(paymentAnswer), next }),
    work: ({ path: { sellerId }, query }) => paymentsPage(sellerId, query),
  }),
  apiRoute({
    ...{ method: 'GET', path: `${SELLER}/collected-payments/{payment}`, name: 'getCollectedPayment', part: 'payments', role: 'viewer' },
    params: sellerParams.extend({ payment: z.string().min(1).max(100) }),
    summary: 'What is collected by one direct debit or card payment',
    answer: paymentAnswer,
    work: async ({ path: { sellerId, payment: id } }) => (await requirePayment(sellerId, id)).payment,
  }),
  apiRoute({
    ...{
      method: 'GET',
      path: `${SELLER}/waiting-debits`,
      name: 'listWaitingDebits',
      part: 'payments',
      role: 'viewer',
      params: sellerParams,
    },
    summary: 'Direct debits that wait for a file, due first first',
    query: z.strictObject(paging),
    answer: z.object({ waiting: z.array(waitingAnswer), next }),
    async work({ path: { sellerId }, query, at }) {
      await takenIn(sellerId, at);
      return waitingDebits(sellerId, at, query);
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: FILES, name: 'listDebitFiles', part: 'payments', role: 'viewer', params: sellerParams },
    summary: 'Files of direct debits for the bank, the last one first',
    query: z.strictObject(paging),
    answer: z.object({ files: z.array(fileAnswer), next }),
    async work({ path: { sellerId }, query }) {
      const { collections, ...more } = await collectionsPage(sellerId, query);
      return { files: collections, ...more };
    },
  }),
  apiRoute({
    ...{ method: 'POST', path: FILES, name: 'fileDebits', part: 'payments', role: 'biller', params: sellerParams },
    summary: 'File the direct debits that are due within two weeks, those of each scheme in one file',
    description: 'Each debit is in exactly one file. Asked again it files what came since, or nothing.',
    body: z.strictObject({}),
    answer: z.object({ files: z.array(fileAnswer) }),
    async work({ path: { sellerId }, by, at }) {
      await takenIn(sellerId, at);
      const made = await steps().call('payment-collection/file-debits', { sellerId, by: by.email, at });
      return { files: z.object({ collections: z.array(collection) }).parse(made).collections };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${FILES}/{file}`, name: 'getDebitFile', part: 'payments', role: 'biller' },
    params: sellerParams.extend({ file: z.string().min(1).max(60) }),
    summary: 'A file for the bank, pain.008.001.08',
    answer: {
      contentType: 'application/xml',
      description: 'The file, as it is given to the bank; one of more than 4 MB is led to by a 303.',
    },
    work: ({ path: { sellerId, file } }) => debitFile(sellerId, file),
  }),
  apiRoute({
    ...{ method: 'POST', path: `${SELLER}/debit-reports`, name: 'reportDebits', part: 'payments', role: 'biller', params: sellerParams },
    summary: 'Say what the bank rejects of a file, pain.002.001.10',
    description: 'The invoices of what is rejected are open again. The same report again changes nothing.',
    mostBytes: MOST_UPLOAD_BYTES,
    body: z.strictObject({ content: z.base64().min(1).describe('The file, in base64.') }),
    answer: takenReport.meta({ id: 'TakenDebitReport' }),
    async work({ path: { sellerId }, body: { content }, by, at }) {
      const key = await keepDebitReport(sellerId, Buffer.from(content, 'base64'));
      return takenReport.parse(await steps().call('payment-collection/report-debits', { sellerId, key, by: by.email, at }));
    },
  }),
];
