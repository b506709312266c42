import type { PaymentMeans } from '../../shared/document-terms.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { decimal } from '../../shared/money.ts';
import { type Formats, ibanText } from '../../shared/formats.ts';
import { codeBars, giroCodeText, type CodeBars } from '../../shared/giro-code.ts';
import { EDGE, type Sheet } from './sheet.ts';
import { wrapped } from './text-fitting.ts';
import { COLOUR, STYLE, type TypeStyle } from './type-styles.ts';
import type { Words } from '../../shared/languages/language-texts.ts';

/** A part of the page that knows its height. */
export interface Part {
  /** From the reference line above to the lowest mark or baseline, mm. */
  readonly height: number;
  draw(sheet: Sheet, top: number): void;
}

/** Baseline of the heading below the rule that ends the table. */
export const FIRST_BASELINE = 5.6;
const CODE_SIZE = 25;
const CODE_GAP = 3.1;
const PITCH = 4.5;
/** Columns with and without a code beside them, mm. */
const LABEL_LEFT = { withCode: 55, alone: EDGE.left } as const;
const VALUE_RIGHT = 121;
/** Groups of an IBAN on its first line if it needs two. */
const IBAN_GROUPS = 4;

/** How the invoice is paid: what is collected, or the bank transfer, in euro with a code to scan. */
export function paymentPart(invoice: Invoice, formats: Formats, words: Words): Part {
  if (invoice.kind === 'credit-note') return creditNotice(invoice, formats, words);
  if (decimal(invoice.totals.payable).lte(0)) return nothingToPay(words);
  if (invoice.paymentMeans && invoice.paymentMeans.by !== 'transfer') return collected(invoice, invoice.paymentMeans, formats, words);
  const due = { label: words.due, date: invoice.dueDate };
  return transferPart(invoice, { amount: invoice.totals.payable, due }, formats, words);
}

/** The account to transfer an amount to by a day, in euro with a code to scan. */
export function transferPart(
  { seller: { bank }, currency, number }: Pick<Invoice, 'seller' | 'currency' | 'number'>,
  { amount, due }: { readonly amount: string; readonly due: { readonly label: string; readonly date: string } },
  formats: Formats,
  words: Words,
): Part {
  const text =
    currency === 'EUR' ? giroCodeText({ beneficiary: bank.holder, iban: bank.iban, bic: bank.bic, amount, reference: number }) : undefined;
  const code = text === undefined ? undefined : codeBars(text);

  const labelLeft = code ? LABEL_LEFT.withCode : LABEL_LEFT.alone;
  const valueLeft = labelLeft + words.labelWidth;
  const width = VALUE_RIGHT - valueLeft;
  const rows: PaymentRow[] = [
    { label: words.beneficiary, values: wrapped(bank.holder, STYLE.small, width), style: STYLE.small },
    { label: 'IBAN', values: ibanLines(bank.iban, width), style: STYLE.small },
    { label: 'BIC', values: [bank.bic], style: STYLE.small },
    ...(code ? [] : [{ label: words.bank, values: wrapped(bank.bank, STYLE.small, width), style: STYLE.small }]),
    { label: words.reference, values: wrapped(number, STYLE.smallMedium, width), style: STYLE.smallMedium },
    { label: due.label, values: [formats.date(due.date)], style: STYLE.smallMedium },
  ];
  return labelled({ heading: words.payment, rows, code }, { labelLeft, valueLeft }, words);
}

/** What is collected from where, and when: of a direct debit its announcement, and so no account to pay into. */
function collected(
  { totals, dueDate }: Invoice,
  means: Exclude<PaymentMeans, { by: 'transfer' }>,
  formats: Formats,
  { collected: said, ...words }: Words,
): Part {
  const { debit, card } = said;
  const valueLeft = LABEL_LEFT.alone + said.labelWidth;
  const row = (label: string, value: string, style: TypeStyle = STYLE.small): PaymentRow => ({
    label,
    values: wrapped(value, style, VALUE_RIGHT - valueLeft),
    style,
  });
  const amount = row(said.amount, formats.money(totals.payable), STYLE.smallMedium);
  const rows =
    means.by === 'card'
      ? [row(card.card, card.endingIn(means.lastDigits)), amount]
      : [
          row(debit.account, ibanText(means.iban)),
          row(debit.mandate, means.mandate),
          row(debit.creditor, means.creditorId),
          amount,
          row(debit.on, formats.date(dueDate), STYLE.smallMedium),
        ];
  const { heading } = means.by === 'card' ? card : debit;
  return labelled({ heading, rows }, { labelLeft: LABEL_LEFT.alone, valueLeft }, words);
}

interface PaymentRow {
  readonly label: string;
  readonly values: readonly string[];
  readonly style: TypeStyle;
}

function labelled(
  { heading, rows, code }: { heading: string; rows: readonly PaymentRow[]; code?: CodeBars | undefined },
  left: { labelLeft: number; valueLeft: number },
  words: Pick<Words, 'codeAlt' | 'scan'>,
): Part {
  const firstRow = FIRST_BASELINE + (code ? 4.9 : 5.5);
  const lines = rows.reduce((count, { values }) => count + values.length, 0);
  const lastRow = firstRow + PITCH * (lines - 1);
  const codeTop = FIRST_BASELINE + CODE_GAP;
  const scan = Math.max(lastRow + 5.2, codeTop + CODE_SIZE - 0.4);
  return {
    height: code ? scan : lastRow,
    draw(sheet, top) {
      sheet.block('P', () => sheet.text(heading, EDGE.left, top + FIRST_BASELINE, STYLE.heading));
      if (code) sheet.block('Figure', () => drawCode(sheet, code, top + codeTop), words.codeAlt);
      let y = top + firstRow;
      for (const { label, values, style } of rows) {
        sheet.block('P', () => {
          sheet.text(label, left.labelLeft, y, STYLE.footer);
          values.forEach((value, index) => sheet.text(value, left.valueLeft, y + index * PITCH, style));
        });
        y += values.length * PITCH;
      }
      if (code) sheet.block('P', () => sheet.text(words.scan, left.labelLeft, top + scan, STYLE.footer));
    },
  };
}

function nothingToPay(words: Words): Part {
  return {
    height: FIRST_BASELINE,
    draw(sheet, top) {
      sheet.block('P', () => sheet.text(words.nothingToPay, EDGE.left, top + FIRST_BASELINE, STYLE.smallGrey));
    },
  };
}

/**
 * Where an invoice says how it is paid, a credit note says why it was made, and what becomes of the money; and before that
 * which invoices it corrects, where they are several.
 */
function creditNotice({ reason, precedingInvoices = [] }: Invoice, formats: Formats, { creditNote }: Words): Part {
  const { several } = creditNote;
  const corrected = precedingInvoices.map(({ number, issueDate }) => several.dated(number, formats.date(issueDate)));
  const texts = [
    ...(corrected.length > 1 ? [several.list(corrected.join(', '))] : []),
    ...(reason === undefined ? [] : [creditNote.reason(reason)]),
    creditNote.settlement,
  ];
  const paragraphs = texts.map((text) => wrapped(text, STYLE.smallGrey, VALUE_RIGHT - EDGE.left));
  return {
    height: FIRST_BASELINE + NOTICE_PITCH * (paragraphs.flat().length - 1),
    draw(sheet, top) {
      let y = top + FIRST_BASELINE;
      for (const lines of paragraphs) {
        const first = y;
        sheet.block('P', () => lines.forEach((line, index) => sheet.text(line, EDGE.left, first + NOTICE_PITCH * index, STYLE.smallGrey)));
        y += NOTICE_PITCH * lines.length;
      }
    },
  };
}

const NOTICE_GAP = 5.5;
const NOTICE_PITCH = 4;

/** Where an invoice says how it is paid, a draft says that it is not. */
export function draftNotice({ draft: { heading, notice } }: Words): Part {
  const lines = wrapped(notice, STYLE.small, VALUE_RIGHT - EDGE.left);
  return {
    height: FIRST_BASELINE + NOTICE_GAP + NOTICE_PITCH * (lines.length - 1),
    draw(sheet, top) {
      const first = top + FIRST_BASELINE;
      sheet.block('P', () => sheet.text(heading, EDGE.left, first, STYLE.heading));
      sheet.block('P', () =>
        lines.forEach((line, index) => sheet.text(line, EDGE.left, first + NOTICE_GAP + NOTICE_PITCH * index, STYLE.small)),
      );
    },
  };
}

function drawCode(sheet: Sheet, { size, bars }: CodeBars, top: number): void {
  sheet.bars(bars, { x: EDGE.left, y: top, unit: CODE_SIZE / size }, COLOUR.ink);
}

function ibanLines(iban: string, width: number): string[] {
  const text = ibanText(iban);
  if (wrapped(text, STYLE.small, width).length === 1) return [text];
  const split = IBAN_GROUPS * 4;
  return [ibanText(iban.slice(0, split)), ibanText(iban.slice(split))];
}
