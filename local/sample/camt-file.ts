import { amountText, decimal, sum } from '../../shared/money.ts';

/** What a bank has booked on an account. */
export interface Booking {
  readonly day: string;
  /** In the currency of the account; below zero is what went. */
  readonly amount: string;
  /** Who is on the other side. */
  readonly name?: string;
  readonly iban?: string;
  /** What the payer wrote, and in the field for a reference. */
  readonly text?: string;
  readonly reference?: string;
  /** Of a direct debit that went back: its id, and why, as a code of ISO 20022. */
  readonly debit?: { readonly id: string; readonly returned: string };
  /** Direct debits that are booked as one: their order in the file that the bank was given. */
  readonly order?: { readonly id: string; readonly count: number };
  /** What was sent, where that was in another currency. */
  readonly instructed?: { readonly amount: string; readonly currency: string };
}

/** An account, and the days of a statement of it. */
export interface StatementHead {
  readonly iban: string;
  readonly currency: string;
  readonly opening: string;
  readonly from: string;
  readonly to: string;
}

/**
 * A statement as banks give it, camt.053.001.08: it closes with what it opens with and all that was booked.
 *
 * @see docs/sources.md#camt-053
 */
export function camtFile({ iban, currency, opening, from, to }: StatementHead, bookings: readonly Booking[]): string {
  const closing = amountText(sum([opening, ...bookings.map(({ amount }) => amount)].map(decimal)), currency);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>',
    `<GrpHdr><MsgId>${to}-1</MsgId><CreDtTm>${to}T21:00:00Z</CreDtTm></GrpHdr>`,
    `<Stmt><Id>${from}-${to}</Id><CreDtTm>${to}T21:00:00Z</CreDtTm>`,
    `<FrToDt><FrDtTm>${from}T00:00:00Z</FrDtTm><ToDtTm>${to}T21:00:00Z</ToDtTm></FrToDt>`,
    `<Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>${currency}</Ccy></Acct>`,
    balance('OPBD', opening, currency, from),
    balance('CLBD', closing, currency, to),
    ...bookings.map((booking, i) => entry(booking, i, currency)),
    '</Stmt></BkToCstmrStmt></Document>',
    '',
  ].join('\n');
}

function balance(code: string, amount: string, currency: string, day: string): string {
  return `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${money(amount, currency)}<Dt><Dt>${day}</Dt></Dt></Bal>`;
}

function entry(booking: Booking, place: number, currency: string): string {
  const { day, amount, order } = booking;
  const reference = `${day.replaceAll('-', '')}${String(place + 1).padStart(5, '0')}`;
  return [
    `<Ntry>${money(amount, currency)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${day}</Dt></BookgDt><AcctSvcrRef>${reference}</AcctSvcrRef>`,
    order === undefined
      ? `<NtryDtls>${details(booking)}</NtryDtls>`
      : `<NtryDtls><Btch><PmtInfId>${order.id}</PmtInfId><NbOfTxs>${order.count}</NbOfTxs></Btch></NtryDtls>`,
    '</Ntry>',
  ].join('');
}

function details({ amount, name, iban, text, reference, debit, instructed }: Booking): string {
  const party = amount.startsWith('-') === (debit !== undefined) ? 'Dbtr' : 'Cdtr';
  const parties = [part(`${party}><Pty><Nm`, name), part(`${party}Acct><Id><IBAN`, iban)].join('');
  const remittance = [part('Ustrd', text), part('Strd><CdtrRefInf><Ref', reference)].join('');
  return [
    '<TxDtls>',
    part('Refs><EndToEndId', debit?.id),
    instructed ? `<AmtDtls><InstdAmt><Amt Ccy="${instructed.currency}">${instructed.amount}</Amt></InstdAmt></AmtDtls>` : '',
    parties === '' ? '' : `<RltdPties>${parties}</RltdPties>`,
    remittance === '' ? '' : `<RmtInf>${remittance}</RmtInf>`,
    part('RtrInf><Rsn><Cd', debit?.returned),
    '</TxDtls>',
  ].join('');
}

/** An element, or elements in each other, around a text; nothing around none. */
function part(path: string, text: string | undefined): string {
  if (text === undefined) return '';
  const names = path.split('><');
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<${path}>${escaped}${names
    .reverse()
    .map((name) => `</${name}>`)
    .join('')}`;
}

const money = (amount: string, currency: string): string =>
  `<Amt Ccy="${currency}">${amount.replace('-', '')}</Amt><CdtDbtInd>${amount.startsWith('-') ? 'DBIT' : 'CRDT'}</CdtDbtInd>`;
