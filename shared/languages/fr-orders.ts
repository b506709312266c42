import type { OrderTexts } from './order-texts.ts';

export const FRENCH_ORDERS: OrderTexts = {
  group: (order) => `Commande ${order}`,
  shipping: 'Frais de port',
  creditReason: {
    unpaid: (order) => `La commande ${order} n’a pas été payée à temps.`,
    cancelled: (order) => `La commande ${order} a été annulée.`,
    failed: (order) => `La commande ${order} n’a pas pu être exécutée.`,
  },
  confirmed: {
    subject: (order, seller) => `Votre commande ${order} chez ${seller}`,
    text: ({ order, number, amount, dueDate, iban, isPaid }) => [
      `Nous confirmons votre commande ${order}. Vous trouverez ci-joint la facture ${number} de ${amount}.`,
      isPaid
        ? 'Elle est payée, merci. Nous expédions la marchandise.'
        : `Merci de la régler avant le ${dueDate}, si elle n’est pas prélevée comme l’indique la facture : IBAN ${iban}, référence ${number}.`,
    ],
  },
  toPay: {
    subject: (order, seller) => `Paiement de votre commande ${order} chez ${seller}`,
    text: ({ order, number, amount, iban, until, isDeclined }) => [
      isDeclined
        ? `Le paiement de votre commande ${order} a échoué : ${amount} de la facture ${number}, ci-jointe, restent à payer.`
        : `Merci pour votre commande ${order}. Restent à payer ${amount} de la facture ${number}, ci-jointe.`,
      `Nous gardons la marchandise pour vous jusqu’au ${until}. Merci de virer le montant sur l’IBAN ${iban}, référence ${number} ; la commande est confirmée dès sa réception.`,
    ],
  },
  missing: {
    subject: (order, seller) => `Votre commande ${order} chez ${seller} n’est pas disponible`,
    text: ({ order, missing }) => [
      `Nous sommes désolés : nous ne pouvons pas livrer votre commande ${order}. Rien n’a été facturé.`,
      missing
        .map(({ name, wanted, available, since, alternatives }) =>
          [
            `- ${name} : ${wanted} commandés, ${available} disponibles${since === undefined ? '' : `, épuisé depuis le ${since}`}`,
            ...(alternatives.length > 0 ? [`  À la place : ${alternatives.join(', ')}`] : []),
          ].join('\n'),
        )
        .join('\n'),
    ],
  },
  ended: {
    subject: (order, seller) => `Votre commande ${order} chez ${seller} est terminée`,
    text: ({ order, as, isCredited }) => [
      {
        unpaid: `Votre commande ${order} n’a pas été payée à temps ; nous ne gardons plus la marchandise pour vous.`,
        cancelled: `Votre commande ${order} est annulée.`,
        failed: `Nous sommes désolés : nous n’avons pas pu exécuter votre commande ${order}.`,
      }[as],
      isCredited ? 'La facture fait l’objet d’un avoir intégral ; ce que vous avez payé vous est remboursé.' : 'Rien n’a été facturé.',
    ],
  },
};
