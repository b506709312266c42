import { amountText, decimal, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { SaidTransaction } from './bank-transaction.ts';
import { amountOf, dayAt, signedAmount } from './camt-amount.ts';
import { all, first, textAt } from './xml-tree.ts';
import type { Element } from './xml-tree.ts';

interface Booked {
  readonly account: string;
  readonly currency: string;
  /** Of the entry, with its sign. */
  readonly amount: Decimal;
}

/**
 * The transactions of a booked entry: one for each of its details where their amounts come to that of the entry. Where
 * they don't, or don't say their amounts, the entry is one transaction with the texts of all: no part of it is guessed.
 */
export function transactionsOf(entry: Element, booked: Booked): SaidTransaction[] {
  const details = all(entry, 'NtryDtls/TxDtls');
  if (details.length <= 1) return [transactionOf(entry, details, booked)];
  const amounts = details.map((it) => detailAmount(it, booked));
  const known = amounts.filter((it) => it !== undefined);
  if (known.length < details.length || !sum(known).eq(booked.amount)) return [transactionOf(entry, details, booked)];
  return details.map((it, i) => transactionOf(entry, [it], { ...booked, amount: known[i]! }));
}

/** Undefined where a detail says no amount, or one in another currency. */
function detailAmount(detail: Element, { currency, amount }: Booked): Decimal | undefined {
  if (first(detail, 'Amt')?.attributes['Ccy'] !== currency) return undefined;
  if (textAt(detail, 'CdtDbtInd')) return signedAmount(detail, currency);
  const plain = amountOf(first(detail, 'Amt')!, currency);
  return amount.lt(0) ? plain.negated() : plain;
}

function transactionOf(entry: Element, details: readonly Element[], { account, currency, amount }: Booked): SaidTransaction {
  const only = details.length === 1 ? details[0] : undefined;
  // An entry of several has one reference for all of them; with the rest of what is said it still tells them apart.
  const isOneOfSeveral = all(entry, 'NtryDtls/TxDtls').length > 1 && only !== undefined;
  const bankReference = (only && textAt(only, 'Refs/AcctSvcrRef')) ?? (isOneOfSeveral ? undefined : textAt(entry, 'AcctSvcrRef'));
  const structuredReference = only && textAt(only, 'RmtInf/Strd/CdtrRefInf/Ref');
  const endToEndId = only && textAt(only, 'Refs/EndToEndId');
  const order = textAt(entry, 'NtryDtls/Btch/PmtInfId') ?? (only && textAt(only, 'Refs/PmtInfId'));
  const instructed = only && instructedOf(only, currency);
  const charges = chargesOf(only ?? entry, currency);
  const returned = returnOf(entry, only);
  return {
    account,
    bookedOn: dayAt(entry, 'BookgDt'),
    amount: amountText(amount, currency),
    currency,
    ...(bankReference === undefined ? {} : { bankReference }),
    counterparty: only ? counterpartyOf(only, amount.gt(0)) : {},
    text: textOf(entry, details),
    ...(structuredReference === undefined ? {} : { structuredReference }),
    ...(endToEndId === undefined ? {} : { endToEndId }),
    ...(order === undefined ? {} : { order }),
    ...(returned === undefined ? {} : { returned }),
    ...(instructed === undefined ? {} : { instructed }),
    ...(charges === undefined ? {} : { charges }),
  };
}

/** Whoever is on the other side: the debtor of what came, the creditor of what went; of a return it is the other way round. */
function counterpartyOf(detail: Element, hasCome: boolean): SaidTransaction['counterparty'] {
  const isReturn = first(detail, 'RtrInf') !== undefined;
  const role = hasCome !== isReturn ? 'Dbtr' : 'Cdtr';
  const name = textAt(detail, `RltdPties/${role}/Pty/Nm`) ?? textAt(detail, `RltdPties/Ultmt${role}/Pty/Nm`);
  const iban = textAt(detail, `RltdPties/${role}Acct/Id/IBAN`)?.replaceAll(' ', '').toUpperCase();
  return { ...(name === undefined ? {} : { name }), ...(iban === undefined ? {} : { iban }) };
}

/** What the payer wrote; of an entry without, what the bank did. */
function textOf(entry: Element, details: readonly Element[]): string {
  const paths = ['RmtInf/Ustrd', 'RmtInf/Strd/RfrdDocInf/Nb', 'RmtInf/Strd/AddtlRmtInf'];
  const written = details.flatMap((it) => paths.flatMap((path) => all(it, path).map(({ text }) => text)));
  const said = written.length > 0 ? written : details.map((it) => textAt(it, 'AddtlTxInf') ?? '');
  const text = said.filter((it) => it !== '').join(' ');
  return text === '' ? (textAt(entry, 'AddtlNtryInf') ?? '') : text;
}

/**
 * Why an earlier payment came back. An entry marked as a reversal (RvslInd) undoes one of the other side, so it counts as
 * one where the bank gives no reason.
 */
function returnOf(entry: Element, detail: Element | undefined): string | undefined {
  const reason = detail && first(detail, 'RtrInf');
  if (reason) return textAt(reason, 'Rsn/Cd') ?? textAt(reason, 'Rsn/Prtry') ?? textAt(reason, 'AddtlInf') ?? 'without reason';
  return ['true', '1'].includes(textAt(entry, 'RvslInd') ?? '') ? 'reversal' : undefined;
}

function instructedOf(detail: Element, currency: string): SaidTransaction['instructed'] {
  const amount = first(detail, 'AmtDtls/InstdAmt/Amt');
  const other = amount?.attributes['Ccy'];
  if (!amount || other === undefined || other === currency) return undefined;
  return { amount: amountText(amountOf(amount, other), other), currency: other };
}

/** What banks have kept, where the amount is what was left (ChrgInclInd). */
function chargesOf(element: Element, currency: string): string | undefined {
  const kept = all(element, 'Chrgs/Rcrd').filter(
    (it) => textAt(it, 'ChrgInclInd') === 'true' && textAt(it, 'CdtDbtInd') !== 'CRDT' && first(it, 'Amt')?.attributes['Ccy'] === currency,
  );
  if (kept.length === 0) return undefined;
  const charges = sum(kept.map((it) => decimal(amountText(amountOf(first(it, 'Amt')!, currency), currency))));
  return charges.isZero() ? undefined : amountText(charges, currency);
}
