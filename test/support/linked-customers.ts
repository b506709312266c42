/** October of customers who get links instead of documents: one transfers, of one the card is declined, who pays on its page. */
import { creditInvoice } from '../../local/commands/credit-invoice.ts';
import { customerLink } from '../../shared/customer-link.store.ts';
import { now } from '../../shared/clock.ts';
import type { Browsing } from './browsing.ts';
import { customerYaml, SELLER, SELLER_YAML } from './catalog.ts';
import { imported } from './erasable-world.ts';
import type { OneProcess } from './one-process.ts';
import { startStripeHere } from './stripe-server.ts';

const BY_LINK = '    delivery: { by: link }';
const CARD = '    payment: { method: card, provider: stripe, customer: cus_1, paymentMethod: pm_declines, lastDigits: "4242" }';
/** In the order of the ids of customers. */
const [TRANSFERRED, DECLINED] = ['RE-2026-000001', 'RE-2026-000002'] as const;

/** Bills October, opens every page of the door, pays, has an invoice credited, and ends all links. */
export async function linkedThroughout(home: OneProcess, door: Browsing): Promise<void> {
  const stripe = await startStripeHere(() => Math.floor(now().getTime() / 1000));
  process.env['STEPBILL_CUSTOMER_URL'] = 'https://pay.example';
  try {
    const customers = [`${customerYaml({ id: 'adler' })}\n${BY_LINK}`, `${customerYaml({ id: 'bussard' })}\n${BY_LINK}\n${CARD}`];
    await imported(home, '2026-09-30T05:00:00Z', `${SELLER_YAML}customers:${customers.join('')}\n`);
    await home.run('2026-10', '2026-11-02T05:00:00Z');
    const [transferred, declined] = await Promise.all([TRANSFERRED, DECLINED].map(pathOf));
    await shows(door, transferred!, 'IBAN');
    if ((await door.get(`${transferred}/pdf`)).status !== 303) throw new Error('There is no PDF.');
    await creditInvoice(home.workspace, SELLER, { number: TRANSFERRED, wanted: 'rest', reason: 'Outage', by: 'cfo@kranich.example' });
    await shows(door, transferred!, 'Credited in full');

    await shows(door, declined!, 'The last payment failed.');
    await door.post(`${declined}/pay`, {});
    await shows(door, `${declined}/card`, 'https://pay.stripe.example/1');
    // The customer pays there, and looks again before any event has come.
    (stripe.intents as object[]).push({ ...stripe.intents[0], id: 'pi_9', status: 'succeeded', metadata: { page: 'plink_1' } });
    await door.post(`${declined}/pay`, {});
    await shows(door, declined!, 'Paid, thank you');
    const end = { sellerId: SELLER, by: 'cfo@kranich.example', at: now().toISOString(), reason: 'A mailbox was broken into' };
    await home.workspace.invoke('payment-collection/end-links', JSON.stringify(end), { timeoutMilliseconds: 10_000 });
  } finally {
    delete process.env['STEPBILL_CUSTOMER_URL'];
    stripe.close();
  }
}

async function pathOf(number: string): Promise<string> {
  return new URL((await customerLink(SELLER, number))!).pathname;
}

async function shows(door: Browsing, path: string, words: string): Promise<void> {
  const { status, text } = await door.get(path);
  if (status !== 200 || !text.includes(words)) throw new Error(`${path} answered ${status} without "${words}".`);
}
