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
    // 10 and 80 are below 1.75 / 2.99 % …: 1.75; 80 × 2.99 % = 2.392; 12 at most.
    {
      why: 'events of a percentage',
      price: '"model": "percentage", "rate": 2.99, "minimumPerEvent": 1.75, "maximumPerEvent": 12',
      used: '[10, 80, 10000]',
      net: '16.14',
    },
    // ceil(3 / 10) + ceil(12 / 10)
    { why: 'windows', price: '"model": "package", "size": 10, "packagePrice": 1, "window": "hour"', used: '["3", "12"]', net: '3.00' },
    // 3 and 12 in one: ceil(15 / 10)
    {
      why: 'windows of a name',
      price: '"model": "package", "size": 10, "packagePrice": 1, "window": "hour"',
      used: '[{ "quantity": 3, "window": "09:00" }, { "quantity": 12, "window": "09:00" }]',
      net: '2.00',
    },
    // 10 × 0.10 + 2 × 0.50
    {
      why: 'values of a matrix',
      price: '"model": "matrix", "by": ["region"], "rows": [{ "values": ["eu"], "unitPrice": 0.1 }], "default": 0.5',
      used: '[{ "quantity": 10, "properties": { "region": "eu" } }, { "quantity": 2, "properties": { "region": "us" } }]',
      net: '2.00',
    },
    // (0.40 + 0.25) × 2
    {
      why: 'what events say they cost',
      price: '"model": "dynamic", "amountProperty": "cost", "multiplier": 2',
      used: '[{ "quantity": 1, "properties": { "cost": 0.40 } }, { "quantity": 1, "properties": { "cost": 0.25 } }]',
      net: '1.30',
    },
  ])('takes $why: $net', ({ price, used, net }) => {
    const plan = `{ "id": "p", "name": "P", "currency": "EUR", "prices": [{ "id": "it", "name": "It", "meter": "m", ${price} }] }`;
    expect(nets(ask(`"quantities": { "m": ${used} }`, plan))).toEqual([`it ${net}`]);
  });

  it('takes the peaks of several meters', () => {
    const plan = `{ "id": "p", "name": "P", "currency": "EUR", "prices": [{ "id": "size", "name": "Size", "model": "capacity",
      "tiers": [{ "limits": { "seats": 10, "storage": 100 }, "amount": 20 }, { "amount": 80 }] }] }`;
    expect(nets(ask('"quantities": { "seats": 3, "storage": 101 }', plan))).toEqual(['size 80.00']);
  });

  it('adds what is missing to the minimum of the plan, and takes off what is above its maximum', () => {
    const bounded = PLAN.replace('"prices"', '"minimumSpend": 60, "maximumSpend": 65, "prices"');
    expect(nets(ask('"quantities": { "calls": 100 }', bounded))).toEqual(['base 49.00', 'calls 2.00', 'minimum-spend 9.00']);
    // 49.00 and 20.00 are 4.00 above: 4 × 49/69 = 2.84, 4 × 20/69 = 1.16.
    expect(nets(ask('"quantities": { "calls": 1000 }', bounded))).toEqual(['base 46.16', 'calls 18.84', 'minimum-spend 0.00']);
  });

  it('names each part of a line', () => {
    const plan = `{ "id": "p", "name": "P", "currency": "EUR", "prices": [{ "id": "it", "name": "It", "model": "package", "meter": "m",
      "size": 10, "packagePrice": 1, "included": 5, "minimumSpend": 9 }] }`;
    const text = pricedTable(priceQuantities(ask('"quantities": { "m": 16 }', plan))).join('\n');
    for (const name of ['free', 'packages of 10 for 11', 'up to the minimum']) expect(text).toContain(name);
  });

  it.each([
    { why: 'no JSON', question: 'plan: basic', expected: 'Standard input is no JSON' },
    { why: 'an unknown field', question: ask('"quantites": {}'), expected: 'quantites' },
    { why: 'a meter the plan does not price', question: ask('"quantities": { "bytes": 1 }'), expected: 'it prices calls' },
    { why: 'more days than the period has', question: ask('"days": { "billed": 32, "of": 31 }'), expected: 'days' },
    {
      why: 'a property that a price asks for and no event has',
      question: ask(
        '"quantities": { "m": 5 }',
        '{ "id": "p", "name": "P", "currency": "EUR", "prices": [{ "id": "it", "name": "It", "model": "dynamic", "meter": "m", "amountProperty": "cost" }] }',
      ),
      expected: 'asks for the property "cost"',
    },
    { why: 'no plan', question: '{}', expected: 'plan' },
    { why: 'a negative quantity in tiers', question: ask('"quantities": { "calls": -1 }'), expected: 'below 0' },
  ])('$why is refused with its place', ({ question, expected }) => {
    expect(() => priceQuantities(question)).toThrow(expected);
  });
});
