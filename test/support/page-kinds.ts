import type { Visitor } from './visiting.ts';

/**
 * Every kind of page and file that links lead to from the first page on, each with its first addresses: pages that
 * differ by ids, numbers or cursors alone are of one kind.
 *
 * @param ofAKind addresses of a kind at most
 */
export async function pageKinds(visitor: Visitor, ofAKind: number): Promise<Map<string, string[]>> {
  const kinds = new Map<string, string[]>();
  for await (const [path, { status }] of visitor.walk((link) => (kinds.get(kindOf(link))?.length ?? 0) < ofAKind)) {
    if (status !== 200 || path.startsWith('/assets/')) continue;
    const kind = kindOf(path);
    kinds.set(kind, [...(kinds.get(kind) ?? []), path]);
  }
  return kinds;
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
