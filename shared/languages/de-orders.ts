import type { OrderTexts } from './order-texts.ts';

export const GERMAN_ORDERS: OrderTexts = {
  group: (order) => `Bestellung ${order}`,
  shipping: 'Versand',
  creditReason: {
    unpaid: (order) => `Die Bestellung ${order} wurde nicht rechtzeitig bezahlt.`,
    cancelled: (order) => `Die Bestellung ${order} wurde storniert.`,
    failed: (order) => `Die Bestellung ${order} konnte nicht ausgeführt werden.`,
  },
  confirmed: {
    subject: (order, seller) => `Ihre Bestellung ${order} bei ${seller}`,
    text: ({ order, number, amount, dueDate, iban, isPaid }) => [
      `wir bestätigen Ihre Bestellung ${order}. Anbei erhalten Sie die Rechnung ${number} über ${amount}.`,
      isPaid
        ? 'Sie ist bezahlt, vielen Dank. Wir versenden die Ware nun.'
        : `Bitte zahlen Sie bis zum ${dueDate}, sofern nicht eingezogen wird, wie die Rechnung es sagt: IBAN ${iban}, Verwendungszweck ${number}.`,
    ],
  },
  toPay: {
    subject: (order, seller) => `Zahlung Ihrer Bestellung ${order} bei ${seller}`,
    text: ({ order, number, amount, iban, until, isDeclined }) => [
      isDeclined
        ? `die Zahlung Ihrer Bestellung ${order} ist fehlgeschlagen: ${amount} der beigefügten Rechnung ${number} sind noch zu zahlen.`
        : `vielen Dank für Ihre Bestellung ${order}. Zu zahlen sind ${amount} der beigefügten Rechnung ${number}.`,
      `Wir halten die Ware bis ${until} für Sie bereit. Bitte überweisen Sie den Betrag auf IBAN ${iban}, Verwendungszweck ${number}; die Bestellung ist bestätigt, sobald er eingegangen ist.`,
    ],
  },
  missing: {
    subject: (order, seller) => `Ihre Bestellung ${order} bei ${seller} ist nicht lieferbar`,
    text: ({ order, missing }) => [
      `leider können wir Ihre Bestellung ${order} nicht liefern. Es wurde nichts berechnet.`,
      missing
        .map(({ name, wanted, available, since, alternatives }) =>
          [
            `- ${name}: ${wanted} bestellt, ${available} verfügbar${since === undefined ? '' : `, ausverkauft seit ${since}`}`,
            ...(alternatives.length > 0 ? [`  Stattdessen: ${alternatives.join(', ')}`] : []),
          ].join('\n'),
        )
        .join('\n'),
    ],
  },
  ended: {
    subject: (order, seller) => `Ihre Bestellung ${order} bei ${seller} ist beendet`,
    text: ({ order, as, isCredited }) => [
      {
        unpaid: `Ihre Bestellung ${order} wurde nicht rechtzeitig bezahlt; wir halten die Ware nicht mehr für Sie bereit.`,
        cancelled: `Ihre Bestellung ${order} ist storniert.`,
        failed: `leider konnten wir Ihre Bestellung ${order} nicht ausführen.`,
      }[as],
      isCredited ? 'Die Rechnung ist vollständig korrigiert; was Sie bezahlt haben, wird erstattet.' : 'Es wurde nichts berechnet.',
    ],
  },
};
