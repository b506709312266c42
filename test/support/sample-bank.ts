/** The bank's statement of the sample, read as a person reads it: shares nothing with the code that writes, reads or matches it. */

export interface BookedEntry {
  /** Below zero is what went. */
  readonly cents: bigint;
  readonly name: string | undefined;
  readonly text: string;
  /** Why a debit went back. */
  readonly returned: string | undefined;
  /** What was sent in another currency. */
  readonly instructed: string | undefined;
  /** Whether it is an order of several debits. */
  readonly isOrder: boolean;
}

export interface Booked {
  readonly opening: bigint;
  readonly closing: bigint;
  readonly entries: readonly BookedEntry[];
}

export function bookedIn(xml: string): Booked {
  const balance = (code: string): bigint => centsIn(xml.split(`<Cd>${code}</Cd>`)[1]!);
  return {
    opening: balance('OPBD'),
    closing: balance('CLBD'),
    entries: [...xml.matchAll(/<Ntry>(.*?)<\/Ntry>/gs)].map(([, entry = '']) => ({
      cents: centsIn(entry),
      name: /<Nm>(.*?)<\/Nm>/.exec(entry)?.[1],
      text: /<(?:Ustrd|Ref)>(.*?)</.exec(entry)?.[1] ?? '',
      returned: /<RtrInf><Rsn><Cd>(.*?)</.exec(entry)?.[1],
      instructed: /<InstdAmt><Amt Ccy="\w+">(.*?)</.exec(entry)?.[1],
      isOrder: entry.includes('<PmtInfId>'),
    })),
  };
}

/** The first amount of a piece, with its sign. */
function centsIn(piece: string): bigint {
  const [, whole = '', minor = '', side] = /<Amt Ccy="EUR">(\d+)\.(\d\d)<\/Amt><CdtDbtInd>(....)</.exec(piece)!;
  return BigInt(whole + minor) * (side === 'DBIT' ? -1n : 1n);
}

/** Numbers of the series RE-2026 in a text: whatever stands between letters and digits, and O where 0 is meant. */
export function numbersIn(text: string): string[] {
  const plain = text.toUpperCase().replaceAll('O', '0').replaceAll(/[^A-Z0-9]/g, ''); // prettier-ignore
  return [...plain.matchAll(/RE2026(\d+)/g)].map(([, digits = '']) => `RE-2026-${String(Number(digits)).padStart(6, '0')}`);
}

/** A name as the bank writes it: capitals without accents. */
export function payerName(name: string): string {
  const letters = name.replaceAll(/[äöüÄÖÜ]/g, (it) => `${it}e`).replaceAll('ß', 'ss').replaceAll('&', '+').replaceAll(/[Łł]/g, 'L').replaceAll('’', ' '); // prettier-ignore
  return letters.normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase(); // prettier-ignore
}
