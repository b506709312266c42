/** October of customers who pay by every means there is, billed and collected by the real state machines, with Stripe beside. */
import { SELLER, SELLER_SECTION, SELLER_YAML, customerYaml } from './catalog.ts';
import { imported } from './erasable-world.ts';
import type { OneProcess } from './one-process.ts';
import { signed, startStripeHere, type StripeServer } from './stripe-server.ts';
import { now } from '../../shared/clock.ts';

export const MORNING = '2026-11-02T05:00:00Z';
const CARD = (provider: string, paymentMethod: string): string =>
  `payment: { method: card, provider: ${provider}, customer: cus_${paymentMethod}, paymentMethod: ${paymentMethod}, lastDigits: "4242" }`;

/** What each customer pays by, and the number that its invoice gets: they are numbered in the order of their ids. */
export const MEANS = {
  adler: 'payment: { method: direct-debit, mandate: { reference: M-1, signedOn: 2026-01-02, iban: DE75512108001245126199 } }',
  bussard: CARD('stripe', 'pm_ok'),
  dohle: CARD('stripe', 'pm_declines'),
  eule: CARD('stripe', 'pm_authenticates'),
  falke: 'payment: { method: bank-transfer }',
};

export type Payer = keyof typeof MEANS;

/** The catalog of them. @param more of the seller, as YAML */
export function collectedCatalog(payers: readonly Payer[], more = ''): string {
  const seller = `${SELLER_SECTION}  payments: { directDebit: { creditorId: DE98ZZZ09999999999 } }\n${more}`;
  const customers = payers.map((id) => `${customerYaml({ id })}\n    ${MEANS[id]}`);
  return `${SELLER_YAML.replace(SELLER_SECTION, seller)}customers:${customers.join('')}\n`;
}

/**
 * Bills October: 12.00 EUR of each customer. The first answer of Stripe is lost behind its charge.
 *
 * @returns Stripe, which goes on until it is closed, and leaves the environment then
 */
export async function collectedMonth(process: OneProcess): Promise<StripeServer> {
  const stripe = await startStripeHere(() => Math.floor(now().getTime() / 1000));
  await imported(process, '2026-09-30T05:00:00Z', collectedCatalog(Object.keys(MEANS) as Payer[]));
  stripe.mishaps.push('no answer after the charge');
  await process.run('2026-10', MORNING);
  return stripe;
}

/** Tells of a payment as Stripe does, at the address of `serve` and of API Gateway. */
export async function tellOfStripe({ workspace }: OneProcess, type: string, object: object): Promise<number | undefined> {
  const body = JSON.stringify({ id: `evt_${type}`, object: 'event', type, data: { object } });
  const request = { headers: signed(body, Math.floor(now().getTime() / 1000)), body, isBase64Encoded: false };
  const answer = await workspace.invoke('payment-collection/stripe-webhook', JSON.stringify(request), { timeoutMilliseconds: 10_000 });
  return (JSON.parse(answer) as { statusCode?: number }).statusCode;
}

/** A PaymentIntent of a payment that went through on a page of Stripe's. */
export const paidOnPage = (payment: string): object => ({
  id: 'pi_page',
  status: 'succeeded',
  metadata: { seller: SELLER, invoice: payment.replace(/-\d+$/, ''), payment },
});

/** Tells of a mail that came back from an address, as SES does by SNS, and clears the address after another month. */
export async function bouncedMonth({ workspace, run }: OneProcess, address: string): Promise<void> {
  const invoke = (step: string, input: object) => workspace.invoke(step, JSON.stringify(input), { timeoutMilliseconds: 10_000 });
  const timestamp = now().toISOString();
  const bounce = { bounceType: 'Permanent', bounceSubType: 'General', timestamp, bouncedRecipients: [{ emailAddress: address }] };
  const event = { eventType: 'Bounce', mail: { source: 'billing@kranich.example' }, bounce };
  await invoke('payment-collection/take-mail-events', { Records: [{ Sns: { Message: JSON.stringify(event) } }] });
  await run('2026-11', '2026-12-02T05:00:00Z');
  const wanted = {
    sellerId: SELLER,
    address,
    decision: 'clear',
    reason: 'It works',
    by: 'cfo@kranich.example',
    at: '2026-12-03T05:00:00Z',
  };
  const { sent } = JSON.parse(await invoke('payment-collection/decide-address', wanted)) as { sent: string[] };
  if (sent.length !== 1) throw new Error(`Of ${address} ${sent.length} invoices were held back, not one.`);
}
