/** Letters and statements of account, in every language that we have. */
import type { LetterFacts, WrittenLetter } from '../../shared/dunning/letter-content.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import type { Account, StatementOfAccount } from '../../shared/receivables/statement.ts';
import { IN_FRANCE, IN_SWITZERLAND, invoiceOf, MONTHLY, type NamedInvoice, PUBLIC_BODY, SELLER } from './sample-documents.ts';

const NOTICE: WrittenLetter = {
  schema: 1,
  step: 3,
  do: 'remind',
  day: '2026-12-08',
  at: '2026-12-08T07:00:00Z',
  letter: 'dunning-notice',
  level: 2,
  currency: 'EUR',
  open: '890.00',
  fee: '5.00',
  interest: '2.38',
  asked: '902.38',
  payBy: '2026-12-15',
};
const FINAL: WrittenLetter = { ...NOTICE, letter: 'final-notice', step: 4, asked: '909.38' };
const CHARGED = { fees: '10.00', interest: '2.38' };
const NOTHING_CHARGED = { fees: '0.00', interest: '0.00' };

export const LETTERS: readonly (NamedInvoice & { readonly facts: LetterFacts })[] = [
  { name: 'a dunning notice, in German', invoice: invoiceOf([MONTHLY]), facts: { case: 1, step: NOTICE, charged: CHARGED } },
  {
    name: 'a final notice, in English, to France',
    invoice: invoiceOf([MONTHLY], { language: 'en', customer: IN_FRANCE }),
    facts: { case: 1, step: FINAL, charged: CHARGED },
  },
  {
    name: 'a final notice, in French',
    invoice: invoiceOf([MONTHLY], { language: 'fr', customer: IN_FRANCE }),
    facts: { case: 1, step: FINAL, charged: CHARGED },
  },
  {
    name: 'a dunning notice in francs, that charges nothing',
    invoice: invoiceOf([MONTHLY], { currency: 'CHF', customer: IN_SWITZERLAND }),
    facts: { case: 1, step: { ...NOTICE, level: 1, currency: 'CHF', asked: '890.00' }, charged: NOTHING_CHARGED },
  },
];

/** So many invoices of 10.00 in November, each paid the day after but the last. */
function accountOf(currency: string, invoices: number): Account {
  const days = Array.from({ length: invoices }, (_, i) => `2026-11-${String((i % 14) * 2 + 1).padStart(2, '0')}`).sort();
  const numbers = days.map((_, i) => `RE-2026-${String(i + 1).padStart(6, '0')}`);
  const entries = days.flatMap((date, i): Account['entries'] => [
    { date, kind: 'invoice', number: numbers[i]!, amount: '10.00', balance: '10.00' },
    ...(i === invoices - 1 ? [] : [{ date, kind: 'payment' as const, number: numbers[i]!, amount: '-10.00', balance: '0.00' }]),
  ]);
  const open = { number: numbers.at(-1)!, issueDate: days.at(-1)!, dueDate: '2026-12-11', payable: '10.00', open: '10.00', daysOverdue: 3 };
  return { currency, opening: '0.00', entries, closing: '10.00', open: [open] };
}

const NOVEMBER = { seller: SELLER, customer: PUBLIC_BODY, from: '2026-11-01', to: '2026-11-30', day: '2026-12-14' };
export const STATEMENTS: readonly { readonly name: string; readonly statement: StatementOfAccount }[] = [
  ...(Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[]).map((language) => ({
    name: `a statement of account (${language})`,
    statement: { ...NOVEMBER, language, accounts: [accountOf('EUR', 3)] },
  })),
  {
    name: 'a statement of two currencies over several pages',
    statement: { ...NOVEMBER, language: 'de', accounts: [accountOf('EUR', 80), accountOf('CHF', 1)] },
  },
  { name: 'a statement of nothing', statement: { ...NOVEMBER, language: 'en', accounts: [] } },
];
