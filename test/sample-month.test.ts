/** `npm start`, as a person would go through it: the sample month billed, mended as it says, and corrected a month later. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listInvoices } from '../local/commands/list-invoices.ts';
import { runMonth } from '../local/commands/run-month.ts';
import { sampleCatalog } from '../local/sample/sample-catalog.ts';
import { afterTheRun, sampleDays } from '../local/sample/sample-days.ts';
import { openWorkspace } from '../local/workspace.ts';
import { parseCatalog } from '../shared/catalog-file.ts';
import { octoberOf, reckon } from './support/sample-sums.ts';
import { runScript, stepbill } from './support/stepbill.ts';

const START = fileURLToPath(new URL('../local/start.ts', import.meta.url));

/** Fewer than there are, so that it is quick; each plan and each mishap is among them. */
const CUSTOMERS = 24;

const catalog = parseCatalog(sampleCatalog({ customers: CUSTOMERS }), 'catalog.yml');
const days = [...sampleDays(catalog, '2026-10')];
const customers = new Set(catalog.customers.map(({ customer }) => customer.id));

describe('npm start, without the weeks after the month', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-sample-'));
  const data = join(folder, 'data');
  const start = async (): Promise<string> => {
    const { code, stdout, stderr } = await runScript(START, ['--data', data, '--customers', String(CUSTOMERS), '--no-payments']);
    if (code !== 0) throw new Error(`npm start ended with ${code}:\n${stdout}\n${stderr}`);
    return stdout;
  };
  const payables = async (): Promise<Map<string, string>> => {
    await using _workspace = openWorkspace({ data });
    return new Map((await listInvoices('nordlicht')).map(({ customerId, payable = '' }) => [customerId, payable]));
  };
  let story: string;
  beforeAll(async () => {
    story = await start();
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('says what came in and what became of it, as a count of the lines says it', () => {
    const { accepted, duplicates, conflicts, broken, late } = reckon(days, customers);
    expect(story).toContain(`${inThousands(accepted + duplicates + conflicts + broken)} events came in`);
    expect(story).toContain(`Late: ${late} events`);
    expect(story).toContain(`${inThousands(accepted)} events accepted, ${duplicates} sent before, ${broken + conflicts} in quarantine.`);
  });

  it('bills each customer what plain sums of its events come to, but for the two that a person has to mend', async () => {
    const expected = octoberOf(catalog, reckon(days, customers).counted);
    for (const waiting of ['laguna', 'fjordlys']) expected.delete(waiting);
    expect(await payables()).toEqual(expected);
    expect(story).toContain(`${expected.size} of ${CUSTOMERS} customers`);
    expect(story).toContain('2 customers were set aside');
  }, 60_000);

  it('names what mends the two, and that works as it is printed; nobody else is billed again', async () => {
    const before = await payables();
    for (const command of commandsIn(story, /^ {2}npm run -s stepbill -- (.*2026-11-20.*)$/gm)) {
      expect(await stepbill(command.split(' '))).toMatchObject({ code: 0 });
    }
    const reversal = { day: '2026-11-20', lines: [readFileSync(join(data, 'sample', 'mended-usage.ndjson'), 'utf8').trim()] };
    const expected = octoberOf(catalog, reckon([...days, reversal], customers).counted);
    const after = await payables();
    expect(after).toEqual(expected);
    expect(after.size - before.size).toBe(2);
  }, 60_000);

  it('changes nothing when it is started again, and says what is there', async () => {
    const before = await payables();
    const again = await start();
    expect(again).toContain('October 2026 is billed already by run nordlicht-2026-10-1; nothing was changed.');
    expect(again).toContain('October 2026 is billed already by run nordlicht-2026-10-2; nothing was changed.');
    expect(again).not.toContain('set aside');
    expect(await payables()).toEqual(before);
  }, 60_000);

  it('corrects in November what came too late for October', async () => {
    const late = afterTheRun(catalog, '2026-10');
    expect(story).toContain(`${late.lines.length} events of 31 October came on 3 November: wiener-takt was billed without them.`);
    const [before, whole] = [days, [...days, late]].map((sent) =>
      cents(octoberOf(catalog, reckon(sent, customers).counted).get('wiener-takt')),
    );

    await using workspace = openWorkspace({ data, now: new Date('2026-12-02T05:00:00Z'), threads: 1 });
    const wanted = { sellerId: 'nordlicht', month: '2026-11', startedBy: 'ops', onlyCustomers: ['wiener-takt'] };
    const { review } = await runMonth(workspace, wanted, () => {});
    // November itself is the fee of Business, 490.00; nothing was used.
    expect(cents(review?.totals[0]?.payable)).toBe(49_000n + (whole ?? 0n) - (before ?? 0n));
    expect(whole).not.toBe(before);
  }, 60_000);
});

const cents = (amount: string | undefined): bigint => BigInt((amount ?? '').replace('.', ''));
const inThousands = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
const commandsIn = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, command = '']) => command);
