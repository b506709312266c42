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
 * @param reading whether all that is open is read, or of each transaction alone what can be found by key: what it names, and
 *   what is open of customers who have paid from its account before. Then nothing is proposed by amount or name alone.
 */
export async function openBooks(sellerId: string, at: string, reading: 'all' | 'by-key' = 'all'): Promise<Books> {
  const { zone, payments: terms = {} } = await requireSeller(sellerId);
  const day = dateIn(at, zone);
  await postIssued(sellerId, at);
  const series = await printedSeries(sellerId);
  const open = new Map((reading === 'all' ? await openItems(sellerId, day) : []).map((item) => [item.number, item]));
  const ofCustomers = new Map<string, Promise<OpenItem[]>>();
  const openOf = (customerId: string): Promise<OpenItem[]> => {
    const read = ofCustomers.get(customerId) ?? openItems(sellerId, day, customerId);
    ofCustomers.set(customerId, read);
    return read;
  };
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
      const evidence = { transaction, left, named, payers, terms };
      if (reading === 'all') return { ...evidence, open: { [Symbol.iterator]: () => open.values() } };
      const found = [...named, ...(await Promise.all([...payers].map(openOf))).flat()];
      return { ...evidence, open: [...new Map(found.map((item) => [item.number, item])).values()] };
    },
    async lookAgain(numbers) {
      ofCustomers.clear();
      for (const number of reading === 'all' ? numbers : []) {
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
