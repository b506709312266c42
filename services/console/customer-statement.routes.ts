import type { Hono } from 'hono';
import { z } from 'zod';
import { dateIn, plainDate } from '../../shared/period.ts';
import { steps } from '../../shared/ports.ts';
import { statementCsv } from '../../shared/receivables/statement.ts';
import type { StatementOfAccount } from '../../shared/receivables/statement.ts';
import { statementFor } from '../../shared/receivables/statement.store.ts';
import { RequestError } from '../../shared/request-error.ts';
import { type Asking, atOf, type ConsoleEnv } from './asking.ts';
import { download } from './attachment.ts';
import { takenIn } from './taken-in.store.ts';

const days = z.object({ from: plainDate, to: plainDate });
const rendered = z.object({ pdf: z.base64() });

/** A customer's statement of account, to be sent and to be worked with. */
export function statementRoutes(app: Hono<ConsoleEnv>): void {
  const base = '/sellers/:sellerId/customers/:customerId/statement';

  app.get(`${base}.csv`, async (context) => {
    const statement = await statementOf(context);
    return download(context, statementCsv(statement), `${nameOf(statement)}.csv`, 'text/csv; charset=utf-8');
  });

  app.get(`${base}.pdf`, async (context) => {
    const statement = await statementOf(context);
    const { pdf } = rendered.parse(await steps().call('pdf-rendering/render-statement', { statement }));
    return download(context, Buffer.from(pdf, 'base64'), `${nameOf(statement)}.pdf`, 'application/pdf');
  });
}

const nameOf = ({ customer, from, to }: StatementOfAccount): string => `${customer.id}-${from}-${to}`;

/** Over the days that are asked for; from the beginning of the year to today, if none are. */
async function statementOf(context: Asking): Promise<StatementOfAccount> {
  const { seller } = context.get('frame');
  const today = dateIn(atOf(context), seller.zone);
  const asked = days.safeParse({ from: context.req.query('from') ?? `${today.slice(0, 4)}-01-01`, to: context.req.query('to') ?? today });
  if (!asked.success) throw new RequestError(400, 'A day is written as 2026-10-31.');
  await takenIn(seller.id, atOf(context));
  return statementFor(seller.id, context.req.param('customerId') ?? '', asked.data, atOf(context));
}
