import { pickFrom, randomFrom, wholeFrom } from './random.ts';

/** How a customer pays, and what for it may order on account, as a catalog file has it. Who says nothing transfers the money. */
export interface SampleTerms {
  readonly payment?: SamplePayment;
  readonly orderTerms?: 'on-account';
}

type SamplePayment =
  | {
      readonly method: 'card';
      readonly provider: 'fake';
      readonly customer: string;
      readonly paymentMethod: string;
      readonly lastDigits: string;
    }
  | {
      readonly method: 'direct-debit';
      readonly mandate: { readonly reference: string; readonly signedOn: string; readonly iban: string };
    };

interface Payer {
  readonly id: string;
  readonly address: { readonly country: string };
  readonly subscriptions: readonly { readonly plan: string }[];
}

/** Countries whose customers have an account that is known, and may let it be debited. */
export const ACCOUNTS_IN = ['DE', 'AT'];
/** What cards do, as the fake provider knows them: of twelve two have no money, one has expired, and one wants its holder. */
const CARDS = ['pays', 'pays', 'declines', 'pays', 'pays', 'authenticates', 'pays', 'declines', 'pays', 'pays', 'expired', 'pays'];

/**
 * From a seed of its own, so that nothing else that is drawn of a customer depends on it. Who buys in dollars mostly pays by
 * card, since the seller's account is in euros; a fifth of those whose account can be debited let it be.
 */
export function termsOf(seed: string, { id, address, subscriptions }: Payer): SampleTerms {
  const random = randomFrom(`${seed} pays ${id}`);
  const chance = random();
  const isInDollars = subscriptions.some(({ plan }) => plan === 'scale');
  if (chance < (isInDollars ? 0.7 : 0.14)) {
    const [customer, lastDigits] = [`cus_${id}`, String(wholeFrom(random, 1_000, 9_999))];
    return { payment: { method: 'card', provider: 'fake', customer, paymentMethod: pickFrom(random, CARDS), lastDigits } };
  }
  if (ACCOUNTS_IN.includes(address.country) && chance < 0.34) {
    const signedOn = `2026-0${wholeFrom(random, 1, 9)}-${String(wholeFrom(random, 1, 28)).padStart(2, '0')}`;
    return { payment: { method: 'direct-debit', mandate: { reference: `M-${id}`, signedOn, iban: accountOf(seed, id) } } };
  }
  return random() < 0.2 ? { orderTerms: 'on-account' } : {};
}

/**
 * An invented account with check digits that are right (ISO 13616). It is nobody's: German bank codes begin with 1 to 8, for the
 * region, and this one with 9.
 *
 * @see docs/sources.md#bank-codes
 */
export function accountOf(seed: string, id: string): string {
  const bank = `99900000${String(wholeFrom(randomFrom(`${seed} account ${id}`), 1, 999_999_999)).padStart(10, '0')}`;
  // D and E count as 13 and 14, and 00 holds the place of the check digits.
  const check = 98n - (BigInt(`${bank}131400`) % 97n);
  return `DE${String(check).padStart(2, '0')}${bank}`;
}
