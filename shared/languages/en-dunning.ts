import type { DunningTexts } from './dunning-texts.ts';

export const ENGLISH_DUNNING: DunningTexts = {
  title: {
    reminder: () => 'Payment reminder',
    'dunning-notice': (level) => `Dunning notice ${level}`,
    'final-notice': () => 'Final notice',
  },
  subject: (title, number, seller) => `${title}: invoice ${number} from ${seller}`,
  sums: { open: 'Open', fees: 'Dunning fees', interest: 'Late interest', asked: 'Total due' },
  payBy: 'Pay by',
  sum: (label, amount) => `${label}: ${amount}`,
  text: (letter, { number, issueDate, dueDate, payable, open, asked, payBy, iban, whereItIs }) => ({
    before: [
      'Hello,',
      letter === 'reminder'
        ? `our invoice ${number} of ${issueDate} for ${payable} was due on ${dueDate}. ${open} of it is still open; perhaps it was overlooked.`
        : `our invoice ${number} of ${issueDate} for ${payable} was due on ${dueDate}. In spite of our reminder ${open} of it is still open.`,
    ],
    after: [
      `Please transfer ${asked} by ${payBy} to ${iban} with the reference ${number}.`,
      ...(letter === 'final-notice'
        ? ['If it does not arrive by then, we will hand the claim over for collection without another letter.']
        : []),
      `If you have paid in the meantime, please take no notice of this letter. ${whereItIs}`,
      'Kind regards',
    ],
  }),
};
