import type { Visited, Visitor } from './visiting.ts';

/**
 * Every kind of page and file that links lead to from the first page on, each with its first addresses: pages that
 * differ by ids, numbers or cursors alone are of one kind.
 *
 * @param ofAKind addresses of a kind at most
 */
export async function pageKinds(visitor: Visitor, ofAKind: number): Promise<Map<string, string[]>> {
  const kinds = new Map<string, string[]>();
  for (const path of (await pagesOfKinds(visitor, ofAKind)).keys()) {
    if (path.startsWith('/assets/')) continue;
    kinds.set(kindOf(path), [...(kinds.get(kindOf(path)) ?? []), path]);
  }
  return kinds;
}

/** The same with what they show, by path. */
export async function pagesOfKinds(visitor: Visitor, ofAKind: number): Promise<Map<string, Visited>> {
  const seen = new Map<string, number>();
  const pages = new Map<string, Visited>();
  for await (const [path, found] of visitor.walk((link) => (seen.get(kindOf(link)) ?? 0) < ofAKind)) {
    if (found.status !== 200) continue;
    seen.set(kindOf(path), (seen.get(kindOf(path)) ?? 0) + 1);
    pages.set(path, found);
  }
  return pages;
}

/** What is behind these is an id, which may be a word. */
const NAMED_FREELY = new Set(['sellers', 'customers', 'drafts', 'plans']);

/** A path without its ids, numbers and cursors. */
export function kindOf(path: string): string {
  const { pathname, searchParams } = new URL(path, 'http://here');
  const parts = pathname.split('/').map((part, i, all) => (/\d/.test(part) || NAMED_FREELY.has(all[i - 1] ?? '') ? '…' : part));
  // A state of a machine opens a panel; a state of invoices is another list.
  const query = [...searchParams].map(([name, value]) => (/^[a-z-]{1,20}$/.test(value) ? `${name}=${value}` : `${name}=…`));
  return [parts.join('/'), ...query.sort()].join(' ');
}
