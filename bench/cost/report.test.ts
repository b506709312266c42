import { expect, it } from '@jest/globals';
import { jsonOf } from './report-json.ts';
import { reportOf, type Size } from './report.ts';

const size = (customers: number, isExtrapolated: boolean): Size => ({
  customers,
  invoices: customers,
  events: 2_000_000,
  isExtrapolated,
  month: [
    { machine: 'billing-run', step: 'OpenRun', counts: { standardTransitions: 1 } },
    {
      machine: 'invoice',
      step: 'FilePdf',
      counts: { writeUnits: 1_000_000, lambdaGbSeconds: 3_000_000, archiveBytes: 1_073_741_824, mails: 10 },
    },
  ],
  ingestion: [{ machine: 'ingestion', step: 'ingest-usage', counts: { writeUnits: 2_000_000 } }],
});
const REPORT = reportOf([size(1_000, false), size(1_000_000, true)], 8).split('\n');
const figures = (label: string): string[] | undefined =>
  REPORT.find((line) => line.startsWith(label))
    ?.slice(46)
    .trim()
    .split(/\s{2,}/);

// A million write units are 0.625 dollars: for 1,000 invoices 62.5 cents.
it('prints cents per 1,000 invoices for each size', () => {
  expect(figures('  DynamoDB, write units')).toEqual(['62.500', '0.063']);
});

// 1 GB × 0.023 × 96 months are 2.208 dollars.
it('adds the archive to the month', () => {
  expect(figures('  Archive, 8 years')?.[0]).toBe('220.800');
  // 62.5, 220.8, three million GB-seconds at 13.3334 dollars a million, and a transition of 0.0025 cents.
  expect(figures('in total')?.[0]).toBe('4283.323');
});

it('marks what is a formula, and what no run was', () => {
  expect(figures('  ~ Lambda, duration')?.[0]).toBe('4000.020');
  expect(figures('Cents per 1,000 invoices')).toEqual(['1,000', '≈ 1,000,000']);
});

it('tells counts from formulas for each step of the largest run', () => {
  expect(figures('  FilePdf')).toEqual(['283.300', '4000.020', '4283.320']);
});

it('leaves mail out of the total', () => {
  expect(figures('  SES')?.[0]).toBe('0.100');
});

it('prints dollars per million events', () => {
  const [, ...below] = REPORT.join('\n').split('Dollars per million events');
  expect(/DynamoDB, write units +(\S+)/.exec(below[0]!)?.[1]).toBe('0.625');
});

it('says the same as JSON, with the prices', () => {
  const { sizes, prices } = JSON.parse(jsonOf([size(1_000, false)], 8)) as {
    sizes: { centsPer1000Invoices: string; dollarsPerMillionEvents: string }[];
    prices: Record<string, { source: string }>;
  };
  expect(sizes).toMatchObject([{ centsPer1000Invoices: '4283.322500', dollarsPerMillionEvents: '0.625000' }]);
  for (const { source } of Object.values(prices)) expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//);
});
