import { describe, expect, it } from '@jest/globals';
import type { CreditedNote, CreditWanted } from '../../shared/credit-note.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { minorDigits } from '../../shared/money.ts';
import { sampleInvoice } from '../../test/support/sample-invoice.ts';
import { creditNoteOf } from './credit-note.ts';
import { checkInvariants } from './invariants.ts';

/** An invoice of lines with a net and a rate each. */
function invoiceOf(...lines: readonly { net: string; rate?: string }[]): Invoice {
  return sampleInvoice(lines.map(({ net, rate = '25' }) => ({ taxRate: rate, parts: [{ quantity: '1', unitPrice: net }] })));
}

/** Credits one after the other; each must pass the invariants. */
function credit(invoice: Invoice, ...wanted: readonly CreditWanted[]): ReturnType<typeof creditNoteOf>['draft'][] {
  const before: CreditedNote[] = [];
  return wanted.map((what, i) => {
    const { draft, credited } = creditNoteOf(invoice, before, what, 'Outage');
    checkInvariants(draft, minorDigits(draft.currency));
    before.push({ id: `n${i}`, at: '2026-11-05T00:00:00Z', by: 'cfo@x.example', reason: 'Outage', wanted: what, ...credited });
    return draft;
  });
}

const share = (line: number, parts: number, of: number): CreditWanted => ({ lines: [{ line, share: { parts, of } }] });
const amount = (line: number, of: string): CreditWanted => ({ lines: [{ line, amount: of }] });

describe('a credit note', () => {
  // Figures of Lago, spec/scenarios/credit_notes/credit_note_rounding_spec.rb.
  it.each([
    { net: '200.00', parts: 29, of: 30, rate: '25', totals: { net: '193.33', tax: '48.33', gross: '241.66', payable: '241.66' } },
    { net: '160.00', parts: 29, of: 30, rate: '25', totals: { net: '154.67', tax: '38.67', gross: '193.34', payable: '193.34' } },
    { net: '29.99', parts: 6, of: 7, rate: '23.33', totals: { net: '25.71', tax: '6.00', gross: '31.71', payable: '31.71' } },
  ])('of $parts/$of of $net has its tax from the unrounded net', ({ net, rate, parts, of, totals }) => {
    expect(credit(invoiceOf({ net, rate }), share(1, parts, of))[0]).toMatchObject({ kind: 'credit-note', totals });
  });

  it('takes its tax from the unrounded net also where the rounded one has another', () => {
    // 0.495 is 0.50; 9 % of it is 0.04455, so 0.04, and of 0.50 were 0.045, so 0.05.
    expect(credit(invoiceOf({ net: '0.99', rate: '9' }), share(1, 1, 2))[0]?.totals).toMatchObject({ net: '0.50', tax: '0.04' });
  });

  it('names the invoice it corrects, and the line', () => {
    const [note] = credit(invoiceOf({ net: '100' }), amount(1, '40'));
    expect(note).toMatchObject({ precedingInvoices: [{ number: 'RE-2026-004217', issueDate: '2026-11-02' }], reason: 'Outage' });
    expect(note?.lines).toMatchObject([{ quantity: '1', net: '40.00', trace: { credited: { line: 1, exact: '40' } } }]);
    expect(Object.keys(note ?? {})).not.toContain('number');
  });

  it('has a line as it is where all of it is credited', () => {
    const invoice = sampleInvoice([
      {
        taxRate: '25',
        parts: [
          { quantity: '100', unitPrice: '0.5', upTo: '100' },
          { quantity: '20', unitPrice: '0.4' },
        ],
      },
    ]);
    const [note] = credit(invoice, { lines: [{ line: 1 }] });
    expect(note?.lines).toMatchObject([{ quantity: '120', parts: invoice.lines[0]!.parts, net: '58.00' }]);
  });

  it('comes to the invoice together with those before, in nets and in tax of each rate', () => {
    // Thirds of 100 are 33.33, 33.34 and 33.33; of 10 at 7 % 3.33, 3.34 and 3.33.
    const invoice = invoiceOf({ net: '100', rate: '19' }, { net: '10', rate: '7' });
    const third: CreditWanted = {
      lines: [
        { line: 1, share: { parts: 1, of: 3 } },
        { line: 2, share: { parts: 1, of: 3 } },
      ],
    };
    const notes = credit(invoice, third, third, 'rest');
    expect(notes.map(({ totals }) => totals.net)).toEqual(['36.66', '36.68', '36.66']);
    // 19 % of 33.333… is 6.333…, of 66.666… 12.666…, of 100 19; 7 % of 3.333… is 0.2333…, of 6.666… 0.4666…, of 10 0.70.
    expect(notes.map(({ tax }) => tax.map((of) => of.tax))).toEqual([['6.33', '0.23'], ['6.34', '0.24'], ['6.33', '0.23']]); // prettier-ignore
  });

  it('spreads an amount over what is left of the lines by largest remainder', () => {
    // 30 and 70 are left: a fifth of each.
    const notes = credit(invoiceOf({ net: '50' }, { net: '70' }), amount(1, '20'), { amount: '20' });
    expect(notes[1]?.lines.map(({ net }) => net)).toEqual(['6.00', '14.00']);
  });

  it('takes a line back that is a credit itself only whole', () => {
    const invoice = invoiceOf({ net: '50' }, { net: '-20' });
    expect(() => credit(invoice, amount(2, '5'))).toThrow('Line 2 of RE-2026-004217 is a credit itself: it can only be taken back whole.');
    expect(credit(invoice, 'rest')[0]?.totals).toMatchObject({ net: '30.00', tax: '7.50' });
    expect(() => credit(invoice, { lines: [{ line: 2 }] })).toThrow('come to -25.00 EUR: there is nothing to credit.');
  });

  it.each([
    { why: 'more than the line', wanted: [amount(1, '100.01')], told: 'At most 100.00 EUR net is left on line 1.' },
    {
      why: 'more than what is left of it',
      wanted: [amount(1, '60'), amount(1, '40.01')],
      told: 'At most 40.00 EUR net is left on line 1.',
    },
    {
      why: 'a share that is more than what is left',
      wanted: [share(1, 1, 2), share(1, 2, 3)],
      told: 'At most 50.00 EUR net is left on line 1.',
    },
    {
      why: 'more than the invoice',
      wanted: [amount(1, '60'), { amount: '40.01' }],
      told: 'At most 40.00 EUR net is left on this invoice.',
    },
    { why: 'a line that is credited', wanted: ['rest', amount(1, '1')], told: 'Line 1 of RE-2026-004217 is credited.' },
    { why: 'an invoice that is credited', wanted: [amount(1, '100'), 'rest'], told: 'All of RE-2026-004217 is credited.' },
    { why: 'a line that is none', wanted: [amount(2, '1')], told: 'RE-2026-004217 has no line 2; it has 1.' },
    { why: 'a line twice', wanted: [{ lines: [{ line: 1 }, { line: 1 }] }], told: 'Line 1 is named twice.' },
    { why: 'a fraction of a cent', wanted: [amount(1, '0.001')], told: '0.001 has more digits than EUR has.' },
    { why: 'more parts than there are', wanted: [share(1, 4, 3)], told: '4/3 is more than the whole line.' },
  ] as { why: string; wanted: CreditWanted[]; told: string }[])('is refused for $why', ({ wanted, told }) => {
    expect(() => credit(invoiceOf({ net: '100' }), ...wanted)).toThrow(told);
  });
});

describe('the invariants of a credit note', () => {
  const [note] = credit(invoiceOf({ net: '100' }), share(1, 1, 3));

  it.each([
    { why: 'a tax that is two cents off', change: { tax: [{ ...note!.tax[0]!, tax: '8.35' }] }, told: 'tax[0].tax is 8.35 and must be about 8.33' }, // prettier-ignore
    { why: 'a net that is two cents off', change: { lines: [{ ...note!.lines[0]!, quantity: '1', parts: [{ quantity: '1', unitPrice: '33.35', flatFee: '0', amount: '33.35' }], net: '33.35' }] }, told: 'lines[0].net is 33.35 and must be about 33.33' }, // prettier-ignore
  ])('find $why', ({ change, told }) => {
    expect(() => checkInvariants({ ...note!, ...change }, 2)).toThrow(told);
  });
});
