import SEPA from 'sepa';
import { InvariantError } from '../errors.ts';
import { amountText, decimal, sum } from '../money.ts';
import type { Seller } from '../catalog.ts';
import { groupsOf } from './collection.ts';
import type { CollectionHead, DebitGroup, FiledDebit } from './collection.ts';
import type { Amendment } from './mandate.ts';
import { sepaText } from './sepa-text.ts';

/** Lengths of ISO 20022: a name as SEPA has it, and a text of a payment. */
const NAME = 70;
const TEXT = 140;

/**
 * The file of a collection for the bank, pain.008.001.08: the same debits give the same bytes, wherever and whenever.
 *
 * @throws {InvariantError} if what the file says it comes to is not the sum of its debits
 * @see docs/sources.md#sepa-direct-debit
 */
export function collectionFile(head: CollectionHead, seller: Pick<Seller, 'name' | 'bank'>, debits: readonly FiledDebit[]): string {
  const document = new SEPA.Document('pain.008.001.08');
  document.grpHdr.id = head.id;
  document.grpHdr.created = localMoment(head.at);
  document.grpHdr.initiatorName = sepaText(seller.name, NAME);
  for (const group of groupsOf(head.id, debits)) addGroup(document, group, head, seller);
  document.normalize();
  const file = withAmendments(`${document.toString()}\n`, debits);
  const total = amountText(sum(debits.map(({ amount }) => decimal(amount))), 'EUR');
  if (!file.includes(`<NbOfTxs>${debits.length}</NbOfTxs><CtrlSum>${total}</CtrlSum>`))
    throw new InvariantError(`The file of collection ${head.id} does not say that its ${debits.length} debits come to ${total} EUR.`);
  return file;
}

/**
 * The file with what of mandates was amended, which the library writes of the creditor alone.
 *
 * @see docs/sources.md#sepa-direct-debit
 */
function withAmendments(file: string, debits: readonly FiledDebit[]): string {
  let amended = file;
  for (const { id, filed } of debits.filter((it) => it.filed.amendment)) {
    const [before, behind = ''] = amended.split(`<EndToEndId>${id}</EndToEndId>`);
    amended = `${before}<EndToEndId>${id}</EndToEndId>${behind.replace('<AmdmntInd>false</AmdmntInd>', amendmentXml(filed.amendment!))}`;
  }
  return amended;
}

/** Another account is told as such, whether or not its bank is another: same mandate, new debtor account. */
function amendmentXml({ reference, creditorId, isOtherAccount }: Amendment): string {
  const creditor = `<Id><PrvtId><Othr><Id>${creditorId}</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id>`;
  const details = [
    reference === undefined ? '' : `<OrgnlMndtId>${reference}</OrgnlMndtId>`,
    creditorId === undefined ? '' : `<OrgnlCdtrSchmeId>${creditor}</OrgnlCdtrSchmeId>`,
    isOtherAccount ? '<OrgnlDbtrAcct><Id><Othr><Id>SMNDA</Id></Othr></Id></OrgnlDbtrAcct>' : '',
  ];
  return `<AmdmntInd>true</AmdmntInd><AmdmntInfDtls>${details.join('')}</AmdmntInfDtls>`;
}

function addGroup(
  document: SEPA.Document,
  group: DebitGroup & { readonly debits: readonly FiledDebit[] },
  { scheme }: CollectionHead,
  { bank }: Pick<Seller, 'bank'>,
): void {
  const info = document.createPaymentInfo();
  info.id = group.id;
  info.batchBooking = true;
  info.localInstrumentation = scheme === 'b2b' ? 'B2B' : 'CORE';
  info.sequenceType = group.sequence;
  info.collectionDate = localDay(group.collectOn);
  info.creditorId = group.debits[0]!.by.creditorId;
  info.creditorName = sepaText(bank.holder, NAME);
  info.creditorIBAN = bank.iban;
  info.creditorBIC = bank.bic.slice(4, 6) === bank.iban.slice(0, 2) ? bank.bic : '';
  document.addPaymentInfo(info);
  info.id = group.id;
  for (const { id, number, amount, by } of group.debits) {
    const debit = info.createTransaction();
    debit.end2endId = id;
    debit.amount = decimal(amount).toNumber();
    debit.mandateId = by.mandate;
    debit.mandateSignatureDate = localDay(by.signedOn);
    debit.debtorName = sepaText(by.accountHolder, NAME);
    debit.debtorIBAN = by.iban;
    debit.debtorBIC = by.bic ?? '';
    debit.remittanceInfo = sepaText(number, TEXT);
    info.addTransaction(debit);
  }
}

/** A day as the library wants it: it writes the date of the local calendar, which has a noon on each of its days. */
function localDay(day: string): Date {
  return localMoment(`${day}T12:00:00`);
}

/** A moment whose local date and time are those of a text, which the library writes. */
function localMoment(text: string): Date {
  const [year = 0, month = 1, day = 1, hour, minute, second] = text.split(/[-T:.Z]/).map(Number);
  return new Date(year, month - 1, day, hour, minute, second);
}
