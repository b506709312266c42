import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { ciiOf } from '../../shared/en16931/cii.ts';
import { profileFaults } from '../../shared/en16931/profile-faults.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { steps } from '../../shared/ports.ts';
import { RequestError } from '../../shared/request-error.ts';
import { creditNotesOf, startCreditNote } from './credit-notes.store.ts';
import { cursorIn, cursorText } from './cursor.ts';
import { archivedDocument, invoiceView } from './invoice.store.ts';
import { invoicesPage } from './invoices.store.ts';
import { creditBody, creditNoteAnswer, eventPlace, explained, explanation } from './v1-invoice.ts';
import { INVOICE_STATES, invoiceAnswer, invoiceOf, listedInvoiceAnswer } from './v1-invoice.ts';
import { invoiceParams, next, paging, sellerParams } from './v1-paging.ts';
import { apiRoute } from './v1-route.ts';

const INVOICES = '/v1/sellers/{sellerId}/invoices';
const INVOICE = `${INVOICES}/{number}`;
/** Events that a line is explained by at once. */
const MOST_EVENTS = 1_000;

/** Invoices: found, downloaded, explained, credited. */
export const INVOICE_ROUTES = [
  apiRoute({
    ...{ method: 'GET', path: INVOICES, name: 'listInvoices', part: 'invoices', role: 'viewer', params: sellerParams },
    summary: 'Invoices, the latest number of the latest series first',
    description: 'A page may hold fewer than asked for, and still have a next one.',
    query: z.strictObject({
      customer: id.optional().describe('Only those of a customer.'),
      state: z.enum(INVOICE_STATES).optional(),
      ...paging,
    }),
    answer: z.object({ invoices: z.array(listedInvoiceAnswer), next }),
    async work({ path, query }) {
      const { customer, ...wanted } = query;
      const { invoices, next: following } = await invoicesPage(path.sellerId, { ...wanted, customerId: customer });
      return { invoices, ...(following === undefined ? {} : { next: following }) };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: INVOICE, name: 'getInvoice', part: 'invoices', role: 'viewer', params: invoiceParams },
    summary: 'An invoice: what it says, and what became of it',
    answer: invoiceAnswer,
    async work({ path: { sellerId, number } }) {
      return invoiceOf(await invoiceView(sellerId, number), `/v1/sellers/${sellerId}/invoices/${encodeURIComponent(number)}`);
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
    params: invoiceParams.extend({ line: z.coerce.number().int().min(1).max(100_000).describe('From 1.') }),
    summary: 'Why a line has its quantity and its amount, down to the events, the earliest first',
    query: z.strictObject({
      meter: id.optional().describe('Which of the meters that its price asks; the first if not given.'),
      limit: z.coerce
        .number()
        .int()
        .min(0)
        .max(MOST_EVENTS)
        .default(100)
        .describe(`Events at most, up to ${MOST_EVENTS}; 100 if not given.`),
      after: paging.after,
    }),
    answer: explanation,
    async work({ path, query: { after, ...query } }) {
      const from = cursorIn(eventPlace, after);
      const found = explained.parse(await steps().call('pricing/explain-line', { ...path, ...query, ...(from ? { from } : {}) }));
      const following = found.evidence?.next;
      return { ...found, ...(following ? { next: cursorText(following) } : {}) };
    },
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
];
