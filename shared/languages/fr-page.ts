import type { PageTexts } from './page-texts.ts';

export const FRENCH_PAGE: PageTexts = {
  mail: {
    brings: (number, amount, url) => `notre facture ${number} de ${amount} est à votre disposition ici : ${url}`,
    bringsWithoutAmount: (number, url) => `notre facture ${number} est à votre disposition ici : ${url}`,
    bringsCredit: (number, amount, url) =>
      `notre facture d’avoir ${number} est à votre disposition ici, nous vous créditons ${amount} : ${url}`,
    attached: 'La facture est jointe.',
    isHere: (url) => `La facture se trouve ici : ${url}`,
    payByCard: (url) => `Vous pouvez payer par carte ici : ${url}`,
    open: 'Ouvrir le document',
    pay: 'Payer par carte',
  },
  state: {
    open: (dueDate) => `À payer au plus tard le ${dueDate}`,
    overdue: (dueDate) => `Était à régler le ${dueDate}`,
    'partially-paid': 'Payée en partie',
    paid: 'Payée, merci',
    overpaid: 'Payée au-delà du montant dû : nous remboursons la différence',
    credited: 'Créditée en totalité : il n’y a rien à payer',
    refunded: 'Remboursée',
    uncollectible: 'Close : il n’y a rien à payer',
    nothingOwed: 'Il n’y a rien à payer',
    credit: 'Crédité en votre faveur',
  },
  received: 'Déjà payé',
  fees: 'Frais de relance et intérêts',
  leftOpen: 'Reste à payer',
  openPdf: 'Ouvrir le PDF',
  openXml: 'Facture électronique (XML)',
  card: {
    heading: 'Payer par carte',
    pay: (amount) => `Payer ${amount} par carte`,
    leads: 'Vous payez sur la page du prestataire de paiement ; nous ne voyons jamais votre carte.',
    goOn: 'Poursuivre le paiement',
    begun: 'Un paiement est commencé et n’est pas terminé.',
    declined: 'Le dernier paiement a échoué.',
    onItsWay: 'Un paiement est en route. Dès qu’il nous parvient, cette page le dit.',
    unknown: 'Nous cherchons ce qu’est devenu le dernier paiement. Merci de revenir dans quelques minutes.',
    keptUntil: (moment) => `Nous gardons la marchandise pour vous jusqu’au ${moment}.`,
    leading: 'Vers la page de paiement',
    ifNotLed: 'Vous allez être dirigé vers la page du prestataire de paiement.',
  },
  debit: (date, account) => `Nous prélevons ce montant le ${date} sur le compte ${account}. Vous n’avez rien à faire.`,
  chargedToCard: (digits) => `Nous débitons votre carte se terminant par ${digits}.`,
  trial: {
    title: 'Paiement d’essai',
    says: 'Ce prestataire sert à essayer : aucun argent ne circule.',
    decline: 'Faire refuser la carte',
    declined: 'La carte a été refusée. Réessayez.',
    back: 'Retour à la facture',
  },
  nowhere: {
    title: 'Ce lien ne mène nulle part',
    says: 'Il n’est pas complet, ou il n’est plus valable. Demandez le document à l’expéditeur.',
  },
  later: { title: 'Pas pour l’instant', says: 'Quelque chose a changé, ou d’autres ont demandé au même moment. Ouvrez votre lien de nouveau.' }, // prettier-ignore
};
