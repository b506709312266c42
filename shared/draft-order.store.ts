import { z } from 'zod';
import { sealedDraft, type SealedDraft } from './billing-run.ts';
import { getList, keepList, requireList, type List } from './list.store.ts';
import { currencyCode, decimal } from './money.ts';

/**
 * Drafts of a reviewed run as people go through them: by customer, or by net amount in a currency. A run of many keeps each
 * order in files of this many drafts, so that a page of it costs what a page of a small run does.
 */
export const DRAFTS_A_FILE = 500;
/** Files that are written at once. */
const AT_ONCE = 20;

const inCurrency = z.object({ currency: currencyCode, count: z.number().int().min(1) });

/** A part of the drafts in an order. */
export interface DraftsInOrder {
  readonly drafts: readonly SealedDraft[];
  /** How many this order has. */
  readonly count: number;
  /** How many drafts there are of each currency, in the order of the codes. */
  readonly currencies: readonly z.infer<typeof inCurrency>[];
  /** The currency whose largest amounts come first; none by customer. */
  readonly largest?: string;
}

/**
 * Keeps the orders of a list beside it, where it is a long one. The same list again is success.
 *
 * @param drafts of the list, in customer order
 */
export async function keepDraftOrders({ key }: List, drafts: readonly SealedDraft[]): Promise<void> {
  if (drafts.length <= DRAFTS_A_FILE) return;
  const currencies = currenciesOf(drafts);
  const kept: [string, readonly object[]][] = [undefined, ...currencies.map(({ currency }) => currency)].flatMap((largest) =>
    chunksOf(inOrder(drafts, largest), DRAFTS_A_FILE).map((some, file): [string, SealedDraft[]] => [fileKey(key, largest, file), some]),
  );
  for (const some of chunksOf(kept, AT_ONCE)) await Promise.all(some.map(([name, entries]) => keepList(name, entries)));
  // Last: who finds it finds the others.
  await keepList(currenciesKey(key), currencies);
}

/**
 * Drafts of a list from a place on. Of a list that an earlier version kept, the whole is read and sorted.
 *
 * @param largest currency whose largest amounts come first; by customer if absent, or if no draft is in it
 * @param from how many come before
 * @returns fewer than `limit` at the end, or where a file ends
 * @throws {NotFoundError} if there is no such list
 */
export async function draftsInOrder(
  { key, count }: List,
  { largest, from, limit }: { readonly largest: string | undefined; readonly from: number; readonly limit: number },
): Promise<DraftsInOrder> {
  const kept = count > DRAFTS_A_FILE ? await getList(inCurrency, currenciesKey(key)) : undefined;
  const all = kept ? undefined : await requireList(sealedDraft, key);
  const currencies = kept ?? currenciesOf(all ?? []);
  const own = currencies.find(({ currency }) => currency === largest);
  const file = Math.floor(from / DRAFTS_A_FILE);
  const found = all ? inOrder(all, own?.currency) : ((await getList(sealedDraft, fileKey(key, own?.currency, file))) ?? []);
  const start = all ? from : from % DRAFTS_A_FILE;
  const drafts = found.slice(start, start + limit);
  return { drafts, currencies, ...(own ? { count: own.count, largest: own.currency } : { count }) };
}

/** By customer as they are listed; or those in a currency by net amount, the largest first, and customers of the same amount in their order. */
function inOrder(drafts: readonly SealedDraft[], largest: string | undefined): SealedDraft[] {
  if (largest === undefined) return [...drafts];
  const own = drafts.filter(({ currency }) => currency === largest).map((draft) => ({ draft, net: decimal(draft.net) }));
  return own.sort((a, b) => b.net.cmp(a.net)).map(({ draft }) => draft);
}

function currenciesOf(drafts: readonly SealedDraft[]): z.infer<typeof inCurrency>[] {
  const groups = [...Map.groupBy(drafts, ({ currency }) => currency)].map(([currency, own]) => ({ currency, count: own.length }));
  return groups.sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

function chunksOf<Entry>(entries: readonly Entry[], size: number): Entry[][] {
  return Array.from({ length: Math.ceil(entries.length / size) }, (_, i) => entries.slice(i * size, (i + 1) * size));
}

/** Beside the list, in a folder of its name. */
const fileKey = (listKey: string, largest: string | undefined, file: number): string =>
  `${folderOf(listKey)}/${largest ?? 'by-customer'}-${file}.jsonl`;
const currenciesKey = (listKey: string): string => `${folderOf(listKey)}/currencies.jsonl`;
const folderOf = (listKey: string): string => listKey.replace(/\.jsonl$/, '');
