/**
 * Stripe as far as cards are charged with it, on this machine, misbehaving as it is told: what it keeps of idempotency keys,
 * and which charges happened, is what Stripe says of itself (docs/sources.md#stripe).
 */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to the next PaymentIntent, refund or page that is asked for. */
export type Mishap =
  | 'no answer, and no charge'
  | 'no answer after the charge'
  | 'a fault of its own, and no charge'
  | 'a fault of its own after the charge'
  | 'the event before the answer'
  | 'no answer after the page is closed'
  | 'too many requests';

interface Intent {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly amount: number;
  readonly currency: string;
  readonly customer: string;
  readonly created: number;
  readonly metadata: Record<string, string>;
  status: string;
  last_payment_error: { type: string; code: string; decline_code?: string; message: string } | null;
}

interface Refund {
  readonly id: string;
  readonly object: 'refund';
  readonly amount: number;
  readonly currency: string;
  readonly payment_intent: string;
  readonly metadata: Record<string, string>;
  status: string;
  failure_reason?: string;
}

interface Session {
  readonly id: string;
  readonly payment_link: string;
  /** `paying` is open, and can't be closed: the payment is under way. */
  status: 'open' | 'paying' | 'expired' | 'complete';
  payment_status?: 'paid' | 'unpaid';
  payment_intent?: string;
}

export interface StripeServer {
  readonly url: string;
  readonly intents: readonly Intent[];
  readonly refunds: Refund[];
  /** The status that refunds begin with. */
  refundsBegin: string;
  /** Pages on which a customer may pay. */
  readonly pages: readonly { readonly id: string; readonly amount: number; readonly metadata: Record<string, string>; active: boolean }[];
  /** What customers have opened of pages. */
  readonly sessions: Session[];
  /** What happens to the next requests for a PaymentIntent, a refund or a page, the first first. */
  readonly mishaps: Mishap[];
  /** Called with each event, as Stripe posts it to the address that was given. */
  onEvent: (body: string, headers: Record<string, string>) => Promise<void>;
  /** Forgets idempotency keys, as after a day. */
  forgetKeys(): void;
  /** The event of an intent, a refund or a dispute as it is now. */
  event(id: string, type: string, of: object): { body: string; headers: Record<string, string> };
  close(): void;
}

export const WEBHOOK_SECRET = 'whsec_of_a_test';

/** Headers of an event as Stripe signs it. */
export function signed(body: string, moment: number, secret = WEBHOOK_SECRET): Record<string, string> {
  return { 'stripe-signature': `t=${moment},v1=${createHmac('sha256', secret).update(`${moment}.${body}`).digest('hex')}` };
}

/** One that the environment of this process names until it is closed. @param now epoch seconds of its clock */
export async function startStripeHere(now: () => number): Promise<StripeServer> {
  const stripe = await startStripe(now);
  const environment = { STRIPE_API_URL: stripe.url, STRIPE_SECRET_KEY: 'sk_test_of_nobody', STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET };
  Object.assign(process.env, environment);
  const { close } = stripe;
  stripe.close = () => {
    for (const name of Object.keys(environment)) Reflect.deleteProperty(process.env, name);
    close();
  };
  return stripe;
}

/** @param now epoch seconds of its clock */
export async function startStripe(now: () => number): Promise<StripeServer> {
  const intents: Intent[] = [];
  const refunds: Refund[] = [];
  const pages: { id: string; object: 'payment_link'; url: string; amount: number; active: boolean; metadata: Record<string, string> }[] =
    [];
  const sessions: Session[] = [];
  const kept = new Map<string, { status: number; body: unknown }>();
  const mishaps: Mishap[] = [];

  function charge(form: URLSearchParams): { status: number; body: unknown } {
    const card = form.get('payment_method') ?? '';
    const error = ERRORS[card] ?? null;
    const intent: Intent = {
      id: `pi_${intents.length + 1}`,
      object: 'payment_intent',
      amount: Number(form.get('amount')),
      currency: form.get('currency') ?? '',
      customer: form.get('customer') ?? '',
      created: now(),
      metadata: metadataOf(form),
      status: error ? 'requires_payment_method' : 'succeeded',
      last_payment_error: error,
    };
    intents.push(intent);
    return error ? { status: 402, body: { error: { ...error, payment_intent: intent } } } : { status: 200, body: intent };
  }

  /** No more goes back than came, as Stripe has it. */
  function sendBack(form: URLSearchParams): { status: number; body: unknown } {
    const of = form.get('payment_intent') ?? '';
    const intent = intents.find(({ id }) => id === of);
    const gone = refunds.filter((it) => it.payment_intent === of).reduce((all, it) => all + it.amount, 0);
    const amount = Number(form.get('amount'));
    if (!intent || gone + amount > intent.amount)
      return { status: 400, body: { error: { type: 'invalid_request_error', code: 'charge_already_refunded', message: 'Refunded.' } } };
    const made: Refund = {
      id: `re_${refunds.length + 1}`,
      object: 'refund',
      amount,
      currency: intent.currency,
      payment_intent: of,
      metadata: metadataOf(form),
      status: stripe.refundsBegin,
    };
    refunds.push(made);
    return { status: 200, body: made };
  }

  function openPage(form: URLSearchParams): { status: number; body: unknown } {
    const n = pages.length + 1;
    const page = {
      id: `plink_${n}`,
      object: 'payment_link' as const,
      url: `https://pay.stripe.example/${n}`,
      amount: Number(form.get('line_items[0][price_data][unit_amount]')),
      active: true,
      metadata: metadataOf(form),
    };
    pages.push(page);
    return { status: 200, body: page };
  }

  async function create(
    form: URLSearchParams,
    key: string,
    work: (form: URLSearchParams) => { status: number; body: unknown },
  ): Promise<{ status: number; body: unknown } | undefined> {
    const mishap = mishaps.shift();
    const before = kept.get(key);
    if (before) return mishap?.startsWith('no answer') ? undefined : before;
    if (mishap === 'too many requests')
      return { status: 429, body: { error: { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many' } } };
    const isFault = mishap?.startsWith('a fault') ?? false;
    if (mishap === 'no answer, and no charge') return undefined;
    const result = mishap === 'a fault of its own, and no charge' ? FAULT : work(form);
    kept.set(key, isFault ? FAULT : result);
    if (mishap === 'the event before the answer') {
      const [of, type] = work === charge ? [intents.at(-1)!, 'payment_intent.succeeded'] : [refunds.at(-1)!, 'refund.created'];
      const { body, headers } = stripe.event(`evt_${of.id}`, type, of);
      await stripe.onEvent(body, headers);
    }
    return mishap === 'no answer after the charge' ? undefined : isFault ? FAULT : result;
  }

  function closeLink(link: string): object {
    const page = pages.find(({ id }) => id === link)!;
    page.active = false;
    return page;
  }

  async function answer(request: IncomingMessage, form: URLSearchParams): Promise<{ status: number; body: unknown } | undefined> {
    const url = new URL(request.url ?? '/', 'http://stripe');
    const key = String(request.headers['idempotency-key'] ?? '');
    const cancelled = /^\/v1\/payment_intents\/(pi_\d+)\/cancel$/.exec(url.pathname)?.[1];
    if (cancelled !== undefined) {
      const intent = intents.find(({ id }) => id === cancelled)!;
      intent.status = 'canceled';
      return { status: 200, body: intent };
    }
    const link = /^\/v1\/payment_links\/(plink_\d+)$/.exec(url.pathname)?.[1];
    if (link !== undefined) {
      if (mishaps[0] === 'no answer after the page is closed') return void (mishaps.shift(), closeLink(link));
      return { status: 200, body: closeLink(link) };
    }
    const expired = /^\/v1\/checkout\/sessions\/(\w+)\/expire$/.exec(url.pathname)?.[1];
    if (expired !== undefined) {
      const session = sessions.find(({ id }) => id === expired)!;
      if (session.status !== 'open') return { status: 400, body: { error: { type: 'invalid_request_error', message: 'Not open.' } } };
      session.status = 'expired';
      return { status: 200, body: session };
    }
    const asked = /^\/v1\/payment_intents\/(\w+)$/.exec(url.pathname)?.[1];
    const retrieved = request.method === 'GET' ? intents.find(({ id }) => id === asked) : undefined;
    if (retrieved) return { status: 200, body: retrieved };
    switch (`${request.method} ${url.pathname}`) {
      case 'POST /v1/payment_intents':
        return create(form, key, charge);
      case 'POST /v1/refunds':
        return create(form, key, sendBack);
      case 'GET /v1/refunds': {
        const data = refunds.filter((it) => it.payment_intent === url.searchParams.get('payment_intent'));
        return { status: 200, body: { object: 'list', data, has_more: false, url: url.pathname } };
      }
      case 'GET /v1/payment_intents': {
        const since = Number(url.searchParams.get('created[gte]'));
        const data = intents.filter(({ customer, created }) => customer === url.searchParams.get('customer') && created >= since);
        return { status: 200, body: { object: 'list', data, has_more: false, url: url.pathname } };
      }
      case 'POST /v1/payment_links':
        return create(form, key, openPage);
      case 'GET /v1/checkout/sessions': {
        const [of, status] = [url.searchParams.get('payment_link'), url.searchParams.get('status')];
        const isOf = (it: Session): boolean => (it.status === 'paying' ? 'open' : it.status) === status;
        const paid = intents.find((it) => it.status === 'succeeded' && it.metadata['page'] === of && status === 'complete');
        const data: object[] = sessions.filter((it) => it.payment_link === of && isOf(it));
        if (paid) data.push({ id: 'cs_1', object: 'checkout.session', payment_status: 'paid', payment_intent: paid.id });
        return { status: 200, body: { object: 'list', data, has_more: false, url: url.pathname } };
      }
      default:
        return { status: 404, body: { error: { type: 'invalid_request_error', message: `No ${request.method} ${url.pathname}` } } };
    }
  }

  const server = createServer((request, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void answer(request, new URLSearchParams(Buffer.concat(chunks).toString())).then((result) => {
        if (!result) return request.socket.destroy();
        return response.writeHead(result.status, { 'content-type': 'application/json' }).end(JSON.stringify(result.body));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stripe: StripeServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    intents,
    refunds,
    refundsBegin: 'succeeded',
    pages,
    sessions,
    mishaps,
    onEvent: () => Promise.resolve(),
    forgetKeys: () => kept.clear(),
    event(id, type, of) {
      const body = JSON.stringify({ id, object: 'event', type, created: now(), data: { object: of } });
      return { body, headers: signed(body, now()) };
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return stripe;
}

const FAULT = { status: 500, body: { error: { type: 'api_error', message: 'An error occurred.' } } };

const ERRORS: Readonly<Record<string, Intent['last_payment_error']>> = {
  pm_declines: {
    type: 'card_error',
    code: 'card_declined',
    decline_code: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  },
  pm_authenticates: {
    type: 'card_error',
    code: 'authentication_required',
    decline_code: 'authentication_required',
    message: 'Authenticate.',
  },
};

function metadataOf(form: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...form].flatMap(([name, value]) => {
      const field = /^metadata\[(\w+)\]$/.exec(name)?.[1];
      return field === undefined ? [] : [[field, value]];
    }),
  );
}
