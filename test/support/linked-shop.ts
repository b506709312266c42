/** A folder whose customers have links in their mails: one gets its invoice so, of the other the card is declined that its order was to be paid by. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { SELLER_SECTION, SELLER_YAML } from './catalog.ts';
import { commandInTurn } from './command-in-turn.ts';

const CUSTOMER_URL = 'https://pay.kranich.example';
const customer = (id: string, more: string): string => `
  - { id: ${id}, name: ${id} Works, zone: Europe/Vienna, email: pay@${id}.example, ${more},
      address: { street: Feldweg 1, postalCode: "1000", city: Ort, country: AT } }`;
const SHOP = `${SELLER_YAML.replace(SELLER_SECTION, `${SELLER_SECTION}  privacy: { keepUsageMonths: 1, keepContactsMonths: 1 }\n  orders: { reserveHours: 48 }\n`)}
items: [{ id: mug, name: { de: Becher, en: Mug }, prices: { EUR: 10.00 } }]
customers:${customer('adler', 'language: de, delivery: { by: link }, subscriptions: [{ plan: basic, start: 2026-10-01, end: 2026-11-01 }]')}${customer('falke', 'payment: { method: card, provider: fake, customer: cus_1, paymentMethod: declines, lastDigits: "4242" }')}
`;

/** Types a command about the folder, at a moment. */
export async function typedAt(data: string, now: string, ...args: string[]): Promise<string> {
  const ended = await commandInTurn([...args, '--data', data, '--now', now], { STEPBILL_CUSTOMER_URL: CUSTOMER_URL });
  if (ended.code !== 0) throw new Error(`${args.join(' ')}: ${ended.stderr}`);
  return ended.stdout;
}

/** Bills October of adler, and takes an order of falke, o-1, which waits for its payment until 4 November. */
export async function openLinkedShop(folder: string): Promise<string> {
  const data = join(folder, 'data');
  const [shop, order] = [join(folder, 'shop.yml'), join(folder, 'order.yml')];
  writeFileSync(shop, SHOP);
  writeFileSync(order, 'id: o-1\ncustomer: falke\ncurrency: EUR\nlines: [{ item: mug, quantity: 1 }]\n');
  await typedAt(data, '2026-09-30T08:00:00Z', 'import', shop);
  await typedAt(data, '2026-11-01T08:00:00Z', 'stock', 'receive', 'mug', '10', '--id', 'delivery-1');
  await typedAt(data, '2026-11-02T05:00:00Z', 'run', '2026-10', '--as', 'schedule');
  await typedAt(data, '2026-11-02T05:30:00Z', 'order', order, '--as', 'shop');
  return data;
}

/** The one mail that went to an address, and the path of the link in it. */
export async function mailTo(data: string, address: string): Promise<{ text: string; attachments: number; link: string }> {
  const names = readdirSync(join(data, 'outbox')).filter((name) => name.endsWith('.eml'));
  const all = await Promise.all(names.map((name) => PostalMime.parse(readFileSync(join(data, 'outbox', name)))));
  const [mail, ...others] = all.filter(({ to }) => to?.some((it) => it.address === address));
  if (!mail || others.length > 0) throw new Error(`${others.length + (mail ? 1 : 0)} mails went to ${address}, not one.`);
  const { text = '', attachments } = mail;
  return { text, attachments: attachments.length, link: new RegExp(`${CUSTOMER_URL}(/i/[\\w-]+)`).exec(text)?.[1] ?? '' };
}
