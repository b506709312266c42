/** The figures of a draft one by one, to see what happens when one of them is wrong. */
import type { DraftContent } from '../../shared/invoice.ts';
import { decimal } from '../../shared/money.ts';
import { checkInvariants } from '../../services/invoicing/invariants.ts';

/** Members of a draft that hold a figure; `upTo` only explains. */
const FIGURES = [
  ...['quantity', 'unitPrice', 'flatFee', 'amount', 'net', 'taxRate', 'rate', 'basis', 'tax', 'gross', 'payable'],
  ...['ratedExact', 'billedExact', 'billedNet', 'billedDiscount', 'prepaid', 'rounding', 'lineNet', 'allowances', 'charges'],
  ...['baseQuantity', 'grossPrice', 'priceDiscount'],
];

/** Paths of all figures of a draft. */
export function figuresOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value === 'string') return FIGURES.includes(path.at(-1) ?? '') ? [[...path]] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => figuresOf(member, [...path, key]));
}

/** A copy in which one figure is so much larger. */
export function withFigureOff(draft: DraftContent, path: readonly string[], by: string): DraftContent {
  return withFigure(draft, path, (figure) => decimal(figure).plus(decimal(by)).toFixed());
}

/** A copy in which one figure is changed. */
export function withFigure(draft: DraftContent, path: readonly string[], change: (figure: string) => string): DraftContent {
  const copy = structuredClone(draft);
  const holder = path
    .slice(0, -1)
    .reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, copy as unknown as Record<string, unknown>);
  const name = path.at(-1) ?? '';
  holder[name] = change(String(holder[name]));
  return copy;
}

/** What the check of the arithmetic says of a draft in a currency of so many digits; nothing where it adds up. */
export function refusal(draft: DraftContent, digits = 2): string {
  try {
    checkInvariants(draft, digits);
    return '';
  } catch (error) {
    return String(error);
  }
}
