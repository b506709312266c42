import { visibleAccent } from '../../shared/accent.ts';
import type { Allowance } from '../../shared/document-terms.ts';
import type { DraftContent } from '../../shared/invoice.ts';
import { amountText, decimal, sum } from '../../shared/money.ts';
import { formatsOf, type Formats } from '../../shared/formats.ts';
import { NBSP } from '../../shared/languages/language-texts.ts';
import { widthOf } from './inter-font.ts';
import { FIRST_BASELINE, type Part } from './payment.ts';
import { EDGE, type Sheet } from './sheet.ts';
import { fitted, wrapped } from './text-fitting.ts';
import { STYLE } from './type-styles.ts';
import type { Words } from '../../shared/languages/language-texts.ts';

const PITCH = 5;
/** From the last row to the accent rule, and from there to the total. */
const ACCENT_RULE = 2.6;
const TOTAL = 6.4;
const INNER_RIGHT = 170;
/** Least distance of two figures in one row, and of the total and its label. */
const FIGURE_GAP = 2.5;
const TOTAL_GAP = 3;

interface TotalsRow {
  readonly label: string;
  readonly basis?: string;
  readonly amount: string;
}

/** What is taken off and put on beside the lines, net, tax for each rate, what credits pay, and the total under the name it has in this document. */
export function totalsPart(content: DraftContent, totalLabel: string, formats: Formats, words: Words): Part {
  const total = { label: totalLabel, amount: formats.money(content.totals.payable) };
  return sumPart(totalsRows(content, formats, words), total, content.seller.accent);
}

/** Rows, and what they come to under a rule. @param accent colour of the seller */
export function sumPart(rows: readonly TotalsRow[], { label, amount }: Omit<TotalsRow, 'basis'>, accent: string): Part {
  const ruleAt = FIRST_BASELINE + PITCH * (rows.length - 1) + ACCENT_RULE;
  const total = fitted(amount, STYLE.total, EDGE.right - EDGE.axis, 6);
  const isBeside = widthOf(total.text, total.style) + TOTAL_GAP + widthOf(label, STYLE.totalLabel) <= EDGE.right - EDGE.axis;
  const labelAt = ruleAt + (isBeside ? TOTAL : 5);
  const totalAt = isBeside ? labelAt : labelAt + TOTAL;
  return {
    height: totalAt,
    draw(sheet, top) {
      rows.forEach((row, index) => {
        sheet.block('P', () => drawRow(sheet, row, top + FIRST_BASELINE + PITCH * index));
      });
      sheet.artifact('Layout', () => sheet.rule(EDGE.axis, EDGE.right, top + ruleAt, 0.7, visibleAccent(accent)));
      sheet.block('P', () => {
        sheet.text(label, EDGE.axis, top + labelAt, STYLE.totalLabel);
        sheet.text(total.text, EDGE.right, top + totalAt, total.style, 'right');
      });
    },
  };
}

/** What the total is called: where credits pay a part, it is the rest. */
export function totalLabel({ totals }: Pick<DraftContent, 'totals'>, { total, rest }: Pick<Words, 'total' | 'rest'>): string {
  return totals.prepaid === undefined ? total : rest;
}

function totalsRows(content: DraftContent, formats: Formats, words: Words): TotalsRow[] {
  const { totals, tax, currency, allowances = [], charges = [] } = content;
  const besideLines = (list: readonly Allowance[], sign: 1 | -1): TotalsRow[] =>
    [...Map.groupBy(list, ({ description }) => description)].map(([label, parts]) => {
      const amount = sum(parts.map((part) => decimal(part.amount))).times(sign);
      return { label, amount: formats.amount(amountText(amount, currency)) };
    });
  const prepaid = decimal(totals.prepaid ?? '0');
  const rounding = decimal(totals.payable).plus(prepaid).minus(decimal(totals.gross));
  return [
    ...besideLines(allowances, -1),
    ...besideLines(charges, 1),
    { label: words.net, amount: formats.amount(totals.net) },
    ...tax.map(({ category, rate, basis, tax: amount }) => ({
      label: words.tax(category, formats.percent(rate)),
      basis: words.onBasis(formats.amount(basis)),
      amount: formats.amount(amount),
    })),
    ...(prepaid.isZero()
      ? []
      : [
          { label: words.gross, amount: formats.amount(totals.gross) },
          { label: words.prepaid, amount: formats.amount(amountText(prepaid.neg(), currency)) },
        ]),
    ...(rounding.isZero() ? [] : [{ label: words.rounding, amount: formats.amount(amountText(rounding, currency)) }]),
  ];
}

function drawRow(sheet: Sheet, { label, basis, amount }: TotalsRow, y: number): void {
  sheet.text(label, EDGE.axis, y, STYLE.line);
  if (basis !== undefined) {
    const right = Math.min(INNER_RIGHT, EDGE.right - widthOf(amount, STYLE.lineFigure) - FIGURE_GAP);
    const { text, style } = fitted(basis, STYLE.detailFigure, right - EDGE.axis - widthOf(label, STYLE.line) - FIGURE_GAP, 4);
    sheet.text(text, right, y, style, 'right');
  }
  sheet.text(amount, EDGE.right, y, STYLE.lineFigure, 'right');
}

const SENTENCE_GAP = 6.5;
const SENTENCE_PITCH = 4;

/**
 * The sentences the law wants: why no tax is charged, and the tax in the currency it is due in. Measured from the lower of
 * the blocks above.
 *
 * @see docs/sources.md#tax-in-national-currency
 */
export function statutoryPart(content: DraftContent, formats: Formats, words: Words): Part {
  const reasons = new Set(content.tax.flatMap(({ reason }) => reason ?? []));
  const sentences = [...reasons, ...accountingSentence(content, formats, words)];
  const lines = sentences.map((sentence) => wrapped(sentence, STYLE.smallGrey, EDGE.right - EDGE.left));
  const count = lines.flat().length;
  return {
    height: count === 0 ? 0 : SENTENCE_GAP + SENTENCE_PITCH * (count - 1),
    draw(sheet, top) {
      let y = top + SENTENCE_GAP;
      for (const sentence of lines) {
        sheet.block('P', () => {
          for (const line of sentence) {
            sheet.text(line, EDGE.left, y, STYLE.smallGrey);
            y += SENTENCE_PITCH;
          }
        });
      }
    },
  };
}

type Accounting = Pick<DraftContent, 'accountingTax' | 'currency' | 'language' | 'customer'>;

function accountingSentence({ accountingTax, currency, language, customer }: Accounting, formats: Formats, words: Words): string[] {
  if (!accountingTax) return [];
  const { currency: own, tax, rate, inverseRate, source, date } = accountingTax;
  const { money } = formatsOf({ language, currency: own, country: customer.address.country });
  const [one, quoted, many] = rate === undefined ? [own, inverseRate, currency] : [currency, rate, own];
  const quote = quoted && `1${NBSP}${one} = ${formats.number(quoted)}${NBSP}${many}`;
  const basis = [quote, source, date && formats.date(date)].filter((it) => it !== undefined);
  return [words.accountingTax(money(tax), basis.join(', '))];
}
