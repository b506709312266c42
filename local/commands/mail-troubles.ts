import type { MarkedAddress } from '../../shared/marked-address.ts';
import { alignedTable, countOf } from './report.ts';

/** Whether anything changed, and the invoices that went out. */
export interface DecidedAddress {
  readonly isNew: boolean;
  readonly sent: readonly string[];
}

/** Addresses that nothing is sent to, in a data folder, on a stage, or behind an address of the HTTP API. */
export interface MarkedAddresses {
  /** The latest first. */
  marked(): Promise<MarkedAddress[]>;
  /** Marks an address, so that nothing is sent to it, or clears it; the same again changes nothing. */
  decide(address: string, decision: 'mark' | 'clear', reason: string): Promise<DecidedAddress>;
}

export function troubleLines(marked: readonly MarkedAddress[]): string[] {
  if (marked.length === 0) return ['Mails go to every address.'];
  const rows = marked.map(({ address, kind, since, reason, held }) => [address, kind, since, String(held.length), reason]);
  const held = marked.flatMap((it) => it.held.map(({ subject, at }) => `  ${at}  ${it.address}: ${subject}`));
  return [
    ...alignedTable(['Address', 'Why', 'Since', 'Held', 'Reason'], rows, 3),
    ...(held.length === 0 ? [] : ['', 'Held back:', ...held]),
  ];
}

export function clearedLines(address: string, { isNew, sent }: DecidedAddress): string[] {
  if (!isNew) return [`${address} is not marked.`];
  return [`${address} is clear.`, ...(sent.length === 0 ? [] : [`${countOf(sent.length, 'invoice')} went out: ${sent.join(', ')}.`])];
}
