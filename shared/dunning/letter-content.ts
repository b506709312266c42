import { formatsOf, ibanText } from '../formats.ts';
import type { Invoice } from '../invoice.ts';
import { LANGUAGES } from '../languages/languages.ts';
import type { DoneStep } from './dunning-case.ts';
import { chargedBy } from './dunning-case.ts';
import type { Letter } from './letter.ts';

/** A step of a case that is a letter, as it is written down. */
export type WrittenLetter = DoneStep & { readonly letter: Letter; readonly asked: string; readonly payBy: string };

/** What a letter says beside what its step has charged. */
export interface LetterFacts {
  readonly case: number;
  readonly step: WrittenLetter;
  /** Fees and interest of the case so far, with those of this letter; "0.00" where there are none. */
  readonly charged: { readonly fees: string; readonly interest: string };
}

/** What a letter says in the customer's language, by whichever way it goes. */
export interface LetterContent {
  readonly title: string;
  readonly iban: string;
  readonly asked: string;
  /** Paragraphs before the sums, the salutation first, and behind them, the regards last. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** What is open of the invoice, then fees and interest where there are any. */
  readonly sums: readonly (readonly [label: string, amount: string])[];
}

/** @returns undefined if the step is no letter, or not written down yet */
export function writtenLetter(step: DoneStep | undefined): WrittenLetter | undefined {
  if (step?.letter === undefined || step.asked === undefined || step.payBy === undefined) return undefined;
  return { ...step, letter: step.letter, asked: step.asked, payBy: step.payBy };
}

/** A letter with what its case has charged up to it. @param done steps of the case, whatever came behind the letter */
export function letterFacts(n: number, step: WrittenLetter, done: readonly DoneStep[]): LetterFacts {
  const before = done.filter((it) => it.step < step.step);
  return { case: n, step, charged: chargedBy([...before, step], step.currency) };
}

/** @param whereItIs a sentence that says where the invoice is; attached, if not given */
export function letterContent(invoice: Invoice, { step, charged }: LetterFacts, whereItIs?: string): LetterContent {
  const { number, seller, customer, language, currency, totals } = invoice;
  const formats = formatsOf({ language, currency, country: customer.address.country });
  const { dunning, page } = LANGUAGES[language];
  const named = {
    number,
    issueDate: formats.date(invoice.issueDate),
    dueDate: formats.date(invoice.dueDate),
    payable: formats.money(totals.payable),
    open: formats.money(step.open),
    asked: formats.money(step.asked),
    payBy: formats.date(step.payBy),
    iban: ibanText(seller.bank.iban),
    whereItIs: whereItIs ?? page.mail.attached,
  };
  const orNothing = (label: string, amount: string): [string, string][] => (/[1-9]/.test(amount) ? [[label, formats.money(amount)]] : []);
  const { open, fees, interest } = dunning.sums;
  return {
    title: dunning.title[step.letter](step.level ?? 1),
    iban: named.iban,
    asked: named.asked,
    ...dunning.text(step.letter, named),
    sums: [[open, named.open], ...orNothing(fees, charged.fees), ...orNothing(interest, charged.interest)],
  };
}
