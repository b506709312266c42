/** A small world from a seed: a seller, two to six customers, their plans, and what they used, with everything that goes wrong. */
import { Chance } from './chance.ts';

/** UTC of a zone, whole hours ahead, in November to January; each has no change of the clock in between. */
export const ZONES = {
  'Europe/Vienna': 1,
  'Asia/Tokyo': 9,
  'America/Bogota': -5,
  'Pacific/Honolulu': -10,
  'Pacific/Kiritimati': 14,
} as const;
export type Zone = keyof typeof ZONES;

export const SELLER = 'falke';
/** The first of them starts runs, and may then not release them. */
export const RELEASERS = ['anne@falke.example', 'ben@falke.example', 'carl@falke.example'] as const;
export const STARTER = RELEASERS[0];

export interface WorldCustomer {
  readonly id: string;
  readonly country: 'AT' | 'DE' | 'CH' | 'FR';
  readonly vatId?: string;
  readonly zone: Zone;
  readonly language: 'de' | 'en';
  readonly plan: 'basic' | 'plain' | 'none';
  readonly start: string;
  readonly end?: string;
  readonly anchorDay: number;
  /** Cents that were paid beforehand. */
  readonly credit?: number;
}

/** An event as a sender would write it. */
export interface WorldEvent {
  readonly id: string;
  readonly customer: string;
  readonly type: string;
  readonly time: string;
  readonly properties?: Readonly<Record<string, string>>;
  readonly reverses?: string;
}

export interface WorldMonth {
  readonly month: string;
  /** When its run is first begun. */
  readonly begin: string;
  /** What senders sent by then and not before, line by line; some lines are no events. */
  readonly sent: readonly string[];
  /** What they should have sent by then, and send at some moment while this or a later month is billed. */
  readonly late: readonly string[];
}

export interface World {
  readonly seed: number;
  readonly policy: 'never' | 'always';
  readonly customersAtOnce: number;
  readonly customers: readonly WorldCustomer[];
  /** Months that are billed, in order. */
  readonly months: readonly WorldMonth[];
  /** Customer that can't be billed until its VAT id is in the catalog. */
  readonly unclear: string | undefined;
  /** Whether each month is tried in a dry run first. */
  readonly triesFirst: boolean;
}

const NAMES = ['adler', 'biber', 'dachs', 'elster', 'fuchs', 'gimpel', 'hase', 'igel'];
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export function worldOf(seed: number): World {
  const chance = new Chance(`world ${seed}`);
  const customers = chance
    .some(NAMES, chance.whole(2, 6))
    .sort()
    .map((id) => customerOf(id, chance));
  const unclear = chance.is(0.15) ? customers[0]!.id : undefined;
  const begins = beginsOf(chance);
  const all = customers.flatMap((customer) => eventsOf(customer, begins.at(-1)!.begin, chance));
  return {
    seed,
    policy: chance.is(0.55) ? 'always' : 'never',
    customersAtOnce: chance.pick([1, 2, 3, 10, 10]),
    customers: customers
      .map((customer) => (customer.id === unclear ? { ...customer, country: 'FR' as const, zone: 'Europe/Vienna' as const } : customer))
      .map((customer) => ({ ...customer, ...creditOf(seed, customer.id) })),
    months: begins.map(({ month, begin }, i) => {
      const own = all.filter(({ time }) => time < begin && (i === 0 || time >= begins[i - 1]!.begin));
      // What is late is billed as a correction by a run after; the last one has none after it.
      const [late, sent] = parted(own, () => chance.is(0.12) && i < begins.length - 1);
      return { month, begin, sent: disturbed(sent, chance, true), late: disturbed(late, chance, false) };
    }),
    unclear,
    triesFirst: chance.is(0.15),
  };
}

function customerOf(id: string, chance: Chance): WorldCustomer {
  const where = chance.pick([{ country: 'AT' }, { country: 'AT' }, { country: 'DE', vatId: 'DE123456788' }, { country: 'CH' }] as const);
  const start = chance.pick(['2026-11-01', '2026-11-01', '2026-10-26', '2026-11-11']);
  return {
    id,
    ...where,
    zone: chance.pick(Object.keys(ZONES) as Zone[]),
    language: chance.pick(['de', 'en']),
    plan: chance.pick(['basic', 'basic', 'basic', 'plain', 'none']),
    start,
    ...(chance.is(0.2) ? { end: chance.pick(['2026-11-21', '2026-12-01', '2026-12-16']) } : {}),
    anchorDay: chance.pick([1, 1, 1, 15]),
  };
}

/** Less than a month costs, or more than all of them. */
function creditOf(seed: number, customer: string): Pick<WorldCustomer, 'credit'> {
  const chance = new Chance(`credit ${seed} ${customer}`);
  return chance.is(0.5) ? { credit: chance.pick([1, 500, 1500, 4200, 1_000_000]) } : {};
}

/** One to three months; the first run may begin in the last hours of the year. */
function beginsOf(chance: Chance): { month: string; begin: string }[] {
  const december = `2026-12-${chance.pick(['02T05:00', '02T05:00', '09T16:30', '31T21:40'])}:00Z`;
  return [
    { month: '2026-11', begin: december },
    { month: '2026-12', begin: '2027-01-02T05:00:00Z' },
    { month: '2027-01', begin: '2027-02-02T05:00:00Z' },
  ].slice(0, chance.pick([1, 1, 2, 2, 2, 3]));
}

function eventsOf(customer: WorldCustomer, end: string, chance: Chance): WorldEvent[] {
  const from = Date.UTC(2026, 9, 31) - ZONES[customer.zone] * HOUR;
  const until = Date.parse(end);
  const events: WorldEvent[] = [];
  for (let n = chance.whole(0, 14); n > 0; n--) {
    const id = `${customer.id}-${n}`;
    const time = new Date(chance.is(0.25) ? boundaryOf(customer, chance) : chance.whole(from / 1000, until / 1000) * 1000).toISOString();
    const isCall = chance.is(0.7);
    const event = isCall
      ? { id, customer: customer.id, type: 'api.calls', time, properties: { calls: String(chance.pick([1, 7, 60, 100, 101, 450, 1000])) } }
      : { id, customer: customer.id, type: 'message.sent', time };
    events.push(event);
    if (chance.is(0.06)) events.push({ ...event, time: new Date(Date.parse(time) + DAY).toISOString() });
    if (chance.is(0.08)) events.push({ id: `${id}-back`, customer: customer.id, type: event.type, time, reverses: id });
  }
  return events;
}

/** The first instant of a period, and the last before it. */
function boundaryOf({ zone, anchorDay }: WorldCustomer, chance: Chance): number {
  const midnight = Date.UTC(2026, chance.whole(10, 12), anchorDay) - ZONES[zone] * HOUR;
  return midnight - chance.pick([0, 1]);
}

/** Lines as they come over a bad network: any order, some twice, some broken; and some with other content, if their order is kept. */
function disturbed(events: readonly WorldEvent[], chance: Chance, isContradictory: boolean): string[] {
  const lines = events.map((event) => JSON.stringify(event));
  for (const event of events) {
    if (chance.is(0.15)) lines.push(JSON.stringify(event));
    if (isContradictory && chance.is(0.05) && event.properties) lines.push(JSON.stringify({ ...event, properties: { calls: '999' } }));
  }
  if (lines.length === 0) return lines;
  if (chance.is(0.3)) lines.push(JSON.stringify({ id: 'stray', customer: 'nobody', type: 'message.sent', time: '2026-11-05T10:00:00Z' }));
  if (chance.is(0.3)) lines.push('{"id":"torn","customer":');
  return chance.some(lines, lines.length);
}

function parted<Value>(values: readonly Value[], isFirst: (value: Value) => boolean): [Value[], Value[]] {
  const first: Value[] = [];
  const second: Value[] = [];
  for (const value of values) (isFirst(value) ? first : second).push(value);
  return [first, second];
}

/** The catalog file of the world; with the VAT id that was missing, once somebody has mended it. */
export function catalogOf(world: World, isMended: boolean): string {
  const customers = world.customers.map((customer) =>
    customerYaml(customer, isMended && customer.id === world.unclear ? 'FR61954506077' : customer.vatId),
  );
  const release = world.policy === 'never' ? 'never' : `{ policy: always, by: [${RELEASERS.join(', ')}] }`;
  return `seller:
  id: ${SELLER}
  name: Falke Messtechnik GmbH
  brand: Falke
  address: { street: Turmgasse 2, postalCode: "8010", city: Graz, country: AT }
  zone: Europe/Vienna
  email: billing@falke.example
  vatId: ATU10000005
  bank: { holder: Falke Messtechnik GmbH, bank: Murbank, iban: AT61 1904 3002 3457 3201, bic: DONAATWW }
  tax: { standardRate: 20, source: "§ 10 Abs. 1 UStG" }
  numberSeries: { prefix: RE, digits: 6 }
  customersAtOnce: ${world.customersAtOnce}
  release: ${release}
meters:
  - { id: calls, eventType: api.calls, aggregation: sum, valueProperty: calls, unit: { de: Aufrufe, en: calls } }
  - { id: messages, eventType: message.sent, aggregation: count, unit: { de: Nachrichten, en: messages } }
plans:
  - id: basic
    name: Basic
    currency: EUR
    prices:
      - { id: base, name: { de: Grundpreis, en: Base fee }, model: flat, amount: 10.00 }
      - id: calls
        name: { de: Aufrufe, en: Calls }
        model: graduated
        meter: calls
        tiers: [{ upTo: 100, unitPrice: 0.10 }, { upTo: 1000, unitPrice: 0.05 }, { unitPrice: 0.01 }]
      - { id: messages, name: { de: Nachrichten, en: Messages }, model: standard, meter: messages, unitPrice: 0.25 }
  - id: plain
    name: Plain
    currency: EUR
    prices:
      - { id: calls, name: { de: Aufrufe, en: Calls }, model: standard, meter: calls, unitPrice: 0.10 }
customers:
${customers.join('')}`;
}

function customerYaml(customer: WorldCustomer, vatId: string | undefined): string {
  const { id, country, zone, language, plan, start, end, anchorDay, credit } = customer;
  const subscription = `{ id: ${id}.1, plan: ${plan}, start: ${start}, anchorDay: ${anchorDay}${end === undefined ? '' : `, end: ${end}`} }`;
  return `  - id: ${id}
    name: ${id[0]!.toUpperCase()}${id.slice(1)} AG
    address: { street: Feldweg 1, postalCode: "1000", city: Ort, country: ${country} }
    zone: ${zone}
    language: ${language}
    email: pay@${id}.example
${vatId === undefined ? '' : `    vatId: ${vatId}\n`}    subscriptions: [${plan === 'none' ? '' : subscription}]
${credit === undefined ? '' : `    credits: [{ id: start, amount: ${(credit / 100).toFixed(2)}, currency: EUR }]\n`}`;
}

/** What the world is, for a person who looks at a seed. */
export function worldInWords(world: World): string[] {
  return [
    `${world.customers.length} customers, ${world.months.map(({ month, begin }) => `${month} billed from ${begin}`).join(', ')}; release ${world.policy}; ${world.customersAtOnce} customers at once`,
    ...world.customers.map(
      ({ id, country, zone, plan, start, end, anchorDay, credit }) =>
        `${id}: ${plan} from ${start}${end === undefined ? '' : ` to ${end}`}, anchor day ${anchorDay}, ${country}, ${zone}${id === world.unclear ? ', without the VAT id it needs' : ''}${credit === undefined ? '' : `, ${credit} cents of credit`}`,
    ),
    ...world.months.map(({ month, sent, late }) => `${month}: ${sent.length} lines sent in time, ${late.length} late`),
  ];
}
