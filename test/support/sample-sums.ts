/**
 * What the sample month comes to by plain integer arithmetic: quantities in whole numbers and thousandths, prices in
 * billionths of the currency, as they stand in the catalog. Shares nothing with the code that bills it.
 */
import type { SampleDay } from '../../local/sample/sample-days.ts';
import type { Catalog } from '../../shared/catalog.store.ts';

interface Line {
  readonly id: string;
  readonly customer: string;
  readonly type: string;
  readonly time: string;
  readonly properties?: { readonly calls?: number; readonly gigabyteDays?: string };
  readonly reverses?: string;
}

/** What becomes of lines, each held against those before it. */
export interface Reckoned {
  readonly counted: readonly Line[];
  readonly accepted: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly broken: number;
  readonly reversed: number;
  /** Of those accepted, how many came after the UTC day they happened on. */
  readonly late: number;
}

/** Takes lines as they arrive: the first of an id stays, the same again is a duplicate, and what is reversed does not count. */
export function reckon(days: Iterable<Pick<SampleDay, 'day' | 'lines'>>, customers: ReadonlySet<string>): Reckoned {
  const stored = new Map<string, string>();
  const events: Line[] = [];
  let [duplicates, conflicts, broken, late] = [0, 0, 0, 0];
  for (const { day, text } of [...days].flatMap(({ day, lines }) => lines.map((text) => ({ day, text })))) {
    const line = isJson(text) ? (JSON.parse(text) as Line) : undefined;
    if (!line || !isCountable(line, customers)) broken++;
    else if (!stored.has(line.id)) {
      stored.set(line.id, text);
      events.push(line);
      if (line.time.slice(0, 10) < day) late++;
    } else if (stored.get(line.id) === text) duplicates++;
    else conflicts++;
  }
  const reversals = events.filter(({ reverses }) => reverses !== undefined);
  const gone = new Set(reversals.flatMap(({ id, reverses }) => [id, reverses]));
  const counted = events.filter(({ id }) => !gone.has(id));
  return { counted, accepted: events.length, duplicates, conflicts, broken, reversed: reversals.length, late };
}

function isCountable({ customer, type, time, properties, reverses }: Line, customers: ReadonlySet<string>): boolean {
  if (!customers.has(customer) || (time as string | undefined) === undefined) return false;
  if (reverses !== undefined || type === 'message.delivered') return true;
  if (type === 'api.calls') return Number.isSafeInteger(properties?.calls);
  return type === 'storage.measured' && /^\d+\.\d{3}$/.test(properties?.gigabyteDays ?? '');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

interface Quantities {
  readonly calls: bigint;
  /** Thousandths of a gigabyte day. */
  readonly storage: bigint;
  readonly messages: bigint;
}

/** Cents of each customer's October, tax included, of those that owe something. */
export function octoberOf({ customers }: Catalog, counted: readonly Line[]): Map<string, string> {
  const byCustomer = Map.groupBy(counted, ({ customer }) => customer);
  const owed = new Map<string, string>();
  for (const { customer, subscriptions } of customers) {
    const dated = (byCustomer.get(customer.id) ?? []).map((line) => ({ ...line, date: dateIn(customer.zone, line.time) }));
    let net = 0n;
    for (const { plan, version, start, end, anchorDay } of subscriptions) {
      // With another anchor day the period ends before it, and the whole one began on that day in September.
      const first = start;
      const after = anchorDay > 1 ? `2026-10-${String(anchorDay).padStart(2, '0')}` : (end ?? '2026-11-01');
      const days = BigInt((Date.parse(after) - Date.parse(first)) / 86_400_000);
      const used = dated.filter(({ date }) => first <= date && date < after);
      for (const cents of PLANS[`${plan} ${version}`]?.(quantitiesOf(used), days, anchorDay > 1 ? 30n : 31n) ?? []) net += cents;
    }
    const tax = customer.address.country === 'DE' ? halfUp(net * 19n, 100n) : 0n;
    if (net > 0n) owed.set(customer.id, inUnits(net + tax));
  }
  return owed;
}

/** The lines of each plan in cents: fee, calls, storage, messages. */
const PLANS: Readonly<Record<string, (used: Quantities, days: bigint, of: bigint) => bigint[]>> = {
  'starter 1': ({ calls, storage, messages }, days, of) => [
    halfUp(4_900n * days, of),
    cents(upTo(calls, 100_000n, 1_000_000n) * 180_000n + above(calls, 1_000_000n) * 95_000n),
    cents(storage * 2_100n),
    cents(messages * 120_000_000n),
  ],
  'starter 2': ({ calls, storage, messages }, days, of) => [
    halfUp(5_900n * days, of),
    cents(upTo(calls, 50_000n, 1_000_000n) * 200_000n + above(calls, 1_000_000n) * 100_000n),
    cents(storage * 2_100n),
    cents(messages * 110_000_000n),
  ],
  'business 1': ({ calls, storage, messages }, days, of) => [
    halfUp(49_000n * days, of),
    cents(upTo(calls, 1_000_000n, 10_000_000n) * 120_000n + above(calls, 10_000_000n) * 60_000n),
    cents(upTo(storage, 0n, 5_000_000n) * 1_900n + above(storage, 5_000_000n) * 1_400n),
    cents(messages * 90_000_000n),
  ],
  'flex 1': ({ calls, storage, messages }) => [
    cents(upTo(calls, 0n, 100_000n) * 500_000n + above(calls, 100_000n) * 300_000n),
    cents(storage * 3_500n),
    cents(messages * 150_000_000n),
  ],
  'scale 1': ({ calls, storage, messages }, days, of) => [
    halfUp(190_000n * days, of),
    cents(
      upTo(calls, 10_000_000n, 50_000_000n) * 40_000n +
        above(calls, 50_000_000n) * 20_000n +
        (calls > 10_000_000n ? 250_000_000_000n : 0n) +
        (calls > 50_000_000n ? 500_000_000_000n : 0n),
    ),
    cents(storage * 1_200n),
    cents(upTo(messages, 0n, 200n) * 80_000_000n + above(messages, 200n) * 60_000_000n),
  ],
};

function quantitiesOf(lines: readonly Line[]): Quantities {
  const of = (type: string): readonly Line[] => lines.filter((line) => line.type === type);
  return {
    calls: of('api.calls').reduce((sum, { properties }) => sum + BigInt(properties?.calls ?? 0), 0n),
    storage: of('storage.measured').reduce((sum, { properties }) => sum + BigInt((properties?.gigabyteDays ?? '').replace('.', '')), 0n),
    messages: BigInt(of('message.delivered').length),
  };
}

/** What of a quantity lies between two bounds, and what above one. */
const upTo = (quantity: bigint, from: bigint, to: bigint): bigint => (quantity < to ? quantity : to) - (quantity < from ? quantity : from);
const above = (quantity: bigint, from: bigint): bigint => (quantity > from ? quantity - from : 0n);

const cents = (billionths: bigint): bigint => halfUp(billionths, 10_000_000n);
const halfUp = (dividend: bigint, divisor: bigint): bigint => (2n * dividend + divisor) / (2n * divisor);
const inUnits = (amount: bigint): string => `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`;

const CALENDARS = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of a moment, as the zone's own calendar says. */
function dateIn(zone: string, moment: string): string {
  const known = CALENDARS.get(zone);
  const calendar = known ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
  if (!known) CALENDARS.set(zone, calendar);
  return calendar.format(new Date(moment));
}
