import type { DunningTexts } from './dunning-texts.ts';

export const GERMAN_DUNNING: DunningTexts = {
  title: {
    reminder: () => 'Zahlungserinnerung',
    'dunning-notice': (level) => `${level}. Mahnung`,
    'final-notice': () => 'Letzte Mahnung',
  },
  subject: (title, number, seller) => `${title}: Rechnung ${number} von ${seller}`,
  sums: { open: 'Offen', fees: 'Mahngebühren', interest: 'Verzugszinsen', asked: 'Zu zahlen' },
  payBy: 'Zahlbar bis',
  sum: (label, amount) => `${label}: ${amount}`,
  text: (letter, { number, issueDate, dueDate, payable, open, asked, payBy, iban, whereItIs }) => ({
    before: [
      'Guten Tag,',
      letter === 'reminder'
        ? `unsere Rechnung ${number} vom ${issueDate} über ${payable} war am ${dueDate} fällig. Davon sind noch ${open} offen; vielleicht haben Sie sie übersehen.`
        : `unsere Rechnung ${number} vom ${issueDate} über ${payable} war am ${dueDate} fällig. Trotz unserer Erinnerung sind davon noch ${open} offen.`,
    ],
    after: [
      `Bitte überweisen Sie ${asked} bis zum ${payBy} auf das Konto ${iban} mit dem Verwendungszweck ${number}.`,
      ...(letter === 'final-notice'
        ? ['Geht der Betrag bis dahin nicht ein, geben wir die Forderung ohne weiteres Schreiben zum Einzug ab.']
        : []),
      `Falls Sie inzwischen gezahlt haben, betrachten Sie dieses Schreiben bitte als gegenstandslos. ${whereItIs}`,
      'Freundliche Grüße',
    ],
  }),
};
