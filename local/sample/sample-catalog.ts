import { readFileSync } from 'node:fs';
import { Document, isMap, isSeq } from 'yaml';
import { sampleCustomers } from './sample-customers.ts';
import type { SampleCustomer } from './sample-customers.ts';

export const SEED = '20261001';
export const CUSTOMERS = 200;
/** Who releases the sample's runs, where they are released by a person. */
export const RELEASER = 'finance@nordlicht.example';
const WRITTEN = new URL('./catalog.yml', import.meta.url);

/** Two customers that can't be billed before a person mends something. */
export const TROUBLED = { withoutVatId: 'laguna', belowZero: 'fjordlys' } as const;

const LAGUNA: SampleCustomer = {
  id: TROUBLED.withoutVatId,
  name: 'Laguna Dati S.r.l.',
  address: { street: 'Fondamenta Nove 12', postalCode: '30121', city: 'Venezia', country: 'IT' },
  zone: 'Europe/Rome',
  language: 'en',
  email: 'fatture@laguna.example',
  subscriptions: [{ plan: 'starter', version: 1, start: '2026-10-01' }],
};
export const LAGUNA_VAT_ID = 'IT04271180368';

const FJORDLYS: SampleCustomer = {
  id: TROUBLED.belowZero,
  name: 'Fjordlys Havbruk AS',
  address: { street: 'Strandgaten 44', postalCode: '5013', city: 'Bergen', country: 'NO' },
  zone: 'Europe/Oslo',
  language: 'en',
  email: 'faktura@fjordlys.example',
  subscriptions: [{ plan: 'starter', version: 1, start: '2026-10-01' }],
};

/**
 * The sample's catalog file: the customers that are written by hand, those from the seed, and the two that are trouble.
 *
 * @param customers how many in all
 * @param isReleased whether a person releases its runs
 */
export function sampleCatalog({ customers = CUSTOMERS, isMended = false, isReleased = false } = {}): string {
  const laguna = isMended ? { ...LAGUNA, vatId: LAGUNA_VAT_ID } : LAGUNA;
  const text = catalogOf(customers - 2, [laguna, FJORDLYS]);
  return isReleased
    ? text.replace('  release: never\n', `  release: { policy: always, by: [${RELEASER}, ops@nordlicht.example] }\n`)
    : text;
}

/** A catalog of the sample's first customers, each of which can be billed. */
export function firstOfSample(customers: number): string {
  return catalogOf(customers, []);
}

function catalogOf(customers: number, more: readonly SampleCustomer[]): string {
  const written = readFileSync(WRITTEN, 'utf8');
  const byHand = written.split('\ncustomers:\n')[1]?.match(/^ {2}- id: /gm)?.length ?? 0;
  const fromSeed = sampleCustomers(SEED).take(Math.max(0, customers - byHand));
  const added = [...fromSeed, ...more];
  return added.length === 0 ? written : `${written}${inYaml(added)}`;
}

/** Customers as a person would write them: a line a field, addresses and subscriptions in one line. */
function inYaml(customers: readonly SampleCustomer[]): string {
  const document = new Document({ customers });
  const list = document.get('customers');
  for (const customer of isSeq(list) ? list.items : []) {
    if (!isMap(customer)) continue;
    for (const field of ['address', 'payment', 'subscriptions']) {
      const value = customer.get(field);
      if (isMap(value) || isSeq(value)) value.flow = true;
    }
  }
  const text = document.toString({ lineWidth: 0, singleQuote: true });
  return text.replace('customers:\n', '').replaceAll('[ {', '[{').replaceAll('} ]', '}]');
}
