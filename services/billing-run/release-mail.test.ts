import { describe, expect, it } from '@jest/globals';

import { importCustomers } from '../../test/support/catalog.ts';
import { openEmbedded } from '../../test/support/embedded.ts';
import type { Seller } from '../../shared/catalog.ts';
import { review as schema, type Anomaly } from '../../shared/review.ts';
import { releaseMail } from './release-mail.ts';

const HASH = 'ab'.repeat(32);
const SENT_ON = '2026-11-02T05:00:00Z';
const RUN = { runId: 'kranich-2026-10-1', round: 1 };
const REVIEW = schema.parse({
  customers: 1200,
  drafts: 1180,
  nothingDue: 3,
  lastMonth: { month: '2026-09', runs: ['kranich-2026-09-1'], customers: 1100 },
  totals: [
    {
      currency: 'EUR',
      net: '12345.60',
      payable: '14814.72',
      before: { net: '13345.60', payable: '16014.72' },
      difference: { net: '-1000.00', payable: '-1200.00' },
    },
    { currency: 'JPY', net: '433367', payable: '433367' },
  ],
  setAside: [
    { customerId: 'falke', error: 'TaxUndeterminedError', cause: 'Customer "falke" has\n  no VAT id.' },
    { customerId: 'milan', error: 'RejectedByPerson', cause: 'Ask them first.', by: 'cfo@kranich.example' },
  ],
  noResult: ['weihe'],
  contentHash: HASH,
  releaseReasons: ['Every run of this seller is released by a person.'],
});
const FIRST: Anomaly = { kind: 'three-times', customerId: 'adler', text: '3 times last month: 30.00 EUR after 10.00 EUR.' };

describe('the mail to a releaser', () => {
  const seller = async (): Promise<Seller> => {
    const world = openEmbedded();
    const { seller: it } = await importCustomers({ id: 'adler' });
    world.close();
    return it;
  };
  const text = async (changes: Partial<typeof REVIEW> = {}, console?: string): Promise<string> =>
    releaseMail(await seller(), RUN, { ...REVIEW, ...changes }, 'cfo@kranich.example', { sentOn: SENT_ON, console }).text;

  it('says what the run comes to beside last month, whom it leaves out, and how to decide', async () => {
    expect(await text({ anomalies: [FIRST], anomalyCounts: { 'three-times': 1 } })).toBe(`The run kranich-2026-10-1 waits for your release.

1,180 of 1,200 customers get an invoice.
14,814.72 EUR; net 12,345.60 EUR, against last month −1,000.00
433,367 JPY; net 433,367 JPY, nothing last month

Every run of this seller is released by a person.

Look at these first:
  adler: 3 times last month: 30.00 EUR after 10.00 EUR.

Set aside, and not billed by this run:
  falke: Customer "falke" has no VAT id.
  milan: rejected by cfo@kranich.example: Ask them first.

Without result, and not billed by this run:
  weihe

Look at it:
  stepbill review kranich-2026-10-1
Then decide; the hash says what you looked at:
  stepbill release kranich-2026-10-1 --hash ${HASH} --as cfo@kranich.example
  stepbill reject kranich-2026-10-1 --hash ${HASH} --as cfo@kranich.example --reason "…"

After the release only a credit note corrects an invoice.
`);
  });

  it('leads to the page of the run where people open the console, with the commands behind it', async () => {
    expect(await text({}, 'https://billing.kranich.example')).toContain(`
Look at it and decide:
  https://billing.kranich.example/sellers/kranich/runs/kranich-2026-10-1

Or on the command line:
  stepbill review kranich-2026-10-1
`);
  });

  it('compares with nothing where no run of last month is closed', async () => {
    expect(await text({ lastMonth: null })).not.toContain('last month');
  });

  it('stays short, and counts what it leaves out', async () => {
    const anomalies = Array.from({ length: 40 }, (_, i): Anomaly => ({ ...FIRST, customerId: `c${i}` }));
    const said = await text({ anomalies, anomalyCounts: { 'three-times': 140 } });
    expect(said).toContain('  c9: ');
    expect(said).not.toContain('  c10: ');
    expect(said).toContain('  … and 130 more');
  });

  it('has a key of its own for each releaser and round', async () => {
    const it = await seller();
    const keyOf = (to: string, round: number) =>
      releaseMail(it, { ...RUN, round }, REVIEW, to, { sentOn: SENT_ON, console: undefined }).key;
    expect(new Set([keyOf('a@x.example', 1), keyOf('b@x.example', 1), keyOf('a@x.example', 2)]).size).toBe(3);
    expect(keyOf('A@x.example', 1)).toBe(keyOf('a@x.example', 1));
  });
});
