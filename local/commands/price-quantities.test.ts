import { describe, expect, it } from '@jest/globals';
import { pricedTable } from './bill-report.ts';
import { priceQuantities } from './price-quantities.ts';

// 49.00 a month; 0–1000 calls at 0.02, then 0.005.
const PLAN = `{ "id": "basic", "name": "Basic", "currency": "EUR", "prices": [
  { "id": "base", "name": "Base", "model": "flat", "amount": 49.00 },
  { "id": "calls", "name": "Calls", "model": "graduated", "meter": "calls", "tiers": [{ "upTo": 1000, "unitPrice": 0.02 }, { "unitPrice": 0.005 }] }
] }`;
const ask = (rest: string, plan = PLAN): string => `{ "plan": ${plan}${rest === '' ? '' : `, ${rest}`} }`;
const nets = (question: string): string[] => priceQuantities(question).lines.map(({ price, net }) => `${price} ${net}`);

describe('price', () => {
  it('prices quantities as a bill would', () => {
    // 1000 × 0.02 + 250.5 × 0.005 = 21.2525
    expect(nets(ask('"quantities": { "calls": "1250.5" }'))).toEqual(['base 49.00', 'calls 21.25']);
    expect(priceQuantities(ask('"quantities": { "calls": "1250.5" }')).net).toBe('70.25');
  });

  it('takes numbers digit for digit, also those a float can not hold', () => {
    const plan = PLAN.replace('0.005', '0.000000000001');
    const { lines } = priceQuantities(ask('"quantities": { "calls": 12345678901234567890.5 }', plan));
    expect(lines[1]?.quantity).toBe('12345678901234567890.5');
    // 12345678901234566890.5 × 10⁻¹²
    expect(lines[1]?.parts[1]?.amount).toBe('12345678.9012345668905');
  });

  it('has flat fees for the days that are billed: 49 × 16 ÷ 31 = 25.290…', () => {
    expect(nets(ask('"days": { "billed": 16, "of": 31 }'))).toEqual(['base 25.29', 'calls 0.00']);
  });

  it('shows how each line comes to its net', () => {
    expect(pricedTable(priceQuantities(ask('"quantities": { "calls": 1250 }'))).join('\n')).toContain(
      'above          250  × 0.005    = 1.25',
    );
  });

  it.each([
    { why: 'no JSON', question: 'plan: basic', expected: 'Standard input is no JSON' },
    { why: 'an unknown field', question: ask('"quantites": {}'), expected: 'quantites' },
    { why: 'a meter the plan does not price', question: ask('"quantities": { "bytes": 1 }'), expected: 'it prices calls' },
    { why: 'more days than the period has', question: ask('"days": { "billed": 32, "of": 31 }'), expected: 'days' },
    { why: 'no plan', question: '{}', expected: 'plan' },
    { why: 'a negative quantity in tiers', question: ask('"quantities": { "calls": -1 }'), expected: 'below 0' },
  ])('$why is refused with its place', ({ question, expected }) => {
    expect(() => priceQuantities(question)).toThrow(expected);
  });
});
