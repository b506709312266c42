import { describe, expect, it } from '@jest/globals';

import { billingRun } from '../../shared/billing-run.ts';
import { review as reviewSchema } from '../../shared/review.ts';
import type { ReviewedRun } from './review-run.ts';
import { reviewPage } from './review-table.ts';

const HASH = '7f3a91c2e04d55b819c6a2f088d13e477f3a91c2e04d55b819c6a2f088d13e47';
const AT = '2026-11-02T05:00:00Z';

/** A run of four drafts in two currencies that waits for its release, beside a September that is closed. */
function reviewed(
  changes: { run?: object; review?: object; releasers?: string[] } & Partial<Omit<ReviewedRun, 'run' | 'review'>> = {},
): ReviewedRun {
  const { run, review, ...rest } = changes;
  return {
    run: billingRun.parse({
      schema: 1,
      id: 'kranich-2026-10-1',
      sellerId: 'kranich',
      month: '2026-10',
      sequence: 1,
      openedAt: AT,
      execution: 'x',
      startedBy: 'Ops@kranich.example',
      state: 'reviewed',
      review: { contentHash: HASH, key: 'k', list: { key: 'l', count: 4 }, isReleaseNeeded: true },
      ...run,
    }),
    review: reviewSchema.parse({
      customers: 7,
      drafts: 4,
      nothingDue: 1,
      lastMonth: { month: '2026-09', runs: ['kranich-2026-09-1'], customers: 5 },
      totals: [
        {
          currency: 'EUR',
          net: '27001.03',
          payable: '32401.24',
          before: { net: '8001.10', payable: '9601.32' },
          difference: { net: '18999.93', payable: '22799.92' },
        },
        { currency: 'JPY', net: '433367', payable: '433367' },
      ],
      anomalies: [
        {
          kind: 'three-times',
          customerId: 'adler',
          figures: { currency: 'EUR', net: '26907.13', before: '7921.10', difference: '18986.03' },
          text: '3.4 times last month: 26,907.13 EUR after 7,921.10 EUR.',
        },
        {
          kind: 'new-customer',
          customerId: 'tsuru',
          figures: { currency: 'JPY', net: '433367', before: null, difference: null },
          text: 'The first invoice: 433,367 JPY.',
        },
      ],
      anomalyCounts: { 'three-times': 1, 'new-customer': 1 },
      setAside: [
        {
          customerId: 'falke',
          error: 'TaxUndeterminedError',
          step: 'DraftInvoice',
          cause: 'There is no VAT id.',
          advice: 'Add the VAT id.',
        },
      ],
      noResult: ['weihe'],
      differences: [
        { customerId: 'adler', outcome: 'draft', currency: 'EUR', net: '26907.13', before: '7921.10', difference: '18986.03' },
        { customerId: 'falke', outcome: 'set-aside', currency: 'EUR', net: '0.00', before: '80.00', difference: '-80.00' },
        { customerId: 'tsuru', outcome: 'draft', currency: 'JPY', net: '433367', before: null, difference: null },
      ],
      plans: [
        {
          plan: 'basic',
          version: 1,
          currency: 'EUR',
          customers: 1,
          net: '93.90',
          before: { customers: 5, net: '8001.10' },
          difference: '-7907.20',
        },
        { plan: 'basic', version: 2, currency: 'EUR', customers: 3, net: '26907.13', before: null, difference: null },
      ],
      meters: [
        {
          meter: 'calls',
          currency: 'EUR',
          quantity: '27900000.5',
          net: '26907.13',
          before: { quantity: '8100000', net: '8001.10' },
          difference: { quantity: '19800000.5', net: '18906.03' },
        },
      ],
      contentHash: HASH,
      releaseReasons: ['Every run of this seller is released by a person.'],
      ...review,
    }),
    releasers: ['ops@kranich.example', 'cfo@kranich.example'],
    waiting: { for: 'release', since: '2026-11-02T05:01:30Z' },
    decisions: [],
    names: { adler: 'Adler Works', falke: 'Falke Works', tsuru: 'Tsuru K.K.' },
    ...rest,
  };
}
const page = (...args: Parameters<typeof reviewed>): string => reviewPage(reviewed(...args)).join('\n');

/** The first line with this label. */
const lineOf = (shown: string, label: string): string => shown.split('\n').find((line) => line.startsWith(`  ${label}`)) ?? '';

describe('the page of a review', () => {
  it('shows how the run stands, what it comes to, what to look at first, whom it leaves out, and how to decide', () => {
    expect(page()).toBe(`Run kranich-2026-10-1 of October 2026

  State        waits for its release since 2026-11-02 05:01 UTC, round 1
  Started      2026-11-02 05:00 UTC by Ops@kranich.example
  May release  cfo@kranich.example; not ops@kranich.example, who started it
  Why          Every run of this seller is released by a person.
  Customers    7: 4 drafts, 1 with nothing due, 1 set aside, 1 without result
  Compared     with September 2026: kranich-2026-09-1, 5 customers of this run

Totals                                                     September        October         Change
  Net                                             EUR       8,001.10      27,001.03     +18,999.93
  Payable                                         EUR       9,601.32      32,401.24     +22,799.92
  Net                                             JPY              –        433,367            new
  Payable                                         JPY              –        433,367            new

Look at these first                                        September        October         Change
  adler · Adler Works                             EUR       7,921.10      26,907.13     +18,986.03
    3.4 times last month: 26,907.13 EUR after 7,921.10 EUR.
  tsuru · Tsuru K.K.                              JPY              –        433,367            new
    The first invoice: 433,367 JPY.

Set aside: 1 customer, not billed by this run
  TaxUndeterminedError in DraftInvoice: 1 customer
    falke: There is no VAT id.
    → Add the VAT id.

Without result: 1 customer, not billed by this run; the batch was cut off
  weihe

  Once mended: npm run -s stepbill -- repair kranich-2026-10-1

Largest differences                                        September        October         Change
  adler · Adler Works                             EUR       7,921.10      26,907.13     +18,986.03
  set aside: falke · Falke Works                  EUR          80.00           0.00         −80.00
  tsuru · Tsuru K.K.                              JPY              –        433,367       +433,367

Plans, net                                                 September        October         Change
  basic version 1, 1 customer                     EUR       8,001.10          93.90      −7,907.20
  basic version 2, 3 customers                    EUR              –      26,907.13            new

Meters, quantity and net                                   September        October         Change
  calls                                                    8,100,000   27,900,000.5  +19,800,000.5
                                                  EUR       8,001.10      26,907.13     +18,906.03

  Content  7f3a91c2 e04d55b8 19c6a2f0 88d13e47 7f3a91c2 e04d55b8 19c6a2f0 88d13e47
  Release  npm run -s stepbill -- release kranich-2026-10-1 --hash 7f3a91c2 --as cfo@kranich.example
  Reject   npm run -s stepbill -- reject kranich-2026-10-1 --hash 7f3a91c2 --as cfo@kranich.example --reason "…"
           with --customer <id…> only those are taken out, and the rest is reviewed again`);
  });

  it('has nothing to compare with where no run of last month is closed', () => {
    const totals = [{ currency: 'EUR', net: '10.00', payable: '12.00' }];
    const shown = page({ review: { lastMonth: null, totals, anomalies: [], differences: [], plans: [], meters: [] } });
    expect(shown).toContain('Compared     with nothing: no run of the month before is closed');
    expect(lineOf(shown, 'Net').split(/\s+/)).toEqual(['', 'Net', 'EUR', '–', '10.00', '–']);
    expect(shown).not.toContain('Look at these first');
  });

  it('names ten anomalies of a kind and counts the rest', () => {
    const text = 'The first invoice: 1.00 EUR.';
    const anomalies = Array.from({ length: 100 }, (_, i) => ({ kind: 'new-customer', customerId: `c${i}`, text }));
    const shown = page({ review: { anomalies, anomalyCounts: { 'new-customer': 1234 } } });
    expect(shown.split('\n').filter((line) => line.includes(text))).toHaveLength(10);
    expect(shown).toContain(`${text} … and 1,224 more of this kind.`);
  });

  it('puts customers of one reason together, and says who rejected whom', () => {
    const aside = (customerId: string) => ({
      customerId,
      error: 'TaxUndeterminedError',
      step: 'DraftInvoice',
      cause: `${customerId}.`,
      advice: 'Mend it.',
    });
    const rejected = {
      customerId: 'milan',
      error: 'RejectedByPerson',
      cause: 'Ask them.',
      step: 'AwaitRelease',
      by: 'cfo@kranich.example',
    };
    const setAside = [...Array.from({ length: 12 }, (_, i) => aside(`c${i}`)), rejected];
    const shown = page({ review: { setAside, unnamed: { setAside: 7, noResult: 0 } } });
    expect(shown).toContain('Set aside: 20 customers, not billed by this run\n  TaxUndeterminedError in DraftInvoice: 12 customers');
    expect(shown).toContain('    c9: c9.\n    … and 2 more\n    → Mend it.');
    expect(shown).toContain('  Rejected by cfo@kranich.example: 1 customer\n    milan: Ask them.');
    expect(shown).toContain('    … and 7 more\n');
  });

  it('shows what was decided in earlier rounds', () => {
    const decision = {
      schema: 1,
      kind: 'change',
      round: 1,
      contentHash: HASH,
      by: 'cfo@kranich.example',
      at: AT,
      reason: 'Ask them.',
    } as const;
    const shown = page({ run: { round: 2 }, decisions: [{ ...decision, rejected: ['milan'], repaired: ['falke', 'weihe'] }] });
    expect(shown.replaceAll(/\n {15}/g, ' ')).toContain(
      'Round 1      changed by cfo@kranich.example, 2026-11-02 05:00 UTC; rejected milan; prepared again falke, weihe; “Ask them.”',
    );
  });

  it.each([
    { why: 'two may release', of: { run: { startedBy: 'schedule' } }, says: '--as <releaser>' },
    {
      why: 'nobody may',
      of: { releasers: ['ops@kranich.example'] },
      says: 'May release  nobody: name a second releaser in the catalog; not ops@',
    },
    { why: 'a dry run', of: { run: { isDryRun: true }, waiting: null }, says: 'Real run  npm run -s stepbill -- run 2026-10' },
    { why: 'a dry run, mended', of: { run: { isDryRun: true }, waiting: null }, says: 'Once mended: npm run -s stepbill -- run 2026-10' },
    {
      why: 'a wait for repair',
      of: { run: { state: 'sealed' }, waiting: { for: 'repair', since: AT } },
      says: 'sealed, waits for repair since 2026-11-02 05:00',
    },
    { why: 'a closed run', of: { run: { state: 'closed' }, waiting: null }, says: 'State      closed, round 1' },
  ] as const)('says what is to be done: $why', ({ of, says }) => {
    expect(page(of as Parameters<typeof reviewed>[0])).toContain(says);
  });

  it.each(['released', 'sealed', 'closed', 'rejected'])('offers no decision on a run that is %s', (state) => {
    const shown = page({ run: { state }, waiting: null });
    expect(shown).not.toContain('npm run -s stepbill -- release');
    expect(shown).not.toContain('May release');
  });

  it('cuts long names, and never figures or ids that would be typed', () => {
    const figures = { currency: 'EUR', net: '1234567890123.45', before: '1.00', difference: '1234567890122.45' };
    const differences = [{ customerId: 'adler', outcome: 'draft', ...figures }];
    const shown = page({ review: { differences, anomalies: [] }, names: { adler: 'Adler Works '.repeat(9) } });
    expect(lineOf(shown, 'adler · Adler Works A')).toContain('1,234,567,890,123.45  +1,234,567,890,122.45');
    expect(lineOf(shown, 'adler · Adler Works A')).toContain('… EUR');
  });

  it('stays within 100 columns but for commands', () => {
    const lines = page()
      .split('\n')
      .filter((line) => !line.includes('stepbill '));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});
