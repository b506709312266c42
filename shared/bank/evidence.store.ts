import { requireSeller } from '../catalog.store.ts';
import { counters } from '../number.store.ts';
import { dateIn } from '../period.ts';
import type { OpenItem } from '../receivables/open-item.ts';
import { getOpenItem, openItems } from '../receivables/open-items.store.ts';
import { customersPaidFrom } from '../receivables/payer.store.ts';
import { postIssued } from '../receivables/posted.store.ts';
import type { BankLedger } from './bank.store.ts';
import type { Evidence } from './match.ts';
import { namedNumbers, referredNumber } from './named-numbers.ts';
import type { PrintedSeries } from './named-numbers.ts';

/** What transactions of a seller's bank are held against. */
export interface Books {
  /** What is known of a transaction now. */
  evidenceOf(ledger: BankLedger): Promise<Evidence>;
  /** Looks at documents again whose entries have changed. */
  lookAgain(numbers: readonly string[]): Promise<void>;
}

/**
 * Opens the books of a seller: posts what was issued since the last time, and reads all that is open.
 *
 * @param at instant whose day in the seller's zone it is
 */
export async function openBooks(sellerId: string, at: string): Promise<Books> {
  const { zone, payments: terms = {} } = await requireSeller(sellerId);
  const day = dateIn(at, zone);
  await postIssued(sellerId, at);
  const series = await printedSeries(sellerId);
  const open = new Map((await openItems(sellerId, day)).map((item) => [item.number, item]));
  return {
    async evidenceOf({ transaction, left }) {
      const { counterparty, text, structuredReference: reference, endToEndId } = transaction;
      const referred = [reference, endToEndId].map((it) => it && referredNumber(it, series)).filter((it) => it !== undefined && it !== '');
      const numbers = new Set([...(referred as string[]), ...namedNumbers([reference, text].join(' '), series)]);
      const named: OpenItem[] = [];
      for (const number of numbers) {
        const item = open.get(number) ?? (await getOpenItem(sellerId, number, day));
        if (item) named.push(item);
      }
      const payers = counterparty.iban === undefined ? new Set<string>() : await customersPaidFrom(sellerId, counterparty.iban);
      return { transaction, left, named, payers, open: { [Symbol.iterator]: () => open.values() }, terms };
    },
    async lookAgain(numbers) {
      for (const number of numbers) {
        const item = await getOpenItem(sellerId, number, day);
        if (item && /[1-9]/.test(item.open)) open.set(number, item);
        else open.delete(number);
      }
    },
  };
}

/** How numbers of each counter are printed. A series that has left the catalog has as many digits as it had by default. */
async function printedSeries(sellerId: string): Promise<PrintedSeries[]> {
  const { numberSeries } = await requireSeller(sellerId);
  return (await counters(sellerId)).map(({ counter, pattern, last }) => ({
    pattern,
    last,
    digits: numberSeries.find(({ prefix }) => counter === prefix || counter.startsWith(`${prefix}-`))?.digits ?? 6,
  }));
}
