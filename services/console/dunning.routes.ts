import type { Hono } from 'hono';
import { getSeller } from '../../shared/catalog.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { dateIn } from '../../shared/period.ts';
import { archive, files, steps } from '../../shared/ports.ts';
import { RequestError } from '../../shared/request-error.ts';
import { type Asking, atOf, type ConsoleEnv, fieldOf, requireRole } from './asking.ts';
import { download } from './attachment.ts';
import { dunningCasePageOf } from './dunning-case-page.ts';
import { dunningDecisionIn } from './dunning-decision.ts';
import { dunningPageOf } from './dunning-page.ts';
import { caseCourse, caseLetterKey, dunningPage, dunningView, handOverKey } from './dunning.store.ts';
import { machineOutline } from './machines.ts';
import { takenIn } from './taken-in.store.ts';

const PAGE = 50;

/** Dunning: the cases that are open, each with where it stands, and what people decide on them. */
export function dunningRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/payments/dunning';

  app.get(base, async (context) => {
    const frame = context.get('frame');
    const { id } = frame.seller;
    const behind = await takenIn(id, atOf(context));
    const after = context.req.query('after')?.slice(0, 2_000) || undefined;
    const today = todayOf(context);
    const [found, seller] = await Promise.all([dunningPage(id, today, { after, limit: PAGE }), getSeller(id)]);
    return context.html(dunningPageOf(frame, { ...found, today, behind, hasPlan: seller?.dunning !== undefined }));
  });

  app.get(`${base}/:number`, async (context) => {
    const frame = context.get('frame');
    await takenIn(frame.seller.id, atOf(context));
    const number = context.req.param('number');
    const { case: n, state, done } = context.req.query();
    const today = todayOf(context);
    const view = await dunningView(frame.seller.id, number, today);
    const record = n === undefined ? view.cases.at(-1) : view.cases.find((it) => String(it.case.case) === n);
    if (n !== undefined && !record) throw new NotFoundError(`${number} has no dunning case ${n.slice(0, 10)}.`);
    const shown = record && {
      record,
      course: await caseCourse(frame.seller.id, number, record.case.case),
      outline: machineOutline('dunning'),
      state,
    };
    return context.html(dunningCasePageOf(frame, view, { shown, today, done: DONE[done ?? ''] }));
  });

  app.post(`${base}/:number`, async (context) => {
    const { email: by } = requireRole(context, 'biller');
    const form = await context.req.formData();
    const reason = fieldOf(form, 'reason');
    if (reason === undefined) throw new RequestError(400, 'Say why: the reason is kept in the audit log.');
    const about = { sellerId: context.get('frame').seller.id, number: context.req.param('number'), by, reason };
    const act = fieldOf(form, 'act') ?? '';
    if (act === 'open')
      await steps().call('payment-collection/open-dunning-case', { ...about, opened: 'by-hand', enteredAt: atOf(context) });
    else await steps().call('payment-collection/decide-dunning', { ...about, ...dunningDecisionIn(form), at: atOf(context) });
    return context.redirect(`${context.req.path}?done=${act}`, 303);
  });

  app.get(`${base}/:number/:case/hand-over.csv`, async (context) => {
    requireRole(context, 'biller');
    const { number, case: n } = context.req.param();
    const bytes = await files().get(await handOverKey(context.get('frame').seller.id, number, Number(n)));
    if (!bytes) throw new NotFoundError(`The hand-over file of ${number} is gone.`);
    return download(context, bytes, `${number}-${n}.csv`, 'text/csv; charset=utf-8');
  });

  app.get(`${base}/:number/:case/letters/:step`, async (context) => {
    const { number, case: n, step } = context.req.param();
    const bytes = await archive().get(await caseLetterKey(context.get('frame').seller.id, number, Number(n), Number(step)));
    if (!bytes) throw new NotFoundError(`The letter of ${number} is gone.`);
    return download(context, bytes, `${number}-${n}-${step}.pdf`, 'application/pdf');
  });
}

/** What was done, on the page it leads to. */
const DONE: Readonly<Record<string, string>> = {
  pause: 'Paused. The case looks at it in a moment.',
  dispute: 'Disputed: the case rests.',
  instalments: 'The instalments are written down.',
  resume: 'The plan goes on.',
  close: 'The case closes in a moment.',
  open: 'A case is open.',
};

function todayOf(context: Asking): string {
  return dateIn(atOf(context), context.get('frame').seller.zone);
}
