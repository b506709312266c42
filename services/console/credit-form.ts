import { type CreditWanted, creditWanted } from '../../shared/credit-note.ts';
import { typedAmount } from './typed-amount.ts';

/** What is to be credited, as it was filled in. */
export interface CreditFields {
  readonly what: 'rest' | 'amount' | 'lines' | 'cancel';
  readonly amount: string;
  /** What was written beside the lines that are ticked, by their numbers from 1. */
  readonly lines: Readonly<Record<string, string>>;
  readonly reason: string;
  /** After a cancellation, whether the customer is billed again at once. */
  readonly isBilledAgain: boolean;
}

/** What is wrong, and with which field: `amount`, `reason`, `line-3`, or the choice as a whole. */
export interface FieldFault {
  readonly field: string;
  readonly sentence: string;
}

const MOST_REASON = 300;
const AMOUNT = 'Write an amount above zero, such as 1,250.00.';

/** The fields of the form, whatever was sent. */
export function creditFields(form: FormData): CreditFields {
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const what = text('what');
  const ticked = form
    .getAll('line')
    .map(String)
    .filter((line) => /^[1-9]\d{0,5}$/.test(line));
  return {
    what: what === 'amount' || what === 'lines' || what === 'cancel' ? what : 'rest',
    amount: text('amount'),
    lines: Object.fromEntries(ticked.map((line) => [line, text(`line-${line}`)])),
    reason: text('reason'),
    isBilledAgain: form.has('rebill'),
  };
}

/** What the fields ask for, or what is wrong with them. */
export function wantedIn({
  what,
  amount,
  lines,
  reason,
}: CreditFields): { readonly wanted: CreditWanted } | { readonly fault: FieldFault } {
  const asked = what === 'amount' ? amountOf(amount) : what === 'lines' ? linesOf(lines) : { wanted: 'rest' as const };
  if ('fault' in asked) return asked;
  if (reason === '') return { fault: { field: 'reason', sentence: 'Say why; the credit note says it.' } };
  if (reason.length > MOST_REASON)
    return { fault: { field: 'reason', sentence: `At most ${MOST_REASON} characters fit on the document.` } };
  return asked;
}

/** Where a refusal belongs: to the line that it names, else to the amount, else to the choice. */
export function faultOf(sentence: string, { what }: Pick<CreditFields, 'what'>): FieldFault {
  const [, line] = /\bline (\d+)\b/i.exec(sentence) ?? [];
  if (what === 'lines' && line !== undefined) return { field: `line-${line}`, sentence };
  return { field: what === 'amount' ? 'amount' : 'what', sentence };
}

function amountOf(text: string): { wanted: CreditWanted } | { fault: FieldFault } {
  const parsed = creditWanted.safeParse({ amount: typedAmount(text) });
  return parsed.success ? { wanted: parsed.data } : { fault: { field: 'amount', sentence: AMOUNT } };
}

function linesOf(lines: CreditFields['lines']): { wanted: CreditWanted } | { fault: FieldFault } {
  const entries = Object.entries(lines);
  if (entries.length === 0) return { fault: { field: 'what', sentence: 'Tick the lines that are to be credited.' } };
  const wanted: object[] = [];
  for (const [line, text] of entries) {
    const [, parts, of] = /^(\d+)\s*\/\s*(\d+)$/.exec(text) ?? [];
    const part = text === '' ? {} : parts !== undefined ? { share: { parts, of } } : { amount: typedAmount(text) };
    const parsed = creditWanted.safeParse({ lines: [{ line, ...part }] });
    if (!parsed.success) return { fault: { field: `line-${line}`, sentence: 'Write an amount such as 50.00, or a share such as 29/30.' } };
    wanted.push({ line, ...part });
  }
  return { wanted: creditWanted.parse({ lines: wanted }) };
}
