/**
 * The Table port: records under a partition key and a sort key, as DynamoDB keeps them. Everything Stepbill
 * remembers goes through these four operations, so that its rules hold on AWS and on one machine alike.
 *
 * Reads are strongly consistent. An expired record is as good as absent, in reads and in conditions.
 */
export interface Table {
  /** Which table this is, where one that was restored has another name; absent where restoring locks issuing by itself. */
  readonly name?: string;

  /** The record under a key, or undefined. */
  get(key: Key): Promise<Item | undefined>;

  /** One page of a partition in the order of the sort keys' UTF-8 bytes. `next` is the token of the next page. */
  query(query: Query): Promise<Page>;

  /**
   * All changes or none, at most 100, each key once.
   *
   * @throws {ConditionFailedError} if a condition does not hold; nothing was written
   * @throws {TransientError} if the table was busy; the caller may try again
   * @throws {TableLimitError} if a change breaks a limit of DynamoDB
   */
  write(changes: readonly Change[]): Promise<void>;

  /**
   * Puts each record if its key is absent; the first record under a key stays. Not atomic together: after an
   * error any part may be stored, and doing it again is safe. Fates come in the order of the records.
   */
  append(records: readonly NewRecord[]): Promise<AppendFate[]>;
}

export interface Key {
  /** Partition key, starts with the seller's id where there is one; 1 to 2,048 bytes of UTF-8. */
  readonly pk: string;
  /** Sort key; 1 to 1,024 bytes of UTF-8. */
  readonly sk: string;
}

/** What a record holds: JSON without undefined. Amounts are text, never numbers. */
export type Body = { readonly [name: string]: unknown };

export interface Item extends Key {
  readonly body: Body;
  /** 1 when first put, one more with each put. */
  readonly version: number;
}

export interface NewRecord extends Key {
  readonly body: Body;
  /** Epoch seconds after which the record counts as absent. */
  readonly expiresAt?: number;
}

/** `absent`, `present`, or the version a record must have. */
export type Condition = 'absent' | 'present' | number;

export type Change =
  | { readonly put: NewRecord; readonly if?: Condition }
  | { readonly delete: Key; readonly if?: Condition }
  | { readonly check: Key; readonly if: Condition };

export interface Query {
  readonly pk: string;
  /** Sort keys from here on, inclusive. */
  readonly from?: string;
  /** Sort keys up to here, inclusive. */
  readonly to?: string;
  /** Sort keys that begin so; excludes `from` and `to`. */
  readonly prefix?: string;
  /** Records a page at most; a page may hold fewer and still have a next one. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: string;
  /** Last key first. */
  readonly reverse?: boolean;
}

export interface Page {
  readonly items: Item[];
  readonly next?: string;
}

/** `stored`: the record is new. Otherwise the record that was there first. */
export type AppendFate = { readonly stored: true } | { readonly stored: false; readonly existing: Item };

/** The key a change is about. */
export function keyOf(change: Change): Key {
  if ('put' in change) return change.put;
  return 'delete' in change ? change.delete : change.check;
}

/** Every record of a partition at once: for those that are few. */
export async function allItems(table: Table, query: Omit<Query, 'after'>): Promise<Item[]> {
  let { items, next } = await table.query(query);
  while (next !== undefined) {
    const page: Page = await table.query({ ...query, after: next });
    items = [...items, ...page.items];
    next = page.next;
  }
  return items;
}

/** Every record of a partition, page after page. */
export async function* everyItem(table: Table, query: Omit<Query, 'after'>): AsyncGenerator<Item> {
  let after: string | undefined;
  do {
    const page: Page = await table.query(after === undefined ? query : { ...query, after });
    yield* page.items;
    after = page.next;
  } while (after !== undefined);
}
