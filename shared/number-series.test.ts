import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { numberText } from './billing-run.ts';
import { counterOf, numberSeries, patternOf, sellerSeries, seriesChanges, seriesFor, type NumberSeries } from './number-series.ts';

const seriesOf = (...written: readonly object[]): NumberSeries[] => sellerSeries.parse(written);
const faultsOf = (written: unknown): string[] =>
  (sellerSeries.safeParse(written).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
const printed = (series: NumberSeries, date: string, position: number): string =>
  numberText({ counter: counterOf(series, date), digits: series.digits, pattern: patternOf(series, date) }, position);

describe('a series as it was written before there were several', () => {
  it('is a list of one, with the numbers and the counter it had', () => {
    const [series, ...others] = sellerSeries.parse({ prefix: 'RE', digits: '6' });
    expect(others).toEqual([]);
    expect(series).toEqual({ prefix: 'RE', digits: 6, restart: 'yearly', format: '{prefix}-{year}-{number}' });
    expect(counterOf(series!, '2026-11-02')).toBe('RE-2026');
    expect(printed(series!, '2026-11-02', 17)).toBe('RE-2026-000017');
  });

  it('is the same when what was read is read again', () => {
    const once = sellerSeries.parse({ prefix: 'RE' });
    expect(sellerSeries.parse(once)).toEqual(once);
  });
});

it.each([
  { series: { prefix: 'RE' }, date: '2026-12-31', position: 1, counter: 'RE-2026', number: 'RE-2026-000001' },
  { series: { prefix: 'RE' }, date: '2027-01-01', position: 1, counter: 'RE-2027', number: 'RE-2027-000001' },
  { series: { prefix: 'RE', restart: 'never' }, date: '2027-01-01', position: 318, counter: 'RE', number: 'RE-000318' },
  {
    series: { prefix: 'A1', digits: 4, format: '{yy}{prefix}.{number}' },
    date: '2026-01-01',
    position: 7,
    counter: 'A1-2026',
    number: '26A1.0007',
  },
  { series: { prefix: 'RE', format: '{year}{number}' }, date: '2026-01-01', position: 42, counter: 'RE-2026', number: '2026000042' },
  { series: { prefix: 'RE', digits: 4 }, date: '2026-01-01', position: 10_000, counter: 'RE-2026', number: 'RE-2026-10000' },
  {
    series: { prefix: 'RE', restart: 'never', format: 'Wien_{prefix}-{year}-{number}' },
    date: '2026-01-01',
    position: 9,
    counter: 'RE',
    number: 'Wien_RE-2026-000009',
  },
])('number $position of $date is $number of $counter', ({ series, date, position, counter, number }) => {
  const [it] = seriesOf(series);
  expect(counterOf(it!, date)).toBe(counter);
  expect(printed(it!, date, position)).toBe(number);
});

describe('a format', () => {
  it.each([
    { why: '{number} left out', format: '{prefix}-{year}', message: 'needs {number} exactly once' },
    { why: '{number} twice', format: '{prefix}-{year}-{number}-{number}', message: 'needs {number} exactly once' },
    { why: 'no year in a yearly series', format: '{prefix}-{number}', message: 'needs {year} or {yy}' },
    {
      why: 'a placeholder misspelled',
      format: '{prefix}-{yaer}-{number}',
      message: 'there is no placeholder {yaer}; did you mean "year"?',
    },
    { why: 'an empty placeholder', format: '{}-{year}-{number}', message: 'there is no placeholder {}' },
    { why: 'a slash', format: '{prefix}/{year}/{number}', message: 'may only have letters, digits, ".", "_" and "-"' },
    { why: 'a space', format: '{prefix} {year}-{number}', message: 'may only have letters' },
    { why: 'an umlaut', format: 'Köln-{year}-{number}', message: 'may only have letters' },
    { why: 'a lone brace', format: '{prefix}-{year}-{number}}', message: 'may only have letters' },
    { why: 'a key’s separator', format: '{prefix}|{year}|{number}', message: 'may only have letters' },
    { why: 'a dot in front', format: '.{prefix}-{year}-{number}', message: 'must begin with a letter, a digit' },
    { why: 'a dash in front', format: '-{prefix}-{year}-{number}', message: 'must begin with a letter, a digit' },
    { why: 'nothing', format: '', message: 'needs {number} exactly once' },
  ])('with $why is refused', ({ format, message }) => {
    expect(faultsOf({ prefix: 'RE', format })).toContainEqual(expect.stringContaining(`format: ${message}`));
    expect(faultsOf([{ prefix: 'RE', format }])).toContainEqual(expect.stringContaining(`0.format: ${message}`));
  });

  it('gives at most 40 characters', () => {
    // RE- and -2026- are 9 characters, 6 are the digits: 25 are left.
    expect(faultsOf({ prefix: 'RE', format: `{prefix}-${'x'.repeat(25)}-{year}-{number}` })).toEqual([]);
    expect(faultsOf({ prefix: 'RE', format: `{prefix}-${'x'.repeat(26)}-{year}-{number}` })).toEqual([
      'format: gives numbers of 41 characters; 40 is the most',
    ]);
  });

  it('needs no year where numbers never begin again', () => {
    expect(faultsOf({ prefix: 'RE', restart: 'never', format: '{prefix}{number}' })).toEqual([]);
  });
});

describe('the series of a seller', () => {
  it.each([
    { why: 'none', written: [], message: 'expected array to have >=1 items' },
    {
      why: 'forty-one',
      written: Array.from({ length: 41 }, (_, i) => ({ prefix: `S${i}` })),
      message: 'expected array to have <=40 items',
    },
    { why: 'a word', written: 'RE', message: 'expected object' },
    { why: 'nothing at all', written: undefined, message: 'expected object, received undefined' },
    { why: 'a prefix in small letters', written: { prefix: 're' }, message: 'prefix: expected 1 to 10 capital letters or digits' },
    { why: 'a prefix with the separator', written: { prefix: 'RE-1' }, message: 'prefix: expected 1 to 10 capital letters or digits' },
    { why: 'a restart nobody knows', written: { prefix: 'RE', restart: 'monthly' }, message: 'restart: expected yearly or never' },
    { why: 'three digits', written: { prefix: 'RE', digits: 3 }, message: 'digits: ' },
    { why: 'a field nobody knows', written: { prefix: 'RE', start: 1 }, message: 'Unrecognized key: "start"' },
    { why: 'a prefix twice', written: [{ prefix: 'RE' }, { prefix: 'RE' }], message: '1.prefix: series "RE" is there already' },
    {
      why: 'a second without its prefix',
      written: [{ prefix: 'RE' }, { prefix: 'EX', format: '{year}-{number}' }],
      message:
        '1.format: two series could give the same number: {prefix} must stand by itself between ".", "_" or "-", at the same place in every format, as in series "RE"',
    },
    {
      why: 'a first without its prefix',
      written: [{ prefix: 'RE', format: '{year}-{number}' }, { prefix: 'EX' }],
      message: '0.format: two series could give the same number',
    },
    {
      why: 'a prefix that runs into the number: RE and 1000001, RE1 and 000001',
      written: [
        { prefix: 'RE', restart: 'never', format: '{prefix}{number}' },
        { prefix: 'RE1', restart: 'never', format: '{prefix}{number}' },
      ],
      message: '1.format: two series could give the same number',
    },
    {
      why: 'prefixes at different places: 2026-RE-000001',
      written: [
        { prefix: 'RE', format: '{year}-{prefix}-{number}' },
        { prefix: '2026', restart: 'never', format: '{prefix}-RE-{number}' },
      ],
      message: '1.format: two series could give the same number',
    },
  ])('may not be $why', ({ written, message }) => {
    expect(faultsOf(written)).toContainEqual(expect.stringContaining(message));
  });

  it('may be forty', () => {
    expect(seriesOf(...Array.from({ length: 40 }, (_, i) => ({ prefix: `S${i}` })))).toHaveLength(40);
  });

  it('is the one a customer names, else the first', () => {
    const seller = { id: 'kranich', numberSeries: seriesOf({ prefix: 'RE' }, { prefix: 'EX' }) };
    expect(seriesFor(seller, {}).prefix).toBe('RE');
    expect(seriesFor(seller, { numberSeries: 'EX' }).prefix).toBe('EX');
    expect(() => seriesFor(seller, { numberSeries: 'CH' })).toThrow('Seller "kranich" has no number series "CH"; there is "RE", "EX".');
  });

  it('never gives a number twice, whatever is accepted', () => {
    const piece = fc.constantFrom('{prefix}', '{year}', '{yy}', '{number}', '-', '.', '_', '0', '1', 'RE', 'A', '2026');
    const wanted = fc.record({
      prefix: fc.constantFrom('RE', 'RE1', 'A', '1', '10', '2026', '26'),
      digits: fc.constantFrom(4, 5),
      restart: fc.constantFrom('yearly', 'never'),
      format: fc.oneof(
        fc.array(piece, { minLength: 2, maxLength: 6 }).map((pieces) => pieces.join('')),
        fc.array(piece, { maxLength: 3 }).map((pieces) => `{prefix}-${pieces.join('')}{year}{number}`),
      ),
    });
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(wanted, { minLength: 1, maxLength: 3 }), (written) => {
        const list = sellerSeries.safeParse(written);
        if (!list.success) return;
        accepted++;
        const places = list.data.flatMap((series) =>
          ['2026-05-05', '2027-05-05', '2032-05-05'].flatMap((date) =>
            [1, 2, 10, 11, 26, 1_000, 1_001, 9_999, 10_000, 10_001, 20_260, 100_001].map((position) => ({
              place: `${counterOf(series, date)} ${position}`,
              number: printed(series, date, position),
            })),
          ),
        );
        const placesOf = new Map<string, Set<string>>();
        for (const { place, number } of places)
          placesOf.set(number.toLowerCase(), (placesOf.get(number.toLowerCase()) ?? new Set()).add(place));
        expect([...placesOf].filter(([, found]) => found.size > 1)).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});

describe('series of a catalog that is imported after numbers were given out', () => {
  const used = (counter: string, pattern: string, lastIssueDate = '2026-11-02') => [{ counter, pattern, lastIssueDate }];

  it.each([
    { why: 'the same', series: { prefix: 'RE' } },
    { why: 'more digits', series: { prefix: 'RE', digits: 9 } },
    { why: 'another prefix', series: { prefix: 'EX' } },
  ])('may be $why', ({ series }) => {
    expect(seriesChanges(seriesOf(series), used('RE-2026', 'RE-2026-{number}'))).toEqual([]);
  });

  it('may go on in a series that never begins again, in a later year', () => {
    const series = seriesOf({ prefix: 'RE', restart: 'never', format: '{prefix}.{yy}-{number}' });
    expect(seriesChanges(series, used('RE', 'RE.26-{number}'))).toEqual([]);
  });

  it.each([
    { why: 'the format', series: { prefix: 'RE', format: '{prefix}-{yy}-{number}' }, counter: 'RE-2026', pattern: 'RE-2026-{number}' },
    {
      why: 'the restart, which would begin with RE-2026-000001 again',
      series: { prefix: 'RE' },
      counter: 'RE',
      pattern: 'RE-2026-{number}',
    },
    { why: 'the restart the other way', series: { prefix: 'RE', restart: 'never' }, counter: 'RE-2026', pattern: 'RE-2026-{number}' },
  ])('may not change $why', ({ series, counter, pattern }) => {
    expect(seriesChanges(seriesOf(series), used(counter, pattern))).toEqual([
      `number series "RE": has given out numbers (${pattern}), so its restart and format can't change. Begin a new series.`,
    ]);
  });

  it.each([
    { why: 'as another series was', format: 'RE-{year}-{number}' },
    // Its 00001 is RE-2026-000001.
    { why: 'as another series was, with a digit of the number in the format', format: 'RE-{year}-0{number}' },
    { why: 'as another series was but for the case, where file names have none', format: 're-{year}-{number}' },
  ])('may not be printed $why', ({ format }) => {
    expect(seriesChanges(seriesOf({ prefix: 'X', format }), used('RE-2026', 'RE-2026-{number}'))).toEqual([
      'number series "X": could give numbers again that counter RE-2026 gave out (RE-2026-{number}).',
    ]);
  });

  it('may stand beside a used one whose numbers begin alike, since their prefixes tell them apart', () => {
    const series = seriesOf({ prefix: 'RE', format: '{number}-{year}-{prefix}' }, { prefix: 'EX', format: '{number}-{year}-{prefix}' });
    expect(seriesChanges(series, used('RE-2026', '{number}-2026-RE'))).toEqual([]);
  });
});

it('is in the catalog by its own contract', () => {
  expect(numberSeries.parse({ prefix: 'RE', restart: 'never' })).toEqual({
    prefix: 'RE',
    digits: 6,
    restart: 'never',
    format: '{prefix}-{number}',
  });
});
