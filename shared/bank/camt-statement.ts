import { InvalidInputError } from '../errors.ts';
import { amountText, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { SaidTransaction } from './bank-transaction.ts';
import { fault, signedAmount } from './camt-amount.ts';
import { transactionsOf } from './camt-entry.ts';
import { declaredText } from './declared-text.ts';
import { all, first, textAt, xmlTree } from './xml-tree.ts';
import type { Element } from './xml-tree.ts';

/** A statement of the seller's account: what was booked from one balance to the next. */
export interface Statement {
  /** As the bank names it. */
  readonly id: string;
  readonly account: string;
  readonly currency: string;
  readonly opening: string;
  readonly closing: string;
  readonly transactions: readonly SaidTransaction[];
  /** Entries that the bank announces and has not booked. */
  readonly pending: number;
}

const MESSAGE = 'camt.053.001.08';
const NAMESPACE = `urn:iso:std:iso:20022:tech:xsd:${MESSAGE}`;

/**
 * The statements of a file in the format camt.053.001.08, each proved by its own balances.
 *
 * @param iban account that they have to be of
 * @throws {InvalidInputError} with the first fault: another format, encoding or account, a broken file, figures that
 *   don't add up; nothing of the file counts then
 * @see docs/sources.md#camt-053
 */
export function camtStatements(bytes: Uint8Array, iban: string): Statement[] {
  const { root, namespace } = xmlTree(declaredText(bytes));
  const { name: element } = root;
  if (namespace !== NAMESPACE || element !== 'Document')
    throw new InvalidInputError(`is <${element}> of "${namespace}". Statements in ${MESSAGE} are read.`);
  const statements = all(root, 'BkToCstmrStmt/Stmt');
  if (statements.length === 0) throw new InvalidInputError('holds no statement (BkToCstmrStmt/Stmt).');
  return statements.map((statement) => statementOf(statement, iban));
}

function statementOf(statement: Element, iban: string): Statement {
  const id = textAt(statement, 'Id') ?? fault(statement, 'has no Id');
  const account = (textAt(statement, 'Acct/Id/IBAN') ?? fault(statement, 'names no account by its IBAN')).replaceAll(' ', '');
  if (account !== iban) fault(statement, `is of the account ${account}. The seller's is ${iban}`);

  const opening = balance(statement, ['OPBD', 'PRCD'], 'opening');
  const closing = balance(statement, ['CLBD'], 'closing');
  const currency = textAt(statement, 'Acct/Ccy') ?? opening.currency;
  for (const other of [opening.currency, closing.currency])
    if (other !== currency) fault(statement, `has a balance in ${other}, and the account is in ${currency}`);

  const entries = all(statement, 'Ntry');
  const booked = entries.filter(isBooked);
  const amounts = booked.map((entry) => signedAmount(entry, currency));
  const expected = opening.amount.plus(sum(amounts));
  if (!expected.eq(closing.amount))
    fault(
      statement,
      `does not add up: ${amountText(opening.amount, currency)} and its entries come to ${amountText(expected, currency)} ${currency}, and it closes with ${amountText(closing.amount, currency)}`,
    );
  return {
    id,
    account,
    currency,
    opening: amountText(opening.amount, currency),
    closing: amountText(closing.amount, currency),
    transactions: booked.flatMap((entry, i) => transactionsOf(entry, { account, currency, amount: amounts[i]! })),
    pending: entries.length - booked.length,
  };
}

/** Only what is booked is money; the rest comes again once it is. */
function isBooked(entry: Element): boolean {
  const status = textAt(entry, 'Sts/Cd') ?? fault(entry, 'has no status (Sts/Cd)');
  return status === 'BOOK';
}

/** A balance of the first of these codes that there is; of a statement in pages, that between two of them. */
function balance(statement: Element, codes: readonly string[], name: string): { amount: Decimal; currency: string } {
  const balances = all(statement, 'Bal');
  const interim = balances.filter((it) => codeOf(it) === 'ITBD');
  const found =
    codes.flatMap((code) => balances.filter((it) => codeOf(it) === code))[0] ?? (name === 'opening' ? interim[0] : interim.at(-1));
  if (!found) return fault(statement, `has no ${name} balance (${codes.join(' or ')})`);
  const currency = first(found, 'Amt')?.attributes['Ccy'] ?? fault(found, 'has no currency');
  return { amount: signedAmount(found, currency), currency };
}

const codeOf = (it: Element): string | undefined => textAt(it, 'Tp/CdOrPrtry/Cd');
