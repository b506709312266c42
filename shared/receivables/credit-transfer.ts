import { amountText, decimal } from '../money.ts';
import type { RefundSet } from './refund.ts';

/** Longest texts of the message. */
const MOST = { name: 70, text: 140 } as const;

/**
 * A file that orders transfers at the seller's bank: pain.001.001.09, SEPA credit transfers of one account, booked one by
 * one so that each is found on the statement. The same set is the same file, to the byte.
 *
 * The day of execution is that of the set, a calendar day; the moment of making is told in UTC.
 *
 * @see docs/sources.md#credit-transfers
 */
export function creditTransferXml({ id, executeOn, debtor, currency, total, transfers, at }: RefundSet): string {
  const sums = `<NbOfTxs>${transfers.length}</NbOfTxs><CtrlSum>${amountText(decimal(total), currency)}</CtrlSum>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${at.slice(0, 19)}Z</CreDtTm>${sums}<InitgPty><Nm>${plain(debtor.name, MOST.name)}</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>${id}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>false</BtchBookg>${sums}<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf><ReqdExctnDt><Dt>${executeOn}</Dt></ReqdExctnDt><Dbtr><Nm>${plain(debtor.name, MOST.name)}</Nm></Dbtr><DbtrAcct><Id><IBAN>${debtor.iban}</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId><BICFI>${debtor.bic}</BICFI></FinInstnId></DbtrAgt><ChrgBr>SLEV</ChrgBr>
${transfers.map((it) => transferOf(it, currency)).join('\n')}
</PmtInf>
</CstmrCdtTrfInitn></Document>
`;
}

function transferOf({ refund, name, iban, amount, text }: RefundSet['transfers'][number], currency: string): string {
  return `<CdtTrfTxInf><PmtId><EndToEndId>${refund}</EndToEndId></PmtId><Amt><InstdAmt Ccy="${currency}">${amount}</InstdAmt></Amt><Cdtr><Nm>${plain(name, MOST.name)}</Nm></Cdtr><CdtrAcct><Id><IBAN>${iban}</IBAN></Id></CdtrAcct><RmtInf><Ustrd>${plain(text, MOST.text)}</Ustrd></RmtInf></CdtTrfTxInf>`;
}

/** Two letters where German writes them so; accents of all others are left out. */
const WRITTEN_OUT: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  Ä: 'Ae',
  Ö: 'Oe',
  Ü: 'Ue',
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  ø: 'o',
  Ø: 'O',
  '&': '+',
};

/** A text in the letters that every bank of SEPA takes. */
function plain(text: string, most: number): string {
  const written = [...text.normalize('NFC')].map((letter) => WRITTEN_OUT[letter] ?? letter).join('');
  const latin = written
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9/\-?:().,'+ ]/g, ' ');
  return latin.replaceAll(/ +/g, ' ').trim().slice(0, most).trim() || '-';
}
