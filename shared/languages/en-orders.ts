import type { OrderTexts } from './order-texts.ts';

export const ENGLISH_ORDERS: OrderTexts = {
  group: (order) => `Order ${order}`,
  shipping: 'Shipping',
  creditReason: {
    unpaid: (order) => `Order ${order} was not paid in time.`,
    cancelled: (order) => `Order ${order} was cancelled.`,
    failed: (order) => `Order ${order} could not be carried out.`,
  },
  confirmed: {
    subject: (order, seller) => `Your order ${order} with ${seller}`,
    text: ({ order, number, amount, dueDate, iban, isPaid }) => [
      `We confirm your order ${order}. Attached is invoice ${number} for ${amount}.`,
      isPaid
        ? 'It is paid; thank you. We send the goods now.'
        : `Please pay it by ${dueDate}, if it is not collected as the invoice says: IBAN ${iban}, reference ${number}.`,
    ],
  },
  toPay: {
    subject: (order, seller) => `Payment of your order ${order} with ${seller}`,
    text: ({ order, number, amount, iban, until, isDeclined }) => [
      isDeclined
        ? `The payment of your order ${order} failed: ${amount} of invoice ${number}, attached, are still to be paid.`
        : `Thank you for your order ${order}. To be paid are ${amount} of invoice ${number}, attached.`,
      `We keep the goods for you until ${until}. Please transfer the amount to IBAN ${iban}, reference ${number}; the order is confirmed as soon as it is there.`,
    ],
  },
  missing: {
    subject: (order, seller) => `Your order ${order} with ${seller} is not available`,
    text: ({ order, missing }) => [
      `We are sorry: we can't deliver your order ${order}. Nothing was charged.`,
      missing
        .map(({ name, wanted, available, since, alternatives }) =>
          [
            `- ${name}: ${wanted} ordered, ${available} available${since === undefined ? '' : `, sold out since ${since}`}`,
            ...(alternatives.length > 0 ? [`  Instead: ${alternatives.join(', ')}`] : []),
          ].join('\n'),
        )
        .join('\n'),
    ],
  },
  ended: {
    subject: (order, seller) => `Your order ${order} with ${seller} has ended`,
    text: ({ order, as, isCredited }) => [
      {
        unpaid: `Your order ${order} was not paid in time, so we don't keep the goods for you any more.`,
        cancelled: `Your order ${order} is cancelled.`,
        failed: `We are sorry: we could not carry out your order ${order}.`,
      }[as],
      isCredited ? 'Its invoice is credited in full; what you may have paid is paid back.' : 'Nothing was charged.',
    ],
  },
};
