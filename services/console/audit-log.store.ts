import { auditEntries, auditPage, getAuditHead, type AuditChain } from '../../shared/audit.store.ts';
import { auditAction, chainProblems } from '../../shared/audit.ts';
import type { AuditEntry } from '../../shared/audit.ts';
import { everyRun } from '../../shared/billing-run.store.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { addDays, dateIn, plainDate } from '../../shared/period.ts';
import { z } from 'zod';

const PAGE = 100;
/** Entries that are looked through for one page of what is asked for. */
const MOST_SCANNED = 1_000;
/** Entries of a chain that are checked without being asked to. */
const MOST_CHECKED = 1_000;
/** A run is released within a year of its opening, or ends. */
const LONGEST_RUN_DAYS = 400;

/** What is looked for in the log. */
export interface AuditFilter {
  /** Part of who did it. */
  readonly by?: string | undefined;
  readonly action?: AuditEntry['action'] | undefined;
}
/** The fields of a form: what is empty is not asked for. */
export const auditFilter = z.object({
  by: z.string().trim().max(254).optional(),
  action: z.union([z.literal('').transform(() => undefined), auditAction]).optional(),
  day: z.union([z.literal('').transform(() => undefined), plainDate]).optional(),
  check: z.literal('all').optional(),
});

/** An entry and the run whose chain it is in, if it is in one. */
export interface LoggedEntry {
  readonly entry: AuditEntry;
  readonly runId?: string;
}

/** Whether a chain is as it was written. */
export interface ChainCheck {
  readonly count: number;
  /** A sentence each; undefined for a long chain that was not checked. */
  readonly problems: readonly string[] | undefined;
}

/** A page of a chain, the latest first, of what is asked for. */
export async function auditLog(
  sellerId: string,
  chain: AuditChain,
  filter: AuditFilter,
  before: number | undefined,
): Promise<{ entries: LoggedEntry[]; next?: number }> {
  const found: AuditEntry[] = [];
  let from: number | undefined = before;
  for (let scanned = 0; scanned < MOST_SCANNED && found.length < PAGE; scanned += PAGE) {
    const { entries, next } = await auditPage(sellerId, chain, { before: from, limit: PAGE });
    found.push(...entries.filter((entry) => isAsked(entry, filter)));
    from = next;
    if (next === undefined) break;
  }
  return { entries: found.map((entry) => ({ entry, ...ofRun(chain) })), ...(from === undefined ? {} : { next: from }) };
}

/**
 * Everything that was done on a day, in runs and outside of them, the latest first.
 *
 * @param day calendar day in the seller's zone
 */
export async function auditDay(
  seller: { readonly id: string; readonly zone: string },
  day: string,
  filter: AuditFilter,
): Promise<LoggedEntry[]> {
  const runs = (await everyRun(seller.id)).filter((run) => couldActOn(run, day, seller.zone));
  const chains: AuditChain[] = ['seller', ...runs.map(({ id: runId }) => ({ runId }))];
  const found = await Promise.all(chains.map((chain) => entriesOn(seller, chain, day)));
  return found
    .flat()
    .filter(({ entry }) => isAsked(entry, filter))
    .sort((a, b) => (a.entry.at < b.entry.at ? 1 : a.entry.at > b.entry.at ? -1 : b.entry.sequence - a.entry.sequence));
}

async function entriesOn(
  { id, zone }: { readonly id: string; readonly zone: string },
  chain: AuditChain,
  day: string,
): Promise<LoggedEntry[]> {
  const found: LoggedEntry[] = [];
  let before: number | undefined;
  do {
    const page = await auditPage(id, chain, { before, limit: PAGE });
    for (const entry of page.entries) {
      const date = dateIn(entry.at, zone);
      if (date < day) return found;
      if (date === day) found.push({ entry, ...ofRun(chain) });
    }
    before = page.next;
  } while (before !== undefined);
  return found;
}

function couldActOn({ openedAt }: BillingRun, day: string, zone: string): boolean {
  const opened = dateIn(openedAt, zone);
  return opened <= day && addDays(opened, LONGEST_RUN_DAYS) >= day;
}

/**
 * Holds a chain against its hashes and its head.
 *
 * @param isAsked whether it is checked however long it is
 */
export async function checkChain(sellerId: string, chain: AuditChain, isAsked: boolean): Promise<ChainCheck> {
  const head = await getAuditHead(sellerId, chain);
  const count = head?.count ?? 0;
  if (count > MOST_CHECKED && !isAsked) return { count, problems: undefined };
  // What is written meanwhile is not of this head.
  const entries = (await auditEntries(sellerId, chain)).filter(({ sequence }) => sequence <= count);
  return { count, problems: chainProblems(entries, head) };
}

function isAsked({ by, action }: AuditEntry, filter: AuditFilter): boolean {
  if (filter.action !== undefined && action !== filter.action) return false;
  return !filter.by || by.toLowerCase().includes(filter.by.toLowerCase());
}

function ofRun(chain: AuditChain): { runId?: string } {
  return chain === 'seller' ? {} : { runId: chain.runId };
}
