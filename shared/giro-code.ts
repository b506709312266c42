import { amountText, decimal } from './money.ts';
import { codeModules } from './code-modules.ts';

/** A SEPA credit transfer a payer can scan. */
export interface Transfer {
  readonly beneficiary: string;
  readonly iban: string;
  readonly bic: string;
  /** Euro, decimal text. */
  readonly amount: string;
  /** Unstructured remittance information. */
  readonly reference: string;
}

/** What the guidelines allow: 0.01 to 999,999,999.99 euro, a name of 70 and a reference of 140 characters. */
const LEAST = decimal('0.01');
const MOST = decimal('999999999.99');
const NAME_LENGTH = 70;
const REFERENCE_LENGTH = 140;

/**
 * The text of a GiroCode: service tag, version 002, UTF-8, and the fields of a SEPA credit transfer in their
 * order. Undefined where the guidelines allow no code.
 *
 * @see docs/sources.md#girocode
 */
export function giroCodeText({ beneficiary, iban, bic, amount, reference }: Transfer): string | undefined {
  const euro = decimal(amount);
  if (euro.lt(LEAST) || euro.gt(MOST) || reference.length > REFERENCE_LENGTH) return undefined;
  const name = [...beneficiary].slice(0, NAME_LENGTH).join('');
  return ['BCD', '002', '1', 'SCT', bic, name, iban, `EUR${amountText(euro, 'EUR')}`, '', '', reference].join('\n');
}

/** Dark bars of a code, in modules from its top left corner; one bar for each run in a row. */
export interface CodeBars {
  /** Modules along an edge. */
  readonly size: number;
  readonly bars: readonly { readonly x: number; readonly y: number; readonly width: number }[];
}

/** Draws a text as QR code with error correction level M, as GiroCodes are. */
export function codeBars(text: string): CodeBars {
  const { size, squares } = codeModules(text);
  const bars: { x: number; y: number; width: number }[] = [];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const start = x;
      while (x < size && squares[y * size + x]) x++;
      if (x > start) bars.push({ x: start, y, width: x - start });
    }
  }
  return { size, bars };
}
