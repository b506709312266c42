import { inLanguage } from '../../shared/catalog.ts';
import type { Customer, Seller } from '../../shared/catalog.ts';
import { formatsOf, ibanText } from '../../shared/formats.ts';
import type { Invoice } from '../../shared/invoice.ts';
import type { Item } from '../../shared/item.ts';
import type { Language } from '../../shared/languages/languages.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import type { HowItEnded } from '../../shared/languages/order-texts.ts';
import type { Message } from '../../shared/mail.ts';
import type { Order, PlacedOrder } from '../../shared/orders/order.ts';
import { dateIn, localTimeIn } from '../../shared/period.ts';

/** Mails about an order, in the customer's language. `at` is for the Date header, the same however often the step is repeated. */

/** The confirmation, with the invoice. */
export function confirmationMail(
  order: Order,
  invoice: Invoice,
  pdf: Uint8Array,
  { isPaid, at }: { isPaid: boolean; at: string },
): Message {
  const texts = LANGUAGES[invoice.language].orders.confirmed;
  const text = texts.text({ ...namedOf(order, invoice, invoice.totals.payable, 'UTC'), isPaid });
  return withInvoice(order, invoice, pdf, { what: 'confirmation', subject: texts.subject(order.id, invoice.seller.name), text, at });
}

/** What an order waits for is named with its attempt and zone. */
interface Asking {
  readonly open: string;
  readonly zone: string;
  readonly trigger: string;
  readonly isDeclined: boolean;
  readonly at: string;
}

/**
 * What asks for the money, with the invoice, once an attempt to collect it.
 *
 * @param url page on which it can be paid, where there is one
 */
export function paymentMail(
  order: Order,
  invoice: Invoice,
  { pdf, url }: { pdf: Uint8Array; url: string | undefined },
  { open, zone, trigger, isDeclined, at }: Asking,
): Message {
  const { orders, page } = LANGUAGES[invoice.language];
  const texts = orders.toPay;
  const asked = texts.text({ ...namedOf(order, invoice, open, zone), isDeclined });
  const where = invoice.paymentMeans?.by === 'card' ? page.mail.payByCard : page.mail.isHere;
  const text = url === undefined ? asked : [...asked, where(url)];
  return withInvoice(order, invoice, pdf, { what: `payment/${trigger}`, subject: texts.subject(order.id, invoice.seller.name), text, at });
}

/** What tells that an order has ended without goods, and why. */
export function endMail(
  order: Order,
  { seller, customer, placed, items }: { seller: Seller; customer: Customer; placed: PlacedOrder; items: ReadonlyMap<string, Item> },
  at: string,
): Message {
  const { language } = customer;
  const texts = LANGUAGES[language].orders;
  const formats = formatsOf({ language, currency: placed.wanted.currency, country: customer.address.country });
  const nameOf = (item: string): string => {
    const found = placed.lines.find((line) => line.item === item)?.name ?? items.get(item)?.name;
    return found === undefined ? item : inLanguage(found, language);
  };
  const missing = (order.ended?.missing ?? []).map(({ item, wanted, available, since }) => ({
    name: nameOf(item),
    wanted: formats.number(String(wanted)),
    available: formats.number(String(available)),
    since: since === undefined ? undefined : formats.date(dateIn(since, seller.zone)),
    alternatives: (items.get(item)?.alternatives ?? []).map(nameOf),
  }));
  const isMissing = order.ended?.as === 'unavailable';
  const text = isMissing
    ? texts.missing.text({ order: order.id, missing })
    : texts.ended.text({ order: order.id, as: howItEnded(order), isCredited: order.number !== undefined });
  return {
    key: `${seller.id}/order/${order.id}/ended/${order.version}`,
    from: seller.email,
    to: customer.email,
    subject: (isMissing ? texts.missing : texts.ended).subject(order.id, seller.name),
    text: `${[...text, seller.name].join('\n\n')}\n`,
    date: new Date(at),
    attachments: [],
  };
}

/** Why the invoice of an order is credited, as the credit note says it. */
export function creditReason(order: Order, language: Language): string {
  return LANGUAGES[language].orders.creditReason[howItEnded(order)](order.id);
}

function howItEnded({ ended }: Order): HowItEnded {
  return ended?.as === 'unpaid' || ended?.as === 'cancelled' ? ended.as : 'failed';
}

function namedOf(order: Order, { number, language, currency, customer, dueDate, seller }: Invoice, amount: string, zone: string) {
  const formats = formatsOf({ language, currency, country: customer.address.country });
  const until = order.reservedUntil ?? order.placedAt;
  return {
    order: order.id,
    number,
    amount: formats.money(amount),
    dueDate: formats.date(dueDate),
    iban: ibanText(seller.bank.iban),
    until: `${formats.date(dateIn(until, zone))} ${localTimeIn(until, zone).slice(0, 5)}`,
  };
}

function withInvoice(
  order: Order,
  { number, seller, customer }: Invoice,
  pdf: Uint8Array,
  { what, subject, text, at }: { what: string; subject: string; text: readonly string[]; at: string },
): Message {
  return {
    key: `${seller.id}/order/${order.id}/${what}`,
    from: seller.email,
    to: customer.email,
    subject,
    text: `${[...text, seller.name].join('\n\n')}\n`,
    date: new Date(at),
    attachments: [{ name: `${number}.pdf`, contentType: 'application/pdf', bytes: pdf }],
  };
}
