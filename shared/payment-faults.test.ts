/** How customers pay, as a catalog says it: what can't work is told before anything is billed. */
import { expect, it } from '@jest/globals';
import { customerYaml, SELLER_SECTION, SELLER_YAML } from '../test/support/catalog.ts';
import { parseCatalog } from './catalog-file.ts';
import { paymentFaults } from './payment-faults.ts';

const MANDATE = 'reference: M-1, signedOn: 2026-01-02, iban: DE75512108001245126199';
const CREDITOR = '  payments: { directDebit: { creditorId: DE98ZZZ09999999999 } }\n';
const debit = (mandate = MANDATE): string => `payment: { method: direct-debit, mandate: { ${mandate} } }`;
const catalogOf = (payments: Readonly<Record<string, string>>, seller = CREDITOR): string =>
  `${SELLER_YAML.replace(SELLER_SECTION, SELLER_SECTION + seller)}customers:${Object.entries(payments)
    .map(([id, payment]) => `${customerYaml({ id })}\n    ${payment}`)
    .join('')}\n`;

it.each([
  { why: 'an IBAN with a wrong check digit', payment: debit(MANDATE.replace('DE75', 'DE76')), says: 'IBAN' },
  { why: 'a mandate without its day', payment: debit('reference: M-1, iban: DE75512108001245126199'), says: 'signedOn' },
  {
    why: 'a card without its token',
    payment: 'payment: { method: card, provider: stripe, customer: cus_1, lastDigits: "4242" }',
    says: 'paymentMethod',
  },
  {
    why: 'a number of a card where its last digits go',
    payment: 'payment: { method: card, provider: stripe, customer: cus_1, paymentMethod: pm_1, lastDigits: "4242424242424242" }',
    says: 'lastDigits',
  },
])('refuses $why', ({ payment, says }) => {
  expect(() => parseCatalog(catalogOf({ adler: payment }), 'catalog.yml')).toThrow(says);
});

it.each([
  { why: 'of a seller that is no creditor', payments: { adler: debit() }, seller: '', says: 'while the seller is no creditor' },
  { why: 'of two customers', payments: { adler: debit(), bussard: debit() }, seller: CREDITOR, says: 'is the mandate of customer "adler"' },
])('refuses a mandate $why', ({ payments, seller, says }) => {
  expect(() => parseCatalog(catalogOf(payments as Record<string, string>, seller), 'catalog.yml')).toThrow(says);
});

it('refuses another account under a mandate that was given, and none under another mandate', () => {
  const kept = parseCatalog(catalogOf({ adler: debit() }), 'catalog.yml').customers;
  const faults = (mandate: string) => paymentFaults(parseCatalog(catalogOf({ adler: debit(mandate) }), 'catalog.yml'), kept);
  const other = MANDATE.replace('DE75512108001245126199', 'DE89370400440532013000');
  expect(faults(other)).toMatchObject([{ message: expect.stringContaining('is another account than mandate M-1') }]);
  expect(faults(other.replace('M-1', 'M-2'))).toEqual([]);
});
