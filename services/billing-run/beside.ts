import { decimal, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';

/** What is added up: the amounts of one customer under a heading, such as a currency or a meter. */
export interface Entry<Heading, Name extends string> {
  readonly heading: Heading;
  readonly customerId: string;
  readonly amounts: Readonly<Record<Name, string>>;
}

/** Sums under a heading beside those of last month. */
export interface Beside<Heading, Name extends string> {
  readonly heading: Heading;
  /** How many customers the sums are of. */
  readonly customers: number;
  readonly sums: Readonly<Record<Name, string>>;
  /** Null where there was nothing under this heading. */
  readonly before: { readonly customers: number; readonly sums: Readonly<Record<Name, string>> } | null;
  readonly difference: Readonly<Record<Name, string>> | null;
}

interface Sum<Heading, Name extends string> {
  readonly heading: Heading;
  readonly customers: Set<string>;
  readonly sums: Readonly<Record<Name, Decimal>>;
}

/**
 * Adds up amounts by heading, exactly, and sets them beside last month's. What is only in one of the months has a
 * row as well.
 *
 * @param names of the amounts
 * @param write an exact sum as text
 * @returns rows in the order of their headings
 */
export function beside<Heading extends Readonly<Record<string, string | number>>, Name extends string>(
  names: readonly Name[],
  now: readonly Entry<Heading, Name>[],
  before: readonly Entry<Heading, Name>[],
  write: (sum: Decimal, name: Name, heading: Heading) => string,
): Beside<Heading, Name>[] {
  const [sums, sumsBefore] = [added(names, now), added(names, before)];
  const rows = [...new Map([...sumsBefore, ...sums])].map(([key, { heading }]): Beside<Heading, Name> => {
    const [mine, last] = [sums.get(key), sumsBefore.get(key)];
    const text = (amount: (name: Name) => Decimal): Record<Name, string> => each(names, (name) => write(amount(name), name, heading));
    const own = (name: Name): Decimal => mine?.sums[name] ?? ZERO;
    return {
      heading,
      customers: mine?.customers.size ?? 0,
      sums: text(own),
      before: last ? { customers: last.customers.size, sums: text((name) => last.sums[name]) } : null,
      difference: last ? text((name) => own(name).minus(last.sums[name])) : null,
    };
  });
  return rows.sort((a, b) => inOrder(Object.values(a.heading), Object.values(b.heading)));
}

function added<Heading extends object, Name extends string>(
  names: readonly Name[],
  entries: readonly Entry<Heading, Name>[],
): Map<string, Sum<Heading, Name>> {
  const found = new Map<string, Sum<Heading, Name>>();
  for (const { heading, customerId, amounts } of entries) {
    const key = JSON.stringify(Object.values(heading));
    const so = found.get(key);
    found.set(key, {
      heading,
      customers: (so?.customers ?? new Set()).add(customerId),
      sums: each(names, (name) => (so?.sums[name] ?? ZERO).plus(decimal(amounts[name]))),
    });
  }
  return found;
}

function each<Name extends string, Value>(names: readonly Name[], valueOf: (name: Name) => Value): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, Value>;
}

function inOrder(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? value;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
