import { describe, expect, it } from '@jest/globals';

import { CatalogError, checkedCatalog, parseCatalog, readCatalog, type CatalogFault } from './catalog-file.ts';

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

function faultsOf(text: string | Uint8Array): readonly CatalogFault[] {
  return faultsOfFiles({ 'catalog.yml': text });
}

function faultsOfFiles(files: Readonly<Record<string, string | Uint8Array>>): readonly CatalogFault[] {
  try {
    checkedCatalog(readCatalog(Object.entries(files).map(([name, content]) => ({ name, content }))));
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

describe('a fault is told with its place', () => {
  it.each([
    { why: 'a zone that is none', changes: { 6: '  zone: Europe/Wien' }, line: 6, path: 'seller.zone', message: 'time zone' },
    { why: 'a field misspelled', changes: { 4: '  brant: Kranich' }, line: 4, path: 'seller.brant', message: 'did you mean "brand"?' },
    { why: 'a field missing', changes: { 28: '' }, line: 25, path: 'customers[0].zone', message: 'is missing: time zone' },
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
      changes: { 23: '      - { id: messages, name: Messages, model: tiered, meter: messages }' },
      line: 23,
      path: 'plans[1].prices[0].model',
      message: 'percentage, graduated-percentage, dynamic, matrix, capacity, not "tiered"',
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
      message: 'meter "calls" is there already, at catalog.yml:11:11',
    },
    {
      why: 'a plan version twice',
      changes: { 19: '  - id: basic', 32: '' },
      line: 19,
      path: 'plans[1].id',
      message: 'plan "basic" version 1 is there already, at catalog.yml:14:9',
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
      message: 'subscription "x" is there already, at catalog.yml:31:15; give this one an id of its own',
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
      message: 'is missing: names the series',
    },
    { why: 'no series', changes: { 9: '' }, line: 2, path: 'seller.numberSeries', message: 'is missing: how documents' },
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
    {
      why: 'a field of something else',
      changes: { 30: '    plan: basic', 31: '', 32: '' },
      line: 30,
      path: 'customers[0].plan',
      message: 'there is no field "plan"; there is "id", "name", "attention"',
    },
    {
      why: 'a field of another price model',
      changes: { 23: '      - { id: m, name: M, model: flat, amount: 1, meter: messages }' },
      line: 23,
      path: 'plans[1].prices[0].meter',
      message: 'there is no field "meter"; there is "id", "name", "kind", "tax", "model", "amount", "unit"',
    },
    {
      why: 'a section misspelled',
      changes: { 24: 'costumers:' },
      line: 24,
      path: 'costumers',
      message: 'there is no section "costumers"; did you mean "customers"?',
    },
    {
      why: 'a zone in small letters',
      changes: { 28: '    zone: europe/vienna' },
      line: 28,
      path: 'customers[0].zone',
      message: '"Europe/Vienna"?',
    },
    {
      why: 'a currency by its name',
      changes: { 16: '    currency: Euro' },
      line: 16,
      path: 'plans[0].currency',
      message: 'did you mean "EUR"?',
    },
    { why: 'a currency that is none', changes: { 16: '    currency: XXX' }, line: 16, path: 'plans[0].currency', message: 'such as EUR' },
    {
      why: 'an aggregation misspelled',
      changes: { 12: '  - { id: messages, eventType: message.sent, aggregation: counts }' },
      line: 12,
      path: 'meters[1].aggregation',
      message:
        'expected one of count, sum, min, max, average, latest, unique, weighted-sum, percentile, not "counts"; did you mean "count"?',
    },
    {
      why: 'a tier that does not rise',
      changes: { 23: '      - { id: m, name: M, model: graduated, meter: messages, tiers: [{ upTo: 10 }, { upTo: 10 }, {}] }' },
      line: 23,
      path: 'plans[1].prices[0].tiers[1].upTo',
      message: 'upTo must rise from tier to tier; 10 comes after 10',
    },
    {
      why: 'a last tier with a bound',
      changes: { 23: '      - { id: m, name: M, model: graduated, meter: messages, tiers: [{ upTo: 10 }, { upTo: 20 }] }' },
      line: 23,
      path: 'plans[1].prices[0].tiers[1].upTo',
      message: 'so it has no upTo',
    },
    {
      why: 'a subscription that ends before it starts',
      changes: { 31: '      - { plan: basic, start: 2026-10-01, end: 2026-09-01 }' },
      line: 31,
      path: 'customers[0].subscriptions[0].end',
      message: 'end must be after start',
    },
    {
      why: 'a number that is a text',
      changes: { 9: '  numberSeries: { prefix: RE, digits: six }' },
      line: 9,
      path: 'seller.numberSeries.digits',
      message: 'not "six"',
    },
    {
      why: 'a section with nothing in it',
      changes: { 24: 'customers: none', 25: '', 26: '', 27: '', 28: '', 29: '', 30: '', 31: '', 32: '' },
      line: 24,
      path: 'customers',
      message: 'expected a list',
    },
    {
      why: 'a text where fields belong',
      changes: { 5: '  address: Lindengasse 4, Wien' },
      line: 5,
      path: 'seller.address',
      message: 'expected an object with fields, not "Lindengasse 4, Wien"',
    },
    { why: 'a name with nothing behind it', changes: { 26: '    name:' }, line: 26, path: 'customers[0].name', message: 'is empty' },
    { why: 'a key twice', changes: { 4: '  name: Kranich' }, line: 4, path: '', message: 'field "name" is there already' },
    { why: 'a bracket that does not close', changes: { 12: '  - { id: messages' }, line: 13, path: '', message: '' },
  ])('$why: line $line, $path', ({ changes, line, path, message }) => {
    const faults = faultsOf(changed(changes));
    expect(faults).toContainEqual(expect.objectContaining({ line, path, message: expect.stringContaining(message) }));
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

  it('and a message that names file, line and column', () => {
    expect(() => parseCatalog(changed({ 6: '  zone: Mars' }), 'my.yml')).toThrow(
      /^Nothing was imported; one thing is wrong:\n {2}my\.yml:6:9 {2}seller\.zone: expected an IANA time zone/,
    );
  });

  it('at the value, or at the name of a field that is not known', () => {
    expect(faultsOf(changed({ 4: '  brant: Kranich', 6: '  zone: Mars' })).map(({ line, column, path }) => [line, column, path])).toEqual([
      [2, 3, 'seller.brand'],
      [4, 3, 'seller.brant'],
      [6, 9, 'seller.zone'],
    ]);
  });

  it('and of a customer also what it refers to, where something else of it is wrong too', () => {
    const faults = faultsOf(changed({ 28: '    zone: Mars', 31: '      - { plan: basik, start: 2026-10-01 }' }));
    expect(faults.map(({ path }) => path)).toEqual(['customers[0].zone', 'customers[0].subscriptions[0].plan']);
  });

  it('but nobody is blamed for referring to a plan that is wrong itself', () => {
    expect(faultsOf(changed({ 16: '    currency: XXX' })).map(({ path }) => path)).toEqual(['plans[0].currency']);
  });

  it('and fifty of very many are written out', () => {
    const more = Array.from({ length: 59 }, (_, i) => `      - { id: s${i}, plan: basik, start: 2026-10-01 }`).join('\n');
    const text = changed({ 31: `      - { plan: basik, start: 2026-10-01 }\n${more}` });
    expect(faultsOf(text)).toHaveLength(60);
    expect(() => parseCatalog(text, 'c.yml')).toThrow(/60 things are wrong:\n(.+\n){50} {2}… and 10 more\.$/);
  });

  it.each(['', '- a\n- b\n', 'just text\n', 'seller:\n'])('and a text that is no catalog is refused: %j', (text) => {
    expect(faultsOf(text).length).toBeGreaterThan(0);
  });
});

describe('what is no YAML', () => {
  it.each([
    {
      why: 'a tab as indentation',
      changes: { 3: '\tname: Kranich' },
      place: [3, 1],
      message: 'a tab is no indentation in YAML; write spaces',
    },
    { why: 'a field indented too little', changes: { 4: ' brand: Kranich' }, place: [4, 1], message: 'the indentation does not fit' },
    { why: 'a field indented too far', changes: { 4: '   brand: Kranich' }, place: [3, 9], message: 'the line below is indented too far' },
    {
      why: 'a second colon in a line',
      changes: { 3: '  name: Kranich: Software' },
      place: [3, 9],
      message: 'put a value with ": " in it into quotes',
    },
    {
      why: 'a key twice in brackets',
      changes: { 9: '  numberSeries: { prefix: RE, prefix: EX }' },
      place: [9, 31],
      message: 'field "prefix" is there already',
    },
    { why: 'an alias of nothing', changes: { 3: '  name: *kranich' }, place: [3, 9], message: 'there is no anchor &kranich before it' },
    {
      why: 'an anchor around its own alias',
      changes: { 5: '  address: &a', 6: '    street: *a' },
      place: [6, 13],
      message: '*a stands inside its own anchor &a',
    },
    { why: 'a tag', changes: { 3: '  name: !env NAME' }, place: [3, 9], message: 'a tag (!) means nothing in a catalog' },
    { why: 'a second document', changes: { 10: '---\nmeters:' }, place: [10, 1], message: 'write one catalog a file' },
    { why: 'a value that begins with @', changes: { 3: '  name: @kranich' }, place: [3, 9], message: 'put it into quotes' },
  ])('$why', ({ changes, place: [line, column], message }) => {
    const [first] = faultsOf(changed(changes));
    expect(first).toMatchObject({ file: 'catalog.yml', line, column, path: '', message: expect.stringContaining(message) });
  });

  it('is told of each file with at most three faults, beside what is wrong in the others', () => {
    const faults = faultsOfFiles({ 'a.yml': '- a\nb: 1\nc: 2\n', 'b.yml': CATALOG, 'c.yml': 'meters:\n  - { id: x }\n' });
    expect(faults.filter(({ file }) => file === 'a.yml').length).toBeLessThanOrEqual(3);
    expect(faults.map(({ file, path }) => `${file} ${path}`)).toEqual(
      expect.arrayContaining(['a.yml ', 'c.yml meters[0].eventType', 'c.yml meters[0].aggregation']),
    );
  });

  it('includes a file that is not UTF-8: where, and after what', () => {
    const text = Buffer.from('# Köln\nseller:\n  name: ', 'utf8');
    expect(faultsOf(Buffer.concat([text, Buffer.from('M\xfcller\n', 'latin1')]))).toEqual([
      expect.objectContaining({
        line: 3,
        column: 10,
        message: expect.stringContaining('after "name: M" is written in another encoding; save it as UTF-8'),
      }),
    ]);
    expect(faultsOf(Buffer.from('\ufeffseller:\n', 'utf16le'))).toMatchObject([{ line: 1, message: expect.stringContaining('UTF-16') }]);
  });

  it('does not include a mark of byte order, lines that end as on Windows, comments and aliases', () => {
    const aliased = changed({
      5: '  address: &vienna { street: Lindengasse 4, postalCode: "1070", city: Wien, country: AT } # ours',
      27: '    address: *vienna',
    });
    const { customers } = parseCatalog(`\ufeff${aliased.replaceAll('\n', '\r\n')}`, 'c.yml');
    expect(customers[0]?.customer.address.city).toBe('Wien');
  });
});

describe('several files', () => {
  const lines = CATALOG.split('\n');
  const part = (first: number, last: number): string => `${lines.slice(first - 1, last).join('\n')}\n`;
  const FILES = { 'seller.yml': part(1, 9), 'plans.yml': part(10, 23), 'customers.yml': part(24, 32) };
  const BIBER = part(24, 32).replaceAll('adler', 'biber');

  const catalogOf = (files: Readonly<Record<string, string>>) =>
    checkedCatalog(readCatalog(Object.entries(files).map(([name, content]) => ({ name, content }))));

  it('are one catalog, in any order', () => {
    expect(catalogOf(FILES)).toEqual(parseCatalog(CATALOG, 'catalog.yml'));
    const { 'seller.yml': seller, ...rest } = FILES;
    expect(catalogOf({ ...rest, 'seller.yml': seller })).toEqual(parseCatalog(CATALOG, 'catalog.yml'));
  });

  it('may each have customers, and refer to what others say', () => {
    expect(catalogOf({ ...FILES, 'biber.yml': BIBER }).customers.map(({ customer }) => customer.id)).toEqual(['adler', 'biber']);
  });

  it('may have a file with nothing but comments among them', () => {
    expect(catalogOf({ ...FILES, 'notes.yml': '# nothing yet\n' }).customers).toHaveLength(1);
  });

  it('say each thing once: of what is there twice both places are named', () => {
    expect(
      faultsOfFiles({ ...FILES, 'again.yml': `${part(1, 9)}${part(24, 32)}` }).map(({ file, line, column, message }) => ({
        at: `${file}:${line}:${column}`,
        message,
      })),
    ).toEqual([
      { at: 'again.yml:1:1', message: 'the seller is there already, at seller.yml:1:1' },
      { at: 'again.yml:11:9', message: 'customer "adler" is there already, at customers.yml:2:9' },
      { at: 'again.yml:17:9', message: expect.stringContaining('subscription "adler.basic" is there already, at customers.yml:8:9; ') },
      { at: 'again.yml:18:9', message: expect.stringContaining('subscription "adler.talk" is there already, at customers.yml:9:9; ') },
    ]);
  });

  it('have their faults at the places of their own', () => {
    const faults = faultsOfFiles({ ...FILES, 'biber.yml': BIBER.replace('plan: talk', 'plan: tolk') });
    expect(faults).toEqual([
      {
        file: 'biber.yml',
        line: 9,
        column: 17,
        path: 'customers[0].subscriptions[1].plan',
        message: 'there is no plan "tolk"; did you mean "talk"?',
      },
    ]);
  });

  it('need a seller and a plan among them', () => {
    expect(faultsOfFiles({ 'customers.yml': 'customers: []\n' }).map(({ message }) => message)).toEqual([
      'there is no seller: one file has to say who invoices',
      'there is no plan: nothing could be billed',
    ]);
  });
});
