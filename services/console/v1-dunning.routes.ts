import { z } from 'zod';
import { requireSeller } from '../../shared/catalog.store.ts';
import { doneStep, dunningCase, dunningDecision, instalment } from '../../shared/dunning/dunning-case.ts';
import type { CaseRecord } from '../../shared/dunning/dunning-case.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { dateIn, instant, plainDate } from '../../shared/period.ts';
import { archive, files, steps } from '../../shared/ports.ts';
import { waitsUntil } from './dunning-course.ts';
import { caseCourse, caseLetterKey, dunningPage, dunningView, handOverKey } from './dunning.store.ts';
import { takenIn } from './taken-in.store.ts';
import { invoiceParams, next, paging, sellerParams } from './v1-paging.ts';
import { openItemAnswer } from './v1-payment.ts';
import { apiRoute } from './v1-route.ts';

const SELLER = '/v1/sellers/{sellerId}';
const INVOICE = `${SELLER}/invoices/{number}/dunning`;
const reason = z.string().trim().min(1).max(300).describe('Why; kept in the audit log.');

const caseAnswer = dunningCase
  .omit({ schema: true })
  .extend({
    steps: z.array(doneStep.omit({ schema: true, fileKey: true, letterKey: true })).describe('What was done, with what it charged.'),
    decisions: z.array(dunningDecision.omit({ schema: true, sequence: true })).describe('What people decided; the last of them holds.'),
  })
  .meta({ id: 'DunningCase' });

const caseOf = ({ case: it, done, decisions }: CaseRecord) => ({ ...it, steps: done, decisions });

/** Dunning: the cases that are open, how an invoice is gone after, and what people decide on it. */
export const DUNNING_ROUTES = [
  apiRoute({
    ...{ method: 'GET', path: `${SELLER}/dunning-cases`, name: 'listDunningCases', part: 'payments', role: 'viewer', params: sellerParams },
    summary: 'Dunning cases that are open, in the order of their invoices',
    query: z.strictObject(paging),
    answer: z.object({ cases: z.array(caseAnswer.extend({ item: openItemAnswer })), next }),
    async work({ path: { sellerId }, query, at }) {
      await takenIn(sellerId, at);
      const { cases, ...more } = await dunningPage(sellerId, dateIn(at, (await requireSeller(sellerId)).zone), query);
      return { cases: cases.map(({ item, ...record }) => ({ ...caseOf(record), item })), ...more };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: INVOICE, name: 'getDunning', part: 'payments', role: 'viewer', params: invoiceParams },
    summary: 'How an invoice is gone after: every case of it, and until when the last one waits',
    answer: z.object({
      item: openItemAnswer,
      cases: z.array(caseAnswer).describe('The first one first.'),
      waitsUntil: instant.optional().describe('When the case looks again, unless money or a person wakes it before.'),
    }),
    async work({ path: { sellerId, number }, at }) {
      await takenIn(sellerId, at);
      const { item, cases } = await dunningView(sellerId, number, dateIn(at, (await requireSeller(sellerId)).zone));
      const latest = cases.at(-1);
      const until = latest && waitsUntil(await caseCourse(sellerId, number, latest.case.case));
      return { item, cases: cases.map(caseOf), ...(until === undefined ? {} : { waitsUntil: until }) };
    },
  }),
  apiRoute({
    ...{ method: 'POST', path: INVOICE, name: 'openDunningCase', part: 'payments', role: 'biller', params: invoiceParams },
    summary: 'Open a dunning case of an invoice, also where one was ended',
    description: 'One that is open stays as it is.',
    body: z.strictObject({ reason }),
    answer: z.object({ case: z.int().describe('Which case of the invoice is open, from 1.') }),
    async work({ path, body, by, at }) {
      const wanted = { ...path, ...body, opened: 'by-hand', by: by.email, enteredAt: at };
      return z.object({ case: z.int() }).parse(await steps().call('payment-collection/open-dunning-case', wanted));
    },
  }),
  apiRoute({
    ...{ method: 'POST', path: `${INVOICE}/decisions`, name: 'decideDunning', part: 'payments', role: 'biller', params: invoiceParams },
    summary: 'Pause a dunning case, say that it is disputed, agree on instalments, resume it, or close it',
    description: 'It holds before the plan does, until it is over or another decision follows. The same again changes nothing.',
    body: z.strictObject({
      kind: dunningDecision.shape.kind,
      until: plainDate.optional().describe('Last day of a pause or a dispute; without one it rests until it is resumed.'),
      instalments: z.array(instalment).min(1).max(60).optional().describe('What is open, in parts, by day.'),
      reason,
    }),
    answer: z.object({ isNew: z.boolean().describe('Whether it was none before.') }),
    async work({ path, body, by, at }) {
      const wanted = { ...path, ...body, by: by.email, at };
      return z.object({ isNew: z.boolean() }).parse(await steps().call('payment-collection/decide-dunning', wanted));
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${INVOICE}/{case}/hand-over`, name: 'getHandOverFile', part: 'payments', role: 'biller' },
    params: invoiceParams.extend({ case: z.coerce.number().int().min(1).describe('Which case of the invoice, from 1.') }),
    summary: 'The file by which a claim is handed over',
    answer: { contentType: 'text/csv', description: 'A row with the claim.' },
    async work({ path: { sellerId, number, case: n } }) {
      const bytes = await files().get(await handOverKey(sellerId, number, n));
      if (!bytes) throw new NotFoundError(`The hand-over file of ${number} is gone.`);
      return bytes;
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${INVOICE}/{case}/letters/{step}`, name: 'getDunningLetter', part: 'payments', role: 'viewer' },
    params: invoiceParams.extend({
      case: z.coerce.number().int().min(1).describe('Which case of the invoice, from 1.'),
      step: z.coerce.number().int().min(1).describe('Place of the letter in the plan, from 1.'),
    }),
    summary: 'A dunning notice, as it was sent',
    answer: { contentType: 'application/pdf', description: 'The letter.' },
    async work({ path: { sellerId, number, case: n, step } }) {
      const bytes = await archive().get(await caseLetterKey(sellerId, number, n, step));
      if (!bytes) throw new NotFoundError(`The letter of ${number} is gone.`);
      return bytes;
    },
  }),
];
