import type { PageTexts } from './page-texts.ts';

export const GERMAN_PAGE: PageTexts = {
  mail: {
    brings: (number, amount, url) => `unsere Rechnung ${number} über ${amount} liegt hier für Sie bereit: ${url}`,
    bringsWithoutAmount: (number, url) => `unsere Rechnung ${number} liegt hier für Sie bereit: ${url}`,
    bringsCredit: (number, amount, url) =>
      `unsere Rechnungskorrektur ${number} liegt hier für Sie bereit, wir schreiben Ihnen ${amount} gut: ${url}`,
    attached: 'Die Rechnung liegt bei.',
    isHere: (url) => `Die Rechnung finden Sie hier: ${url}`,
    payByCard: (url) => `Mit Karte zahlen können Sie hier: ${url}`,
    open: 'Dokument öffnen',
    pay: 'Mit Karte zahlen',
  },
  state: {
    open: (dueDate) => `Zu zahlen bis ${dueDate}`,
    overdue: (dueDate) => `War am ${dueDate} fällig`,
    'partially-paid': 'Teilweise bezahlt',
    paid: 'Bezahlt, vielen Dank',
    overpaid: 'Bezahlt, und mehr als fällig war: den Rest zahlen wir zurück',
    credited: 'Vollständig korrigiert: Es ist nichts zu zahlen',
    refunded: 'Zurückgezahlt',
    uncollectible: 'Abgeschlossen: Es ist nichts zu zahlen',
    nothingOwed: 'Es ist nichts zu zahlen',
    credit: 'Ihnen gutgeschrieben',
  },
  received: 'Bisher bezahlt',
  fees: 'Mahngebühren und Zinsen',
  leftOpen: 'Noch zu zahlen',
  openPdf: 'PDF öffnen',
  openXml: 'Elektronische Rechnung (XML)',
  card: {
    heading: 'Mit Karte zahlen',
    pay: (amount) => `${amount} mit Karte zahlen`,
    leads: 'Sie zahlen auf der Seite des Zahlungsdienstleisters; wir sehen Ihre Karte nicht.',
    goOn: 'Zahlung fortsetzen',
    begun: 'Eine Zahlung ist begonnen und nicht abgeschlossen.',
    declined: 'Die letzte Zahlung ist fehlgeschlagen.',
    onItsWay: 'Eine Zahlung ist unterwegs. Sobald sie eingegangen ist, steht es hier.',
    unknown: 'Wir klären, was aus der letzten Zahlung geworden ist. Bitte sehen Sie in einigen Minuten wieder nach.',
    keptUntil: (moment) => `Wir halten die Ware bis ${moment} für Sie bereit.`,
    leading: 'Zur Zahlungsseite',
    ifNotLed: 'Sie werden zur Seite des Zahlungsdienstleisters geleitet.',
  },
  debit: (date, account) => `Wir ziehen den Betrag am ${date} vom Konto ${account} ein. Sie brauchen nichts zu tun.`,
  chargedToCard: (digits) => `Wir belasten Ihre Karte mit den letzten Ziffern ${digits}.`,
  trial: {
    title: 'Probezahlung',
    says: 'Dieser Dienstleister ist zum Ausprobieren da: Es wird kein Geld bewegt.',
    decline: 'Karte ablehnen lassen',
    declined: 'Die Karte wurde abgelehnt. Versuchen Sie es noch einmal.',
    back: 'Zurück zur Rechnung',
  },
  nowhere: {
    title: 'Dieser Link führt nirgendwohin',
    says: 'Er ist nicht vollständig oder gilt nicht mehr. Bitten Sie den Absender um das Dokument.',
  },
  later: { title: 'Gerade nicht möglich', says: 'Es hat sich etwas geändert, oder andere haben im selben Moment gefragt. Öffnen Sie Ihren Link noch einmal.' }, // prettier-ignore
};
