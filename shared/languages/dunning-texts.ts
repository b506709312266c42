import type { Letter } from '../dunning/letter.ts';

/** What a dunning letter names, written as the document writes it. */
export interface NamedInDunning {
  readonly number: string;
  readonly issueDate: string;
  readonly dueDate: string;
  readonly payable: string;
  /** What is open of the invoice itself. */
  readonly open: string;
  readonly asked: string;
  readonly payBy: string;
  readonly iban: string;
  /** A sentence: the invoice is attached, or where else it is. */
  readonly whereItIs: string;
}

/** Letters that go after an invoice. A dunning notice has a level, from 1. */
export interface DunningTexts {
  readonly title: Readonly<Record<Letter, (level: number) => string>>;
  readonly subject: (title: string, number: string, seller: string) => string;
  /** What is open of the invoice, the fees and the interest of all letters so far, and all that is asked for. */
  readonly sums: Readonly<Record<'open' | 'fees' | 'interest' | 'asked', string>>;
  /** Beside the account, the day by which the money is to be there. */
  readonly payBy: string;
  readonly sum: (label: string, amount: string) => string;
  /** Paragraph by paragraph, before and after the sums: the salutation is the first, the regards are the last. */
  readonly text: (letter: Letter, named: NamedInDunning) => { readonly before: readonly string[]; readonly after: readonly string[] };
}
