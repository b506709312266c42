import { describe, expect, it } from '@jest/globals';
import { creditFields, faultOf, wantedIn } from './credit-form.ts';

function formOf(...fields: readonly (readonly [string, string])[]): FormData {
  const form = new FormData();
  for (const [name, value] of [['reason', 'Outage'] as const, ...fields]) form.append(name, value);
  return form;
}

describe('a credit note as it is filled in', () => {
  it.each([
    { fields: [['what', 'rest']] as const, wanted: 'rest' },
    { fields: [['what', 'cancel']] as const, wanted: 'rest' },
    {
      fields: [
        ['what', 'amount'],
        ['amount', '1,250.00'],
      ] as const,
      wanted: { amount: '1250.00' },
    },
    {
      fields: [
        ['what', 'lines'],
        ['line', '1'],
        ['line-1', ''],
        ['line', '3'],
        ['line-3', '50.00'],
        ['line', '4'],
        ['line-4', '29/30'],
        ['line-2', '7'],
      ] as const,
      wanted: { lines: [{ line: 1 }, { line: 3, amount: '50.00' }, { line: 4, share: { parts: 29, of: 30 } }] },
    },
  ])('asks for $wanted', ({ fields, wanted }) => {
    expect(wantedIn(creditFields(formOf(...fields)))).toEqual({ wanted });
  });

  it.each([
    {
      fields: [
        ['what', 'amount'],
        ['amount', '0'],
      ] as const,
      field: 'amount',
    },
    {
      fields: [
        ['what', 'amount'],
        ['amount', '-5'],
      ] as const,
      field: 'amount',
    },
    {
      fields: [
        ['what', 'amount'],
        ['amount', '1.250,00'],
      ] as const,
      field: 'amount',
    },
    { fields: [['what', 'lines']] as const, field: 'what' },
    {
      fields: [
        ['what', 'lines'],
        ['line', '2'],
        ['line-2', 'half'],
      ] as const,
      field: 'line-2',
    },
    {
      fields: [
        ['what', 'lines'],
        ['line', '2'],
        ['line-2', '1/0'],
      ] as const,
      field: 'line-2',
    },
  ])('says beside the field what is wrong: $fields', ({ fields, field }) => {
    expect(wantedIn(creditFields(formOf(...fields)))).toMatchObject({ fault: { field } });
  });

  it('needs a reason, and no longer one than fits', () => {
    const fields = creditFields(formOf(['what', 'rest']));
    expect(wantedIn({ ...fields, reason: '' })).toMatchObject({ fault: { field: 'reason' } });
    expect(wantedIn({ ...fields, reason: 'x'.repeat(301) })).toMatchObject({ fault: { field: 'reason' } });
  });

  it('has a refusal where it belongs', () => {
    expect(faultOf('At most 40.00 EUR net is left on line 3.', { what: 'lines' }).field).toBe('line-3');
    expect(faultOf('At most 40.00 EUR net is left on this invoice.', { what: 'amount' }).field).toBe('amount');
    expect(faultOf('All of RE-2026-000001 is credited.', { what: 'rest' }).field).toBe('what');
  });
});
