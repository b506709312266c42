import { z } from 'zod';
import { requireSeller } from '../../shared/catalog.store.ts';
import { ciiOf } from '../../shared/en16931/cii.ts';
import { profileFaults } from '../../shared/en16931/profile-faults.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { draftContent } from '../../shared/invoice.ts';
import { dateIn, plainDate } from '../../shared/period.ts';
import { RequestError } from '../../shared/request-error.ts';
import { creditNotesOf, startCreditNote } from './credit-notes.store.ts';
import { finishNote, previewNote } from './crediting.store.ts';
import { archivedDocument, invoiceView } from './invoice.store.ts';
import { INVOICE_STATES, type InvoiceState, parseQuery } from './invoice-query.ts';
import { invoicesPage } from './invoices.store.ts';
import { takenIn } from './taken-in.store.ts';
import { explainedLine, explainQuery, lineParam } from './v1-explained.store.ts';
import { creditBody, creditNoteAnswer, explanation } from './v1-invoice.ts';
import { invoiceAnswer, invoiceOf, listedInvoiceAnswer } from './v1-invoice.ts';
import { invoiceParams, next, paging, sellerParams } from './v1-paging.ts';
import { apiRoute } from './v1-route.ts';

const INVOICES = '/v1/sellers/{sellerId}/invoices';
const INVOICE = `${INVOICES}/{number}`;

/** Invoices: found, downloaded, explained, credited. */
export const INVOICE_ROUTES = [
  apiRoute({
    ...{ method: 'GET', path: INVOICES, name: 'listInvoices', part: 'invoices', role: 'viewer', params: sellerParams },
    summary: 'Invoices, the latest number of the latest series first',
    description: 'A page may hold fewer than asked for, and still have a next one.',
    query: z.strictObject({
      search: z.string().max(100).optional().describe('A number or a part of it, the id of a customer, or a part of a name.'),
      state: z.enum(Object.keys(INVOICE_STATES) as [InvoiceState, ...InvoiceState[]]).optional(),
      from: plainDate.optional().describe('The first day of issue.'),
      until: plainDate.optional().describe('The last day of issue.'),
      amount: z.string().max(60).optional().describe('What is payable: 9947.92, or 100 - 500.'),
      ...paging,
    }),
    answer: z.object({ invoices: z.array(listedInvoiceAnswer), next }),
    async work({ path: { sellerId }, query: { limit, ...wanted }, at }) {
      const query = parseQuery(wanted);
      const [wrong] = Object.entries(query.wrong);
      if (wrong) throw new RequestError(400, `${wrong[0]}: ${wrong[1]}`);
      await takenIn(sellerId, at);
      const { invoices, next: following } = await invoicesPage(sellerId, { ...query, limit }, await todayOf(sellerId, at));
      return { invoices, ...(following === undefined ? {} : { next: following }) };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: INVOICE, name: 'getInvoice', part: 'invoices', role: 'viewer', params: invoiceParams },
    summary: 'An invoice: what it says, and what became of it',
    answer: invoiceAnswer,
    async work({ path: { sellerId, number }, at }) {
      const base = `/v1/sellers/${sellerId}/invoices/${encodeURIComponent(number)}`;
      await takenIn(sellerId, at);
      return invoiceOf(await invoiceView(sellerId, number), base, await todayOf(sellerId, at));
    },
  }),
  apiRoute({
    ...{
      method: 'GET',
      path: `${INVOICE}/document.pdf`,
      name: 'getInvoiceDocument',
      part: 'invoices',
      role: 'viewer',
      params: invoiceParams,
    },
    summary: 'The document, as it lies in the archive',
    answer: { contentType: 'application/pdf', description: 'The document.' },
    work: ({ path }) => archivedDocument(path.sellerId, path.number),
  }),
  apiRoute({
    ...{ method: 'GET', path: `${INVOICE}/invoice.xml`, name: 'getInvoiceXml', part: 'invoices', role: 'viewer', params: invoiceParams },
    summary: 'The electronic invoice, EN 16931 in the syntax CII',
    answer: { contentType: 'application/xml', description: 'The XML.' },
    async work({ path: { sellerId, number } }) {
      const { content } = (await invoiceView(sellerId, number)).facts;
      if (!content) throw new NotFoundError(`No invoice was made of ${number}.`);
      const faults = profileFaults(content, 'cii');
      if (faults.length === 0) return ciiOf(content);
      throw new RequestError(409, `EN 16931 can't say what ${number} says: ${faults.map(({ message }) => message).join('; ')}.`);
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${INVOICE}/lines/{line}`, name: 'explainLine', part: 'invoices', role: 'viewer' },
    params: invoiceParams.extend(lineParam),
    summary: 'Why a line has its quantity and its amount, down to the events, the earliest first',
    query: explainQuery,
    answer: explanation,
    work: async ({ path, query }) => ({ ...(await explainedLine(path, query)), number: path.number }),
  }),
  apiRoute({
    ...{ method: 'GET', path: `${INVOICE}/credit-notes`, name: 'listCreditNotes', part: 'invoices', role: 'viewer', params: invoiceParams },
    summary: 'Credit notes of an invoice, the first first',
    answer: z.object({ creditNotes: z.array(creditNoteAnswer) }),
    async work({ path: { sellerId, number } }) {
      await invoiceView(sellerId, number);
      return { creditNotes: await creditNotesOf(sellerId, number) };
    },
  }),
  apiRoute({
    ...{
      method: 'POST',
      path: `${INVOICE}/credit-notes`,
      name: 'creditInvoice',
      part: 'invoices',
      role: 'releaser',
      params: invoiceParams,
    },
    summary: 'Credit an invoice, or some of it',
    description: 'The credit note is made a moment later; its entry in the list of credit notes has its number then.',
    isKeyNeeded: true,
    status: 202,
    body: creditBody,
    answer: z.object({ creditNote: z.string().describe('Its id in the list of credit notes.') }),
    async work({ path, body, by, at, requestId = '' }) {
      const creditNote = `credit-${requestId.slice(0, 16)}`;
      await startCreditNote({ ...path, ...body, creditNote, by: by.email, at });
      return { creditNote };
    },
  }),
  apiRoute({
    ...{ method: 'POST', path: `${INVOICE}/credit-notes/preview`, name: 'previewCreditNote', part: 'invoices', role: 'releaser' },
    params: invoiceParams,
    summary: 'The credit note as it would be; nothing is made of it',
    body: creditBody,
    answer: draftContent,
    work: ({ path: { sellerId, number }, body }) => previewNote(sellerId, number, body),
  }),
  apiRoute({
    ...{ method: 'POST', path: `${INVOICE}/credit-notes/finish`, name: 'finishCreditNote', part: 'invoices', role: 'releaser' },
    params: invoiceParams,
    summary: 'Go on with a credit note that was begun and of which there is no document',
    body: z.strictObject({}),
    answer: z.object({ number: z.string().nullable().describe('Of its document; null while it is being made, or if none was begun.') }),
    work: async ({ path: { sellerId, number } }) => ({ number: (await finishNote(sellerId, number))?.number ?? null }),
  }),
];

async function todayOf(sellerId: string, at: string): Promise<string> {
  return dateIn(at, (await requireSeller(sellerId)).zone);
}
