import type { CreditGrant, Customer } from './catalog.ts';
import { creditBalance, creditLedger } from './credit-ledger.ts';
import type { CreditEntry } from './credit-ledger.ts';
import { amountText } from './money.ts';
import { dateIn } from './period.ts';
import { reservationsOf } from './reservation.store.ts';

/** A customer's credits as they stand, with the ledger they come from. */
export interface CreditsLeft {
  readonly customerId: string;
  /** Calendar day of the customer. */
  readonly day: string;
  readonly credits: readonly (CreditGrant & { readonly left: string })[];
  /** What drafts that are not sealed yet have reserved counts as used. */
  readonly entries: readonly CreditEntry[];
  readonly balances: readonly { readonly currency: string; readonly left: string }[];
}

/** What is left of a customer's credits. Nothing is read of who has none. @param at instant at which it is looked at */
export async function creditsLeft(sellerId: string, { id, credits = [], zone }: Customer, at: string): Promise<CreditsLeft> {
  const asking = { sellerId, customerId: id, runId: 'list', attempt: 1, isDryRun: false };
  const { standing } = credits.length === 0 ? { standing: [] } : await reservationsOf('credits', asking);
  const day = dateIn(at, zone);
  const entries = creditLedger(credits, standing, day);
  const left = (of: Parameters<typeof creditBalance>[1], currency: string): string => amountText(creditBalance(entries, of), currency);
  return {
    customerId: id,
    day,
    credits: credits.map((credit) => ({ ...credit, left: left({ credit: credit.id }, credit.currency) })),
    entries,
    balances: [...new Set(credits.map((it) => it.currency))].sort().map((currency) => ({ currency, left: left({ currency }, currency) })),
  };
}
