import { describe, expect, it } from '@jest/globals';

import { CatalogError, parseCatalog, type CatalogFault } from './catalog-file.ts';

/** 32 lines; the tests change one or two of them. */
const CATALOG = `seller:
  id: kranich
  name: Kranich Software GmbH
  brand: Kranich
  address: { street: Lindengasse 4, postalCode: "1070", city: Wien, country: AT }
  zone: Europe/Vienna
  email: billing@kranich.example
  bank: { holder: Kranich, bank: Donaubank, iban: AT61 1904 3002 3457 3201, bic: DONAATWW }
  numberSeries: { prefix: RE }
meters:
  - { id: calls, eventType: api.calls, aggregation: sum, valueProperty: calls }
  - { id: messages, eventType: message.sent, aggregation: count }
plans:
  - id: basic
    name: Basic
    currency: EUR
    prices:
      - { id: calls, name: Calls, model: standard, meter: calls, unitPrice: 0.10 }
  - id: talk
    name: Talk
    currency: EUR
    prices:
      - { id: messages, name: Messages, model: standard, meter: messages, unitPrice: 0.25 }
customers:
  - id: adler
    name: Adler Works
    address: { street: Feldweg 1, postalCode: "1000", city: Ort, country: AT }
    zone: Europe/Vienna
    email: pay@adler.example
    subscriptions:
      - { plan: basic, start: 2026-10-01 }
      - { plan: talk, start: 2026-10-01 }
`;

/** The catalog with the text of some lines replaced. */
function changed(changes: Record<number, string | undefined>): string {
  return CATALOG.split('\n')
    .map((line, i) => changes[i + 1] ?? line)
    .join('\n');
}

function faultsOf(text: string): readonly CatalogFault[] {
  try {
    parseCatalog(text, 'catalog.yml');
  } catch (error) {
    if (error instanceof CatalogError) return error.faults;
    throw error;
  }
  return [];
}

describe('a catalog file', () => {
  it('is read with ids and versions of subscriptions filled in', () => {
    const { seller, meters, plans, customers } = parseCatalog(CATALOG, 'catalog.yml');
    expect([seller.id, meters.length, plans.length]).toEqual(['kranich', 2, 2]);
    expect(customers[0]?.subscriptions).toEqual([
      { id: 'adler.basic', plan: 'basic', version: 1, start: '2026-10-01', anchorDay: 1 },
      { id: 'adler.talk', plan: 'talk', version: 1, start: '2026-10-01', anchorDay: 1 },
    ]);
  });

  it('keeps a price as it is written', () => {
    const [plan] = parseCatalog(
      changed({ 18: '      - { id: calls, name: Calls, model: standard, meter: calls, unitPrice: 0.100000000000000010 }' }),
      'c',
    ).plans;
    expect(plan?.prices[0]).toMatchObject({ unitPrice: '0.100000000000000010' });
  });

  it('gives a subscription the latest version of its plan', () => {
    const { customers } = parseCatalog(changed({ 19: '  - id: basic\n    version: 7', 32: '' }), 'c');
    expect(customers[0]?.subscriptions).toMatchObject([{ plan: 'basic', version: 7 }]);
  });

  it('gives it the latest also where an older one comes behind it', () => {
    const { customers } = parseCatalog(changed({ 14: '  - id: basic\n    version: 7', 19: '  - id: basic\n    version: 6', 32: '' }), 'c');
    expect(customers[0]?.subscriptions).toMatchObject([{ plan: 'basic', version: 7 }]);
  });

  it('keeps the version a subscription names', () => {
    const { customers } = parseCatalog(
      changed({ 19: '  - id: basic\n    version: 7', 31: '      - { plan: basic, version: 1, start: 2026-10-01 }', 32: '' }),
      'c',
    );
    expect(customers[0]?.subscriptions).toMatchObject([{ plan: 'basic', version: 1 }]);
  });
});

describe('a fault is told with its line', () => {
  it.each([
    { why: 'a zone that is none', changes: { 6: '  zone: Europe/Wien' }, line: 6, path: 'seller.zone', message: 'time zone' },
    { why: 'a field misspelled', changes: { 4: '  brant: Kranich' }, line: 4, path: 'seller.brant', message: 'did you mean "brand"?' },
    { why: 'a field missing', changes: { 28: '' }, line: 25, path: 'customers[0].zone', message: 'is missing (string)' },
    {
      why: 'an IBAN with two digits swapped',
      changes: { 8: '  bank: { holder: Kranich, bank: Donaubank, iban: AT16 1904 3002 3457 3201, bic: DONAATWW }' },
      line: 8,
      path: 'seller.bank.iban',
      message: 'IBAN',
    },
    {
      why: 'a price with a comma',
      changes: { 18: '      - { id: calls, name: Calls, model: standard, meter: calls, unitPrice: "0,10" }' },
      line: 18,
      path: 'plans[0].prices[0].unitPrice',
      message: 'plain decimal',
    },
    {
      why: 'a model nobody knows',
      changes: { 23: '      - { id: messages, name: Messages, model: volume, meter: messages }' },
      line: 23,
      path: 'plans[1].prices[0].model',
      message: 'nvalid',
    },
    {
      why: 'a meter nobody knows',
      changes: { 18: '      - { id: calls, name: Calls, model: standard, meter: cals, unitPrice: 0.10 }' },
      line: 18,
      path: 'plans[0].prices[0].meter',
      message: 'did you mean "calls"?',
    },
    {
      why: 'a plan nobody knows',
      changes: { 31: '      - { plan: basik, start: 2026-10-01 }' },
      line: 31,
      path: 'customers[0].subscriptions[0].plan',
      message: 'did you mean "basic"?',
    },
    {
      why: 'a version nobody knows',
      changes: { 32: '      - { plan: talk, version: 2, start: 2026-10-01 }' },
      line: 32,
      path: 'customers[0].subscriptions[1].version',
      message: 'plan "talk" has no version 2',
    },
    {
      why: 'a meter twice',
      changes: {
        12: '  - { id: calls, eventType: message.sent, aggregation: count }',
        23: '      - { id: messages, name: M, model: flat, amount: 1 }',
      },
      line: 12,
      path: 'meters[1].id',
      message: 'meter "calls" is there already',
    },
    {
      why: 'a plan version twice',
      changes: { 19: '  - id: basic', 32: '' },
      line: 19,
      path: 'plans[1].id',
      message: 'plan "basic" version 1 is there already',
    },
    {
      why: 'a price twice',
      changes: { 18: '      - { id: a, name: A, model: flat, amount: 1 }\n      - { id: a, name: B, model: flat, amount: 2 }' },
      line: 19,
      path: 'plans[0].prices[1].id',
      message: 'price "a" is there already',
    },
    {
      why: 'a subscription twice',
      changes: { 31: '      - { id: x, plan: basic, start: 2026-10-01 }', 32: '      - { id: x, plan: talk, start: 2026-10-01 }' },
      line: 32,
      path: 'customers[0].subscriptions[1].id',
      message: 'subscription "x" is there already',
    },
    {
      why: 'usage billed twice',
      changes: { 32: '      - { id: again, plan: basic, start: 2027-01-01 }' },
      line: 32,
      path: 'customers[0].subscriptions[1]',
      message: 'billed twice',
    },
    {
      why: 'two currencies of a customer',
      changes: { 21: '    currency: USD' },
      line: 31,
      path: 'customers[0].subscriptions',
      message: 'EUR and USD',
    },
    {
      why: 'an id that would be longer than 64',
      changes: { 14: `  - id: ${'b'.repeat(60)}`, 31: `      - { plan: ${'b'.repeat(60)}, start: 2026-10-01 }` },
      line: 31,
      path: 'customers[0].subscriptions[0]',
      message: 'longer than 64',
    },
    {
      why: 'a field of a series misspelled',
      changes: { 9: '  numberSeries: { prefix: RE, digit: 6 }' },
      line: 9,
      path: 'seller.numberSeries.digit',
      message: 'did you mean "digits"?',
    },
    {
      why: 'a series without what names it',
      changes: { 9: '  numberSeries:\n    - { prefix: RE }\n    - { digits: 6 }' },
      line: 11,
      path: 'seller.numberSeries[1].prefix',
      message: 'is missing (string)',
    },
    { why: 'no series', changes: { 9: '' }, line: 2, path: 'seller.numberSeries', message: 'is missing (object)' },
    {
      why: 'a format without the number',
      changes: { 9: "  numberSeries:\n    - { prefix: RE }\n    - prefix: EX\n      format: '{prefix}-{year}'" },
      line: 12,
      path: 'seller.numberSeries[1].format',
      message: 'needs {number} exactly once',
    },
    {
      why: 'two series that could give the same number',
      changes: { 9: "  numberSeries:\n    - { prefix: RE }\n    - { prefix: EX, format: 'A-{year}-{number}' }" },
      line: 11,
      path: 'seller.numberSeries[1].format',
      message: 'two series could give the same number',
    },
    {
      why: 'a customer of a series nobody knows',
      changes: { 29: '    email: pay@adler.example\n    numberSeries: RR' },
      line: 30,
      path: 'customers[0].numberSeries',
      message: 'the seller has no number series "RR"; did you mean "RE"?',
    },
    { why: 'a key twice', changes: { 4: '  name: Kranich' }, line: 4, path: '', message: 'unique' },
    { why: 'a bracket that does not close', changes: { 12: '  - { id: messages' }, line: 13, path: '', message: '' },
  ])('$why: line $line, $path', ({ changes, line, path, message }) => {
    const faults = faultsOf(changed(changes));
    expect(faults.map((fault) => ({ ...fault, message: fault.message.includes(message) }))).toContainEqual({ line, path, message: true });
  });

  it('and every one of several is told at once, each with its own line', () => {
    const faults = faultsOf(
      changed({
        5: '  address: { street: Lindengasse 4, postalCode: "1070", city: Wien, country: Austria }',
        16: '    currency: EURO',
        29: '    email: nobody',
      }),
    );
    expect(faults.map(({ line, path }) => [line, path])).toEqual([
      [5, 'seller.address.country'],
      [16, 'plans[0].currency'],
      [29, 'customers[0].email'],
    ]);
  });

  it('and so is every one between its parts', () => {
    const faults = faultsOf(
      changed({
        18: '      - { id: calls, name: Calls, model: standard, meter: cals, unitPrice: 0.10 }',
        31: '      - { plan: basik, start: 2026-10-01 }',
        32: '      - { plan: talc, start: 2026-10-01 }',
      }),
    );
    expect(faults.map(({ line }) => line)).toEqual([18, 31, 32]);
  });

  it('and a message that names file and line', () => {
    expect(() => parseCatalog(changed({ 6: '  zone: Mars' }), 'my.yml')).toThrow(
      /my\.yml was not imported; one thing is wrong:\n {2}my\.yml:6 {2}seller\.zone: /,
    );
  });

  it.each(['', '- a\n- b\n', 'just text\n', 'seller:\n'])('and a text that is no catalog is refused: %j', (text) => {
    expect(faultsOf(text).length).toBeGreaterThan(0);
  });
});
