import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { figuresOf, refusal, withFigure, withFigureOff } from '../../test/support/figures.ts';
import { draftFor } from '../../test/support/runs.ts';
import type { DraftContent, InvoiceLine } from '../../shared/invoice.ts';

const [SAMPLE] = draftFor('adler').lines;

function lineOf(changes: Pick<InvoiceLine, 'quantity' | 'parts' | 'net'> & Partial<InvoiceLine>): InvoiceLine {
  if (!SAMPLE) throw new Error('The sample draft has no line.');
  return { ...SAMPLE, ...changes };
}

/**
 * | line | exact | net | rate |
 * |---|---|---|---|
 * | 49.00 for 16 of 31 days | 784 / 31 = 25.290322580645161290 | 25.29 | 20 |
 * | 100 × 0.10 + 2, 150 × 0.05 | 12 + 7.5 | 19.50 | 20 |
 * | −3 × 0.335 | −1.005 | −1.01 | 20 |
 * | 7 × 1.99 | 13.93 | 13.93 | 10 |
 *
 * 20 % of 43.78 is 8.756, so 8.76; 10 % of 13.93 is 1.393, so 1.39. 57.71 + 10.15 = 67.86.
 */
const DRAFT: DraftContent = draftFor('adler', {
  lines: [
    lineOf({
      quantity: '1',
      parts: [{ quantity: '1', unitPrice: '49.00', flatFee: '0', amount: '25.29032258064516129' }],
      net: '25.29',
      trace: { subscription: 's', plan: 'p', planVersion: 1, price: 'base', proration: { days: 16, of: 31 } },
    }),
    lineOf({
      quantity: '250',
      parts: [
        { upTo: '100', quantity: '100', unitPrice: '0.10', flatFee: '2', amount: '12' },
        { quantity: '150', unitPrice: '0.05', flatFee: '0', amount: '7.5' },
      ],
      net: '19.50',
    }),
    lineOf({ quantity: '-3', parts: [{ quantity: '-3', unitPrice: '0.335', flatFee: '0', amount: '-1.005' }], net: '-1.01' }),
    lineOf({ quantity: '7', parts: [{ quantity: '7', unitPrice: '1.99', flatFee: '0', amount: '13.93' }], net: '13.93', taxRate: '10' }),
  ],
  tax: [
    { category: 'S', rate: '20', basis: '43.78', tax: '8.76' },
    { category: 'S', rate: '10', basis: '13.93', tax: '1.39' },
  ],
  totals: { net: '57.71', tax: '10.15', gross: '67.86', payable: '67.86' },
});

describe('a draft whose figures add up', () => {
  it('is accepted', () => {
    expect(refusal(DRAFT)).toBe('');
    expect(refusal(draftFor('adler'))).toBe('');
  });

  it.each([
    // 40 × 0.25 = 10; 0 % of it is 0.
    { why: 'by reverse charge', draft: { category: 'AE' as const }, digits: 2 },
    { why: 'outside the scope of VAT', draft: { category: 'O' as const }, digits: 2 },
  ])('is accepted $why', ({ draft: { category }, digits }) => {
    const [line] = draftFor('adler').lines;
    const draft = draftFor('adler', {
      lines: line ? [{ ...line, taxCategory: category, taxRate: '0' }] : [],
      tax: [{ category, rate: '0', basis: '10.00', tax: '0.00' }],
      totals: { net: '10.00', tax: '0.00', gross: '10.00', payable: '10.00' },
    });
    expect(refusal(draft, digits)).toBe('');
    expect(refusal({ ...draft, tax: [{ category, rate: '20', basis: '10.00', tax: '2.00' }] }, digits)).not.toBe('');
  });

  it.each([
    // 3 × 0.335 = 1.005; 10 % of 1, 1.01 and 1.005.
    { currency: 'JPY', digits: 0, net: '1', tax: '0', gross: '1' },
    { currency: 'EUR', digits: 2, net: '1.01', tax: '0.10', gross: '1.11' },
    { currency: 'KWD', digits: 3, net: '1.005', tax: '0.101', gross: '1.106' },
  ])('is accepted in $currency, and with the digits of another currency it is not', ({ currency, digits, net, tax, gross }) => {
    const draft = draftFor('adler', {
      currency,
      lines: [lineOf({ quantity: '3', parts: [{ quantity: '3', unitPrice: '0.335', flatFee: '0', amount: '1.005' }], net, taxRate: '10' })],
      tax: [{ category: 'S', rate: '10', basis: net, tax }],
      totals: { net, tax, gross, payable: gross },
    });
    expect(refusal(draft, digits)).toBe('');
    for (const other of [0, 2, 3].filter((it) => it !== digits)) expect(refusal(draft, other)).toContain('InvariantError');
  });

  it('is accepted with the published figures of four lines at 20 %: 279.16 + 55.83 = 334.99', () => {
    const nets = ['68.33', '68.33', '57.50', '85.00'];
    const draft = draftFor('adler', {
      lines: nets.map((net) => lineOf({ quantity: '1', parts: [{ quantity: '1', unitPrice: net, flatFee: '0', amount: net }], net })),
      tax: [{ category: 'S', rate: '20', basis: '279.16', tax: '55.83' }],
      totals: { net: '279.16', tax: '55.83', gross: '334.99', payable: '334.99' },
    });
    expect(refusal(draft)).toBe('');
    // Rounded on each line: 13.67 + 13.67 + 11.50 + 17.00.
    const byLine = {
      ...draft,
      tax: [{ category: 'S' as const, rate: '20', basis: '279.16', tax: '55.84' }],
      totals: { net: '279.16', tax: '55.84', gross: '335.00', payable: '335.00' },
    };
    expect(refusal(byLine)).toBe('InvariantError: tax[0].tax is 55.84 and must be 55.83.');
  });
});

/**
 * 250 calls were billed: 12.504 as 12.50. 1050 are rated at 50.509, so at 50.51: 800 more, 38.01. Then 3 × 0.001 were
 * billed too many: 0.003 as nothing, and the period comes to 0.005, so to 0.01.
 */
const CORRECTED: DraftContent = draftFor('adler', {
  lines: [
    lineOf({
      quantity: '800',
      parts: [
        { upTo: '1000', quantity: '750', unitPrice: '0.05', flatFee: '0', amount: '37.5' },
        { quantity: '50', unitPrice: '0.0001', flatFee: '0.5', amount: '0.505' },
      ],
      net: '38.01',
      trace: {
        subscription: 's',
        plan: 'p',
        planVersion: 1,
        price: 'calls',
        correction: { sequence: 1, ratedExact: '50.509', billedExact: '12.504', billedNet: '12.50' },
      },
    }),
    lineOf({
      quantity: '2',
      parts: [{ quantity: '2', unitPrice: '0.001', flatFee: '0', amount: '0.002' }],
      net: '0.01',
      trace: {
        subscription: 's',
        plan: 'p',
        planVersion: 1,
        price: 'messages',
        correction: { sequence: 3, ratedExact: '0.005', billedExact: '0.003', billedNet: '0.00' },
      },
    }),
  ],
  tax: [{ category: 'S', rate: '20', basis: '38.02', tax: '7.60' }],
  totals: { net: '38.02', tax: '7.60', gross: '45.62', payable: '45.62' },
});

describe('a correction', () => {
  it('is accepted if it is the difference of what is rated and what was billed', () => {
    expect(refusal(CORRECTED)).toBe('');
  });

  it.each(figuresOf(CORRECTED).map((path) => ({ path, name: path.join('.') })))(
    'is refused with a cent more or less in $name',
    ({ path }) => {
      expect(refusal(withFigureOff(CORRECTED, path, '0.01'))).toContain('InvariantError');
      expect(refusal(withFigureOff(CORRECTED, path, '-0.01'))).toContain('InvariantError');
    },
  );

  it('is refused with less than a cent in what it was made of', () => {
    for (const name of ['ratedExact', 'billedExact'])
      expect(refusal(withFigureOff(CORRECTED, ['lines', '0', 'trace', 'correction', name], '0.000000000000000001'))).toContain(
        'InvariantError: lines[0].trace.correction.ratedExact',
      );
  });

  it('is refused if it is rounded on its own', () => {
    // 38.005 is 38.01, and 0.002 would be 0.00.
    expect(refusal(withFigure(CORRECTED, ['lines', '1', 'net'], () => '0.00'))).toBe(
      'InvariantError: lines[1].net is 0.00 and must be 0.01.',
    );
  });

  it('of a prorated fee is held against its days', () => {
    const line = DRAFT.lines[0];
    if (!line) throw new Error('The sample draft has no line.');
    const correction = { sequence: 1, ratedExact: '25.29032258064516129', billedExact: '0', billedNet: '0.00' };
    const of = (days: number): DraftContent => ({
      ...DRAFT,
      lines: [{ ...line, trace: { ...line.trace, proration: { days, of: 31 }, correction } }, ...DRAFT.lines.slice(1)],
    });
    expect(refusal(of(16))).toBe('');
    expect(refusal(of(17))).toContain('InvariantError: lines[0].parts[0].amount');
  });
});

/**
 * 3 × 33.33 = 99.99, less 10.00 and 20.00: 69.99. Then a period that was billed at 100 − 10 = 90 and comes to 150 − 15:
 * 45.00 more. 20 % of 114.99 is 22.998, so 23.00; of 137.99 credits pay 100.00.
 */
const DISCOUNTED: DraftContent = draftFor('adler', {
  lines: [
    lineOf({
      quantity: '3',
      parts: [{ quantity: '3', unitPrice: '33.33', flatFee: '0', amount: '99.99' }],
      discounts: [
        { kind: 'coupon', coupon: 'ten', description: 'Ten', percent: '10', amount: '10.00' },
        { kind: 'maximum-spend', description: 'Maximum', amount: '20.00' },
      ],
      net: '69.99',
    }),
    lineOf({
      quantity: '1',
      parts: [{ quantity: '1', unitPrice: '50', flatFee: '0', amount: '50' }],
      discounts: [{ kind: 'coupon', coupon: 'ten', description: 'Ten', percent: '10', amount: '5.00' }],
      net: '45.00',
      trace: {
        subscription: 's',
        plan: 'p',
        planVersion: 1,
        price: 'calls',
        correction: { sequence: 1, ratedExact: '150', billedExact: '100', billedNet: '90.00', billedDiscount: '10.00' },
      },
    }),
  ],
  tax: [{ category: 'S', rate: '20', basis: '114.99', tax: '23.00' }],
  totals: { net: '114.99', tax: '23.00', gross: '137.99', prepaid: '100.00', payable: '37.99' },
});

describe('discounts and credits', () => {
  const changed = (path: readonly string[], figure: string): DraftContent => withFigure(DISCOUNTED, path, () => figure);

  it('are accepted if lines are their parts less the discounts, and payable is what credits leave', () => {
    expect(refusal(DISCOUNTED)).toBe('');
  });

  it.each(figuresOf(DISCOUNTED).map((path) => ({ path, name: path.join('.') })))(
    'are refused with a cent more or less in $name',
    ({ path }) => {
      expect(refusal(withFigureOff(DISCOUNTED, path, '0.01'))).toContain('InvariantError');
      expect(refusal(withFigureOff(DISCOUNTED, path, '-0.01'))).toContain('InvariantError');
    },
  );

  it('are refused where a discount is none, or is not rounded', () => {
    expect(refusal(changed(['lines', '0', 'discounts', '0', 'amount'], '-10.00'))).toBe(
      'InvariantError: lines[0].discounts[0].amount is -10.00 and must be above 0.',
    );
    expect(refusal(changed(['lines', '1', 'discounts', '0', 'amount'], '5.001'))).toContain('lines[1].discounts[0].amount is 5.001');
  });

  it('are refused where a line comes to less than zero', () => {
    const [line] = DISCOUNTED.lines;
    if (!line) throw new Error('The draft has no line.');
    // 99.99 − 100.00 = −0.01; 20 % of it is −0.002, so 0.
    const draft: DraftContent = {
      ...DISCOUNTED,
      lines: [{ ...line, discounts: [{ kind: 'coupon', coupon: 'a', description: 'A', amount: '100.00' }], net: '-0.01' }],
      tax: [{ category: 'S', rate: '20', basis: '-0.01', tax: '0.00' }],
      totals: { net: '-0.01', tax: '0.00', gross: '-0.01', payable: '-0.01' },
    };
    expect(refusal(draft)).toBe('InvariantError: lines[0].net is -0.01 and must be at least 0 after its discounts.');
  });

  it.each([
    { prepaid: '137.99', payable: '0.00', says: '' },
    { prepaid: '138.00', payable: '-0.01', says: 'InvariantError: totals.prepaid is 138.00 and must be above 0 and at most 137.99.' },
    { prepaid: '-1.00', payable: '138.99', says: 'InvariantError: totals.prepaid is -1.00 and must be above 0 and at most 137.99.' },
    { prepaid: '0.00', payable: '137.99', says: 'InvariantError: totals.prepaid is 0.00 and must be above 0 and at most 137.99.' },
  ])('pay no more than gross and no less than nothing: $prepaid', ({ prepaid, payable, says }) => {
    expect(refusal({ ...DISCOUNTED, totals: { ...DISCOUNTED.totals, prepaid, payable } })).toBe(says);
  });
});

describe('one figure that is off by a cent', () => {
  const figures = figuresOf(DRAFT);

  it('is looked for in all 42 figures', () => {
    // 4 quantities, 4 nets and 4 rates of lines; 5 parts of 4 figures; 2 breakdowns of 3; 4 totals: 12 + 20 + 6 + 4.
    expect(figures).toHaveLength(42);
  });

  it.each(figures.map((path) => ({ path, name: path.join('.') })))('is refused: $name', ({ path }) => {
    expect(refusal(withFigureOff(DRAFT, path, '0.01'))).toContain('InvariantError');
    expect(refusal(withFigureOff(DRAFT, path, '-0.01'))).toContain('InvariantError');
  });

  it('is refused whichever it is and however far it is off', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...figures),
        fc.integer({ min: -100_000, max: 100_000 }).filter((cents) => cents !== 0),
        (path, cents) => {
          expect(refusal(withFigureOff(DRAFT, path, (cents / 100).toFixed(2)))).toContain('InvariantError');
        },
      ),
    );
  });

  it('is refused with the least amount that can be written, but for the last digits of a share of days', () => {
    for (const path of figures.filter((it) => !it.join('.').startsWith('lines.0.parts'))) {
      expect(refusal(withFigureOff(DRAFT, path, '0.000000000000000001'))).toContain('InvariantError');
    }
  });

  it('is named with what it says and what it must be', () => {
    expect(refusal(withFigure(DRAFT, ['totals', 'gross'], () => '67.87'))).toBe('InvariantError: totals.gross is 67.87 and must be 67.86.');
    expect(refusal(withFigure(DRAFT, ['lines', '2', 'net'], () => '-1.00'))).toBe(
      'InvariantError: lines[2].net is -1.00 and must be -1.01.',
    );
  });
});

describe('a draft is refused', () => {
  it.each([
    {
      why: 'a line of a rate without breakdown',
      draft: { ...DRAFT, tax: DRAFT.tax.slice(0, 1), totals: { net: '57.71', tax: '8.76', gross: '66.47', payable: '66.47' } },
    },
    { why: 'a breakdown twice', draft: { ...DRAFT, tax: [...DRAFT.tax, ...DRAFT.tax.slice(1)] } },
    {
      why: 'a breakdown twice that adds no tax',
      draft: draftFor('adler', {
        lines: draftFor('adler').lines.map((line) => ({ ...line, taxCategory: 'AE' as const, taxRate: '0' })),
        tax: Array.from({ length: 2 }, () => ({ category: 'AE' as const, rate: '0', basis: '10.00', tax: '0.00' })),
        totals: { net: '10.00', tax: '0.00', gross: '10.00', payable: '10.00' },
      }),
    },
    {
      why: 'a breakdown of nothing',
      draft: { ...DRAFT, tax: [...DRAFT.tax, { category: 'S' as const, rate: '5', basis: '0.01', tax: '0.00' }] },
    },
    { why: 'a line left out of the totals', draft: { ...DRAFT, lines: DRAFT.lines.slice(0, 3) } },
    {
      why: 'a part left out of its line',
      draft: { ...DRAFT, lines: DRAFT.lines.map((line) => ({ ...line, parts: line.parts.slice(0, 1) })) },
    },
    {
      why: 'days that are not those it was prorated by',
      draft: {
        ...DRAFT,
        lines: DRAFT.lines.map((line) =>
          line.trace.proration ? { ...line, trace: { ...line.trace, proration: { days: 17, of: 31 } } } : line,
        ),
      },
    },
    {
      why: 'proration that is not said',
      draft: {
        ...DRAFT,
        lines: DRAFT.lines.map((line) => ({ ...line, trace: { subscription: 's', plan: 'p', planVersion: 1, price: 'x' } })),
      },
    },
  ])('for $why', ({ draft }) => {
    expect(refusal(draft)).toContain('InvariantError');
  });
});

describe('packages on a line', () => {
  // 11 units in two packages of 10 at 5, so 10.00; 20 % of it is 2.
  const packed = (part: Partial<InvoiceLine['parts'][number]>): DraftContent =>
    draftFor('adler', {
      lines: [
        lineOf({
          quantity: '11',
          parts: [{ packageSize: '10', units: '11', quantity: '2', unitPrice: '5', flatFee: '0', amount: '10', ...part }],
          net: '10.00',
          taxRate: '20',
        }),
      ],
      tax: [{ category: 'S', rate: '20', basis: '10.00', tax: '2.00' }],
      totals: { net: '10.00', tax: '2.00', gross: '12.00', payable: '12.00' },
    });

  it('are accepted where they hold their units', () => {
    expect(refusal(packed({}))).toBe('');
  });

  it('are refused where they are too few', () => {
    expect(refusal(packed({ quantity: '1', unitPrice: '10' }))).toContain('enough packages of 10 for 11');
  });

  it('are refused where their units are not those of the line', () => {
    expect(refusal(packed({ units: '12' }))).toContain('lines[0].quantity');
  });
});

describe('what a line adds to what was spent', () => {
  const missing = (spend: object, amount: string, correction?: object): DraftContent => {
    const billed = correction ? { amount: '-20', net: '-20.00' } : { amount, net: amount };
    const line = lineOf({
      quantity: '0',
      parts: [{ quantity: '0', unitPrice: '0', flatFee: billed.amount, amount: billed.amount }],
      net: billed.net,
      trace: { subscription: 's', plan: 'p', planVersion: 1, price: 'minimum-spend', spend, ...correction } as InvoiceLine['trace'],
    });
    const other = lineOf({ quantity: '1', parts: [{ quantity: '1', unitPrice: '70', flatFee: '0', amount: '70' }], net: '70.00' });
    const net = correction ? '50.00' : String(70 + Number(amount)) + '.00';
    const tax = { '50.00': '10.00', '100.00': '20.00', '70.00': '14.00' }[net] ?? '';
    const gross = `${Number(net) + Number(tax)}.00`;
    return draftFor('adler', { lines: [other, line], tax: [{ category: 'S', rate: '20', basis: net, tax }], totals: { net, tax, gross, payable: gross } }); // prettier-ignore
  };
  const to10 = { correction: { sequence: 1, ratedExact: '10', billedExact: '30', billedNet: '30.00' } };

  it.each([
    { why: 'the difference', draft: missing({ due: '100.00', spent: '70.00' }, '30'), at: '' },
    { why: 'nothing where enough was spent', draft: missing({ due: '100.00', spent: '100.01' }, '0'), at: '' },
    { why: 'the difference after a correction', draft: missing({ due: '100.00', spent: '90.00' }, '10', to10), at: '' },
    { why: 'no cent more', draft: missing({ due: '100.00', spent: '70.01' }, '30'), at: 'lines[1].trace.spend is 30 and must be 29.99' },
    { why: 'nothing else where enough was spent', draft: missing({ due: '70.00', spent: '70.00' }, '30'), at: 'lines[1].trace.spend is 30 and must be 0' }, // prettier-ignore
    { why: 'no other after a correction', draft: missing({ due: '100.00', spent: '80.00' }, '10', to10), at: 'lines[1].trace.spend is 10 and must be 20.00' }, // prettier-ignore
  ])('is $why', ({ draft, at }) => {
    expect(refusal(draft)).toEqual(at === '' ? '' : `InvariantError: ${at}.`);
  });
});
