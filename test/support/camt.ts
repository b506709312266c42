/** Statements as banks write them, in camt.053.001.08: each entry as its own XML, so that a test can say anything. */

/** Account of the seller of test/support/catalog.ts. */
export const ACCOUNT = 'AT611904300234573201';

interface Payment {
  readonly amount: string;
  readonly text?: string;
  readonly day?: string;
  /** The bank's own reference. */
  readonly ref?: string;
  readonly name?: string;
  readonly iban?: string;
  /** The field for a reference. */
  readonly reference?: string;
  /** XML of the details beside these. */
  readonly more?: string;
}

/** Money that came by one transfer. */
export function transferIn({ amount, day = '2026-11-09', ref, ...rest }: Payment): string {
  return entryOf({ amount, day, ...(ref === undefined ? {} : { ref }), details: detailOf(rest) });
}

/** A booked entry. */
export function entryOf({
  amount,
  day = '2026-11-09',
  side = 'CRDT',
  status = 'BOOK',
  currency = 'EUR',
  ref,
  details = '',
  more = '',
}: {
  amount: string;
  day?: string;
  side?: 'CRDT' | 'DBIT';
  status?: string;
  currency?: string;
  ref?: string;
  /** XML of TxDtls. */
  details?: string;
  /** XML behind the status. */
  more?: string;
}): string {
  return `<Ntry><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd>${more}<Sts><Cd>${status}</Cd></Sts><BookgDt><Dt>${day}</Dt></BookgDt>${
    ref === undefined ? '' : `<AcctSvcrRef>${ref}</AcctSvcrRef>`
  }<NtryDtls>${details}</NtryDtls></Ntry>`;
}

/** Details of a payment that came. */
export function detailOf({ text, name, iban, reference, more = '', ref }: Partial<Payment>): string {
  const parties = [
    name === undefined ? '' : `<Dbtr><Pty><Nm>${name}</Nm></Pty></Dbtr>`,
    iban === undefined ? '' : `<DbtrAcct><Id><IBAN>${iban}</IBAN></Id></DbtrAcct>`,
  ].join('');
  const remittance = [
    text === undefined ? '' : `<Ustrd>${text}</Ustrd>`,
    reference === undefined ? '' : `<Strd><CdtrRefInf><Ref>${reference}</Ref></CdtrRefInf></Strd>`,
  ].join('');
  return `<TxDtls>${ref === undefined ? '' : `<Refs><AcctSvcrRef>${ref}</AcctSvcrRef></Refs>`}${more}<RltdPties>${parties}</RltdPties><RmtInf>${remittance}</RmtInf></TxDtls>`;
}

const balanceOf = (code: string, amount: string, currency: string): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount.replace('-', '')}</Amt><CdtDbtInd>${amount.startsWith('-') ? 'DBIT' : 'CRDT'}</CdtDbtInd><Dt><Dt>2026-11-09</Dt></Dt></Bal>`;

/** A file of one statement. */
export function statementXml({
  entries,
  opening = '1000.00',
  closing,
  account = ACCOUNT,
  currency = 'EUR',
  head = '<?xml version="1.0" encoding="UTF-8"?>',
  message = 'camt.053.001.08',
}: {
  entries: readonly string[];
  opening?: string;
  /** Worked out by hand by who writes the test. */
  closing: string;
  account?: string;
  currency?: string;
  /** What stands before the first element. */
  head?: string;
  message?: string;
}): string {
  return `${head}
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${message}"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId></GrpHdr><Stmt><Id>2026-11-09</Id><Acct><Id><IBAN>${account}</IBAN></Id><Ccy>${currency}</Ccy></Acct>${balanceOf('OPBD', opening, currency)}${balanceOf('CLBD', closing, currency)}
${entries.join('\n')}
</Stmt></BkToCstmrStmt></Document>
`;
}
