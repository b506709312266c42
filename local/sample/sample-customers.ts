import { vatIdFault } from '../../shared/vat-id.ts';
import { COUNTRIES } from './countries.ts';
import type { Country } from './countries.ts';
import { pickFrom, randomFrom, wholeFrom } from './random.ts';
import type { Random } from './random.ts';
import { termsOf } from './sample-payments.ts';
import type { SampleTerms } from './sample-payments.ts';

/** A customer as a catalog file has it. */
export interface SampleCustomer extends SampleTerms {
  readonly id: string;
  readonly name: string;
  readonly address: Readonly<Record<'street' | 'postalCode' | 'city' | 'country', string>> & { readonly region?: string };
  readonly zone: string;
  readonly language: string;
  readonly email: string;
  readonly vatId?: string;
  readonly subscriptions: readonly SampleSubscription[];
}

interface SampleSubscription {
  readonly id?: string;
  readonly plan: string;
  readonly version?: number;
  readonly start: string;
  readonly end?: string;
  readonly anchorDay?: number;
}

const BEGIN = '2026-10-01';
/** From this day on Starter is sold in version 2. */
const PRICES_ROSE = 15;

/** Invented companies from a seed: the same ones every time, and the first few of many are those of few. */
export function* sampleCustomers(seed: string): Generator<SampleCustomer> {
  const taken = new Set<string>();
  for (let number = 1; ; number++) {
    const random = randomFrom(`${seed} customer ${number}`);
    const customer = companyIn(countryFrom(random), random);
    if (taken.has(customer.id)) continue;
    taken.add(customer.id);
    yield { ...customer, ...termsOf(seed, customer) };
  }
}

function companyIn(country: Country, random: Random): SampleCustomer {
  const name = `${pickFrom(random, country.names)} ${pickFrom(random, country.trades)}`;
  const id = asciiOf(name);
  const [postalCode, city, region, zone] = pickFrom(random, country.places);
  const street = pickFrom(random, country.streets).replace('#', () => String(wholeFrom(random, 2, 148)));
  const vatId = country.vatId === undefined ? undefined : vatIdIn(country.vatId, random);
  return {
    id,
    name: `${name} ${pickFrom(random, country.forms)}`,
    address: { street, postalCode, city, ...(region === undefined ? {} : { region }), country: country.code },
    zone: zone ?? country.zone,
    language: country.language,
    email: `${country.mailbox}@${id}.example`,
    ...(vatId === undefined ? {} : { vatId }),
    subscriptions: subscriptionsOf(id, country, random),
  };
}

/** An id whose check digits are right. What is drawn again does not move what is drawn behind it. */
function vatIdIn(pattern: string, random: Random): string {
  const drawn = (from: Random, least: number): string => pattern.replaceAll('#', () => String(wholeFrom(from, least, 9)));
  let vatId = drawn(random, 1);
  const again = randomFrom(vatId);
  while (vatIdFault(vatId) !== undefined) vatId = drawn(again, 0);
  return vatId;
}

/** Most run all month. Some begin, end, or change plan or prices in the middle of it; one in fifty has another anchor day. */
function subscriptionsOf(customer: string, country: Country, random: Random): SampleSubscription[] {
  const plan = planFrom(country, random);
  const change = random();
  const since = { plan, ...(plan === 'starter' ? { version: 1 } : {}), start: BEGIN };
  if (change < 0.06) {
    const day = wholeFrom(random, 5, 28);
    return [{ plan, ...(plan === 'starter' && day < PRICES_ROSE ? { version: 1 } : {}), start: dateOf(day) }];
  }
  if (change < 0.1) return [{ ...since, end: dateOf(wholeFrom(random, 5, 28)) }];
  if (change < 0.12) return [{ ...since, anchorDay: wholeFrom(random, 8, 25) }];
  if (plan !== 'starter' || change > 0.24) return [since];
  const end = dateOf(wholeFrom(random, PRICES_ROSE, 28));
  if (change < 0.18)
    return [
      { ...since, end },
      { plan: 'business', start: end },
    ];
  return [
    { ...since, end },
    { id: `${customer}.starter-2`, plan, start: end },
  ];
}

function planFrom({ code }: Country, random: Random): string {
  const chance = random();
  if (code === 'US' || code === 'AU') return chance < 0.5 ? 'scale' : 'flex';
  return chance < 0.62 ? 'starter' : chance < 0.86 ? 'business' : 'flex';
}

function countryFrom(random: Random): Country {
  const shares = COUNTRIES.flatMap((country) => Array.from({ length: country.share }, () => country));
  return pickFrom(random, shares);
}

const dateOf = (day: number): string => `2026-10-${String(day).padStart(2, '0')}`;

const LETTERS: Readonly<Record<string, string>> = { ß: 'ss', ł: 'l', ø: 'o', ö: 'oe', ä: 'ae', ü: 'ue' };

/** A name as an id: `Säntis Präzision` is saentis-praezision. */
function asciiOf(name: string): string {
  const letters = name.toLowerCase().replace(/[ßłøöäü]/g, (letter) => LETTERS[letter] ?? '');
  return letters
    .normalize('NFD')
    .replace(/[^a-z0-9 ]/g, '')
    .replaceAll(' ', '-');
}
