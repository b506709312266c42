import type { DunningTexts } from './dunning-texts.ts';

export const FRENCH_DUNNING: DunningTexts = {
  title: {
    reminder: () => 'Rappel de paiement',
    'dunning-notice': (level) => `Relance n° ${level}`,
    'final-notice': () => 'Dernière relance avant recouvrement',
  },
  subject: (title, number, seller) => `${title} : facture ${number} de ${seller}`,
  sums: { open: 'Restant dû', fees: 'Frais de relance', interest: 'Intérêts de retard', asked: 'Total à payer' },
  payBy: 'À payer avant le',
  sum: (label, amount) => `${label} : ${amount}`,
  text: (letter, { number, issueDate, dueDate, payable, open, asked, payBy, iban, whereItIs }) => ({
    before: [
      'Bonjour,',
      letter === 'reminder'
        ? `notre facture ${number} du ${issueDate} d’un montant de ${payable} était à régler le ${dueDate}. Il reste ${open} à payer ; peut-être vous a-t-elle échappé.`
        : `notre facture ${number} du ${issueDate} d’un montant de ${payable} était à régler le ${dueDate}. Malgré notre rappel, il reste ${open} à payer.`,
    ],
    after: [
      `Merci de virer ${asked} avant le ${payBy} sur le compte ${iban} avec la référence ${number}.`,
      ...(letter === 'final-notice'
        ? ['À défaut de paiement à cette date, nous confierons la créance à un service de recouvrement sans autre courrier.']
        : []),
      `Si vous avez payé entre-temps, veuillez ne pas tenir compte de ce courrier. ${whereItIs}`,
      'Cordialement',
    ],
  }),
};
