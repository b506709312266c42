import type { Hono } from 'hono';
import { creditWanted } from '../../shared/credit-note.ts';
import { RequestError } from '../../shared/request-error.ts';
import { type Asking, atOf, type ConsoleEnv, fieldOf, requireRole } from './asking.ts';
import { creditFields, type CreditFields, faultOf, type FieldFault, wantedIn } from './credit-form.ts';
import { creditPageOf, creditReviewOf } from './credit-page.ts';
import { invoiceView } from './invoice.store.ts';
import type { InvoiceView } from './invoice-view.ts';
import { billAgain, creditingOf, finishNote, makeNote, previewNote } from './crediting.store.ts';

const NOTHING_YET: CreditFields = { what: 'rest', amount: '', lines: {}, reason: '', isBilledAgain: false };

/** Credit notes: what is to be credited, how it would look, and then to make it. */
export function creditRoutes(app: Hono<ConsoleEnv>): void {
  const invoice = '/sellers/:sellerId/invoices/:number';

  app.get(`${invoice}/credit`, async (context) => {
    requireRole(context, 'releaser');
    return showForm(context, NOTHING_YET);
  });

  app.post(`${invoice}/credit`, async (context) => {
    requireRole(context, 'releaser');
    const form = await context.req.formData();
    return fieldOf(form, 'act') === 'make' ? make(context, form) : look(context, creditFields(form));
  });

  app.post(`${invoice}/credit/finish`, async (context) => {
    requireRole(context, 'releaser');
    const made = await finishNote(context.get('frame').seller.id, context.req.param('number'));
    return context.redirect(hrefOf(context, made?.number), 303);
  });

  app.post(`${invoice}/rebill`, async (context) => {
    const { email } = requireRole(context, 'releaser');
    await billAgain(context.get('frame').seller.id, await viewOf(context), email);
    return context.redirect(hrefOf(context), 303);
  });
}

const hrefOf = (context: Asking, number = context.req.param('number') ?? ''): string =>
  `/sellers/${context.req.param('sellerId')}/invoices/${encodeURIComponent(number)}`;

function viewOf(context: Asking): Promise<InvoiceView> {
  return invoiceView(context.get('frame').seller.id, context.req.param('number') ?? '');
}

async function showForm(context: Asking, fields: CreditFields, fault?: FieldFault): Promise<Response> {
  const frame = context.get('frame');
  const about = await creditingOf(frame.seller.id, await viewOf(context));
  return context.html(creditPageOf(frame, about, fields, fault), fault ? 409 : 200);
}

async function look(context: Asking, fields: CreditFields): Promise<Response> {
  const frame = context.get('frame');
  const asked = wantedIn(fields);
  if ('fault' in asked) return showForm(context, fields, asked.fault);
  const about = await creditingOf(frame.seller.id, await viewOf(context));
  try {
    const draft = await previewNote(frame.seller.id, about.number, { wanted: asked.wanted, reason: fields.reason });
    return context.html(creditReviewOf(frame, about, { fields, wanted: asked.wanted }, draft));
  } catch (error) {
    return showForm(context, fields, faultOf(refusalIn(error), fields));
  }
}

/** What was looked at is made; what has changed since is refused, and the form begins again. */
async function make(context: Asking, form: FormData): Promise<Response> {
  const { email: by } = requireRole(context, 'releaser');
  const { seller } = context.get('frame');
  const number = context.req.param('number') ?? '';
  const [id, reason] = [fieldOf(form, 'creditNote'), fieldOf(form, 'reason')];
  const wanted = creditWanted.safeParse(jsonIn(fieldOf(form, 'wanted')));
  if (id === undefined || reason === undefined || !wanted.success) throw new RequestError(400, 'This form is not whole. Begin again.');
  const isCancelled = form.has('cancel') && wanted.data === 'rest';
  const note = { id, reason, wanted: wanted.data, by, at: atOf(context), ...(isCancelled ? { isCancelled: true as const } : {}) };
  try {
    const made = await makeNote(seller.id, number, note);
    if (made && isCancelled && form.has('rebill'))
      await billAgain(seller.id, await viewOf(context), by).catch(saidOfCancelled(number, made.number));
    return context.redirect(hrefOf(context, made && !isCancelled ? made.number : number), 303);
  } catch (error) {
    return showForm(
      context,
      { ...NOTHING_YET, what: isCancelled ? 'cancel' : 'rest', reason },
      { field: 'what', sentence: refusalIn(error) },
    );
  }
}

/** The credit note stays, whatever became of billing again. */
function saidOfCancelled(number: string, note: string): (error: unknown) => never {
  return (error) => {
    throw new RequestError(409, `${number} is cancelled by ${note}. It is not billed again yet: ${refusalIn(error)}`);
  };
}

/** The sentence of a refusal; any other error leaves. */
function refusalIn(error: unknown): string {
  if (error instanceof Error && ['DecisionRefusedError', 'IssuingLockedError'].includes(error.name)) return error.message;
  throw error;
}

function jsonIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
