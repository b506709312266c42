/** 12345 as 12,345. */
export function counted(count: number): string {
  return count.toLocaleString('en-US');
}

/** 1 customer, 12 customers. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${counted(count)} ${count === 1 ? one : many}`;
}

/** The first of several, and how many more there are. */
export function someOf(names: readonly string[], shown: number, all = names.length): string {
  const [head, rest] = [names.slice(0, shown), all - Math.min(shown, names.length)];
  return rest > 0 ? `${head.join(', ')} and ${counted(rest)} ${rest === 1 ? 'other' : 'others'}` : head.join(', ');
}

/** A hash in groups of eight. */
export function hashGroups(hash: string): string[] {
  return hash.match(/.{1,8}/g) ?? [];
}
