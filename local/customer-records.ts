/** Every record that is about one customer, read from the table of a data folder; those of others are passed over. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isAbout } from '../shared/quarantine.ts';

/** What kind of record it is, as a person would call it. */
export const KINDS = [
  'profile',
  'subscriptions',
  'usage',
  'quarantine',
  'drafts',
  'claims',
  'coupons',
  'credits',
  'runs',
  'orders',
  'invoices',
  'receivables',
  'mails',
  'audit',
] as const;
export type Kind = (typeof KINDS)[number];

export interface CustomerRecord {
  readonly kind: Kind;
  readonly pk: string;
  readonly sk: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Facts of an invoice that say what is owed, beside those that say what was billed. */
const OWED = ['receivable'];

/**
 * Reads the whole table but the usage of others, in the order of the keys.
 *
 * @param data the data folder
 */
export function* customerRecords(data: string, sellerId: string, customerId: string): Generator<CustomerRecord> {
  const database = new DatabaseSync(join(data, 'table.db'), { readOnly: true, timeout: 10_000 });
  try {
    // One moment for all, whatever others write meanwhile.
    database.exec('BEGIN');
    const rows = function* (from: string, below: string): Generator<Omit<CustomerRecord, 'kind'>> {
      for (const { pk, sk, body } of database
        .prepare('SELECT pk, sk, body FROM record WHERE pk >= ? AND pk < ? ORDER BY pk, sk')
        .iterate(from, below))
        yield { pk: String(pk), sk: String(sk), body: JSON.parse(String(body)) as CustomerRecord['body'] };
    };
    const [all, usage] = [`${sellerId}|`, `${sellerId}|usage|`];
    const names = {
      ...namesOf(sellerId, customerId, rows(`${all}customer|${customerId}`, `${all}customer|${customerId}\0`)),
      orders: ordersIn(rows(`${all}orders|`, `${all}orders}`), customerId),
    };
    for (const [from, below] of [
      [all, usage],
      [`${usage}${customerId}|`, `${usage}${customerId}}`],
      [`${sellerId}|usage}`, `${sellerId}}`],
    ] as const) {
      for (const record of rows(from, below)) {
        const kind = kindOf(record, names);
        if (kind) yield { kind, ...record };
      }
    }
  } finally {
    database.close();
  }
}

/** By what names records call the customer. */
interface Names {
  readonly sellerId: string;
  readonly customerId: string;
  readonly numbers: ReadonlySet<string>;
  readonly subscriptions: ReadonlySet<string>;
  readonly orders: ReadonlySet<string>;
}

function namesOf(sellerId: string, customerId: string, own: Iterable<{ readonly sk: string }>): Omit<Names, 'orders'> {
  const after = (prefix: string): Set<string> => new Set(keys.filter((sk) => sk.startsWith(prefix)).map((sk) => sk.slice(prefix.length)));
  const keys = [...own].map(({ sk }) => sk);
  return { sellerId, customerId, numbers: after('invoice|'), subscriptions: after('subscription|') };
}

/** Ids of a customer's orders. */
function ordersIn(records: Iterable<Omit<CustomerRecord, 'kind'>>, customerId: string): Set<string> {
  return new Set([...records].flatMap(({ sk, body }) => (sk === 'order' && body['customerId'] === customerId ? [String(body['id'])] : [])));
}

function kindOf({ pk, sk, body }: Omit<CustomerRecord, 'kind'>, { customerId, numbers, subscriptions, orders }: Names): Kind | undefined {
  const [, family = '', ...rest] = pk.split('|');
  const when = (isTheirs: boolean, kind: Kind): Kind | undefined => (isTheirs ? kind : undefined);
  switch (family) {
    case 'customer':
      return when(
        rest[0] === customerId,
        sk === 'profile' || sk === 'erasure' ? 'profile' : sk.startsWith('subscription|') ? 'subscriptions' : 'invoices',
      );
    case 'customers':
      return when(sk === customerId, 'profile');
    case 'usage':
    case 'late':
      return when(rest[0] === customerId, 'usage');
    case 'backfill':
      return when(sk.startsWith(`${customerId}|`), 'usage');
    case 'backfills':
      return when(Array.isArray(body['customers']) && body['customers'].includes(customerId), 'usage');
    case 'quarantine':
      return when(isAbout(String(body['text']), customerId), 'quarantine');
    case 'draft':
      return when(rest.at(-1) === customerId, 'drafts');
    case 'claims':
      return when(subscriptions.has(rest[0] ?? '') || body['customerId'] === customerId, 'claims');
    case 'coupons':
    case 'credits':
      return when(rest[0] === customerId, family);
    case 'orders':
      return when(orders.has(rest[0] ?? sk.slice(sk.indexOf('|') + 1)), 'orders');
    case 'reservations':
      return when(orders.has(sk.slice(sk.indexOf('|') + 1)), 'orders');
    case 'stock':
      return when(orders.has(String(body['order'])), 'orders');
    case 'numbers':
      return when(body['customerId'] === customerId, 'invoices');
    case 'invoice':
      return when(numbers.has(rest[0] ?? '') || body['customerId'] === customerId, OWED.includes(sk) ? 'receivables' : 'invoices');
    case 'ledger':
    case 'dunning':
      return when(numbers.has(rest[0] ?? '') || body['customerId'] === customerId, 'receivables');
    case 'bank-transaction':
      return when(numbers.has(String(body['number'])), 'receivables');
    case 'payment':
      return when(numbers.has(invoiceOf(rest[0] ?? '')), 'receivables');
    case 'payments':
    case 'direct-debits-due':
    case 'collection':
      return when(numbers.has(invoiceOf(sk.split('|').at(-1) ?? '')), 'receivables');
    case 'payer':
      return when(sk.startsWith(`${customerId}|`), 'receivables');
    case 'open-items':
      return when(numbers.has(sk), 'receivables');
    case 'receivables':
      return when(body['customerId'] === customerId, 'receivables');
    case 'MAIL':
      if (sk.startsWith('order/')) return when(orders.has(sk.split('/')[1] ?? ''), 'mails');
      return when(numbers.has(mailedOf(sk)), 'mails');
    case 'audit':
      return when(isNamed(body, customerId, numbers) || orders.has(String(body['order'])), 'audit');
    case 'run':
      if (rest[1] === 'audit') return when(isNamed(body, customerId, numbers), 'audit');
      return when(body['customerId'] === customerId || isNamed(body, customerId, numbers), 'runs');
    default:
      return undefined;
  }
}

/** The number of the invoice that a payment is of. */
const invoiceOf = (paymentId: string): string => paymentId.replace(/-\d+$/, '');

/** The number that a mail is about, by its key: `invoice/NUMBER`, `confirm/PAYMENT`, `dunning/NUMBER/CASE/STEP`. */
function mailedOf(key: string): string {
  const [what, of = ''] = key.split('/');
  return what === 'confirm' ? invoiceOf(of) : of;
}

/** Lists of a decision, a run or an entry of the audit log that name customers or numbers. */
function isNamed(body: CustomerRecord['body'], customerId: string, numbers: ReadonlySet<string>): boolean {
  const list = (name: string): unknown[] => (Array.isArray(body[name]) ? (body[name] as unknown[]) : []);
  const isIn = ['rejected', 'repaired', 'onlyCustomers'].some((name) => list(name).includes(customerId));
  return (
    isIn ||
    body['customerId'] === customerId ||
    (body['action'] === 'voided' && list('numbers').some((number) => numbers.has(String(number))))
  );
}
