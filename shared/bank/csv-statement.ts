import type { SaidTransaction } from './bank-transaction.ts';
import { decodedText } from './declared-text.ts';
import { InvalidInputError } from '../errors.ts';
import { amountText, currencyCode, decimal } from '../money.ts';
import { nearest } from '../nearest.ts';
import { plainDate } from '../period.ts';
import { bankColumns } from './csv-mapping.ts';
import type { BankMapping, DAY_FORMATS } from './csv-mapping.ts';
import { CsvReader, headerOf } from '../csv-records.ts';

/** Faults of a file that are told; the others are counted. */
const TOLD = 10;

/**
 * The transactions of a CSV file of a bank. There is no balance to prove them by, so every row has to be right.
 *
 * @param iban account that they have to be of
 * @throws {InvalidInputError} with the rows that can't be read; nothing of the file counts then
 */
export function csvTransactions(bytes: Uint8Array, mapping: BankMapping, iban: string): SaidTransaction[] {
  const text = decodedText(bytes, mapping.encoding);
  const lines = text.split(/\r?\n/).map((line, i) => ({ row: i + 1, text: line }));
  const [head, ...rows] = lines.slice(mapping.skipLines);
  const { delimiter, columns } = headerOf(head?.text ?? '', bankColumns(mapping), mapping.delimiter);
  requireColumns(mapping, columns);
  const reader = new CsvReader(delimiter, columns.length);
  const faults: string[] = [];
  const transactions = [...reader.read(rows), ...reader.end()].flatMap((record) => {
    try {
      if ('fault' in record) throw new InvalidInputError(record.fault);
      return [transactionOf(record.values, columns, mapping, iban)];
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      faults.push(`line ${record.row}: ${error.message}`);
      return [];
    }
  });
  if (faults.length > TOLD) faults.splice(TOLD, faults.length, `and ${faults.length - TOLD} more lines`);
  if (faults.length > 0) throw new InvalidInputError(faults.join('\n  '));
  if (transactions.length === 0) throw new InvalidInputError('holds no transactions.');
  return transactions;
}

function requireColumns(mapping: BankMapping, columns: readonly string[]): void {
  const faults = bankColumns(mapping).flatMap((name) => {
    const times = columns.filter((column) => column === name).length;
    return times === 1
      ? []
      : [times === 0 ? `there is no column "${name}"${nearest(name, columns)}` : `there are ${times} columns "${name}"`];
  });
  if (faults.length > 0) throw new InvalidInputError(`${faults.join('; ')}.`);
}

function transactionOf(values: readonly string[], columns: readonly string[], mapping: BankMapping, iban: string): SaidTransaction {
  const at = (column: string | undefined): string | undefined =>
    (column === undefined ? undefined : values[columns.indexOf(column)]?.trim()) || undefined;
  const account = at(mapping.account)?.replaceAll(' ', '') ?? iban;
  if (account !== iban) throw new InvalidInputError(`is of the account ${account}. That is not the seller's.`);
  const currency = typeof mapping.currency === 'string' ? mapping.currency : (at(mapping.currency.column) ?? '');
  if (!currencyCode.safeParse(currency).success) throw new InvalidInputError(`"${currency}" is no currency of ISO 4217.`);
  const [name, theirs, bankReference, structuredReference] = [
    mapping.name,
    mapping.iban,
    mapping.reference,
    mapping.structuredReference,
  ].map(at);
  return {
    account,
    bookedOn: dayOf(at(mapping.date.column) ?? '', mapping.date.format),
    amount: amountOf(at(mapping.amount.column) ?? '', mapping.amount.decimal, currency),
    currency,
    ...(bankReference === undefined ? {} : { bankReference }),
    counterparty: {
      ...(name === undefined ? {} : { name }),
      ...(theirs === undefined ? {} : { iban: theirs.replaceAll(' ', '').toUpperCase() }),
    },
    text: mapping.text
      .map((column) => at(column) ?? '')
      .filter((it) => it !== '')
      .join(' '),
    ...(structuredReference === undefined ? {} : { structuredReference }),
  };
}

function dayOf(text: string, format: (typeof DAY_FORMATS)[number]): string {
  const letters = format.split(/[^A-Z]/);
  const parts = text.split(/[^\d]/);
  const part = (name: string): string => parts[letters.findIndex((it) => it.startsWith(name))] ?? '';
  const year = part('Y').length === 2 ? `20${part('Y')}` : part('Y');
  const day = plainDate.safeParse(`${year}-${part('M').padStart(2, '0')}-${part('D').padStart(2, '0')}`);
  if (!day.success || parts.length !== 3) throw new InvalidInputError(`"${text}" is no day as ${format}.`);
  return day.data;
}

/** Digits of an amount at most, as in the messages of banks. */
const MOST_DIGITS = 18;

function amountOf(text: string, mark: '.' | ',', currency: string): string {
  const thousands = mark === ',' ? /[.\s'’]/g : /[,\s'’]/g;
  const plain = text.replaceAll(thousands, '').replace(mark, '.').replace(/^\+/, '').replace('−', '-');
  const isAmount = /^-?\d+(\.\d+)?$/.test(plain) && plain.replaceAll(/\D/g, '').length <= MOST_DIGITS;
  if (!isAmount) throw new InvalidInputError(`"${text}" is no amount of at most ${MOST_DIGITS} digits with "${mark}" before its decimals.`);
  try {
    return amountText(decimal(plain), currency);
  } catch {
    throw new InvalidInputError(`${text} ${currency} is no whole number of minor units.`);
  }
}
