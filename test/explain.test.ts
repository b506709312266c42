/**
 * A bill before it is made and after: the preview is what the run comes to and leaves nothing, and an issued line leads
 * back to its events. Prices are those of test/support/catalog.ts: 10.00 a month, 0–100 calls at 0.10, to 1000 at 0.05,
 * then 0.01.
 */
import './support/quiet-log.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { explainLine, invoiceReport, lineReport, requireInvoice } from '../local/commands/explain.ts';
import { listRuns, noRunText, runTable } from '../local/commands/list-runs.ts';
import { documentPath } from '../local/commands/open-document.ts';
import { previewCustomer } from '../local/commands/preview-customer.ts';
import type { Invoke } from '../local/runner/scope.ts';
import { handler as consoleHandler } from '../services/console/console.handler.ts';
import { requireDraft } from '../shared/draft.store.ts';
import { usageEvent } from '../shared/usage-event.ts';
import { askApi } from './support/people.ts';
import { browsing } from './support/browsing.ts';
import { callsEvent, importCustomers, SELLER } from './support/catalog.ts';
import { openEmbedded, type Embedded } from './support/embedded.ts';
import { arrive, bill, numberOf, open, type Month } from './support/months.ts';

let world: Embedded;
beforeEach(async () => {
  world = openEmbedded();
  await importCustomers({ id: 'adler' });
  await arrive('2026-10-15', calls('first', '250'), calls('second', '50', '2026-10-16T08:00:00Z'));
});
afterEach(() => world.close());

const calls = (id: string, quantity: string, time = '2026-10-15T12:00:00Z') => callsEvent('adler', quantity, { id, time });

const invoke: Invoke = async (name, payload) => {
  const { handler } = (await import(`../services/${name}.handler.ts`)) as { handler: (input: unknown) => Promise<unknown> };
  return JSON.stringify((await handler(JSON.parse(payload))) ?? null);
};

const issue = (run: Month): Promise<string> => numberOf('adler', run);
const explained = (number: string, line: number, limit?: number) => explainLine(invoke, SELLER, { number, line, limit });

describe('a preview', () => {
  it('is the draft of the run that follows, to the byte, and leaves nothing', async () => {
    const before = world.records();
    const { draft } = await previewCustomer(invoke, SELLER, 'adler', '2026-10');
    expect(world.records()).toEqual(before);

    const { runId } = await bill('2026-10', 'adler');
    expect(draft).toEqual(await requireDraft({ sellerId: SELLER, runId, customerId: 'adler', attempt: 1 }));
  });

  it('has what came late as a correction: 38.00 for 800 more calls, 1100 in all', async () => {
    await bill('2026-10', 'adler');
    await arrive('2026-11-10', calls('late', '800'));
    const { draft } = await previewCustomer(invoke, SELLER, 'adler', '2026-11');
    // 100 × 0.10 + 900 × 0.05 + 100 × 0.01 = 56.00, less 100 × 0.10 + 200 × 0.05 = 20.00.
    expect(draft?.lines.map(({ description, net }) => `${description} ${net}`)).toEqual(['Calls, correction 36.00', 'Base fee 10.00']);
  });

  it('of a month that has hardly begun has what was used so far', async () => {
    await arrive('2026-11-01', calls('new', '7', '2026-11-01T12:00:00Z'));
    await bill('2026-10', 'adler');
    const { draft } = await previewCustomer(invoke, SELLER, 'adler', '2026-11');
    expect(draft?.totals.net).toBe('10.70');
  });

  it('of nobody says so', async () => {
    await expect(previewCustomer(invoke, SELLER, 'nobody')).rejects.toThrow('has no customer "nobody"');
  });

  it('of a customer that can not be billed says why', async () => {
    await importCustomers({ id: 'consumer', country: 'FR' });
    await expect(previewCustomer(invoke, SELLER, 'consumer', '2026-10')).rejects.toThrow(/"consumer" can't be billed as it is: .*FR/);
  });
});

describe('a line', () => {
  it('leads back to every event it was measured on, earliest first', async () => {
    const number = await issue(await bill('2026-10', 'adler'));
    const {
      evidence: [evidence],
      line,
    } = await explained(number, 2);
    expect(line).toMatchObject({ quantity: '300', net: '20.00' });
    expect(evidence).toMatchObject({ quantity: '300', count: 2, isWhole: true, meter: { id: 'calls' } });
    expect(evidence?.events.map(({ id, properties }) => `${id} ${properties['calls']}`)).toEqual(['first 250', 'second 50']);
  });

  it('of a fee has no events', async () => {
    const number = await issue(await bill('2026-10', 'adler'));
    expect(await explained(number, 1)).toMatchObject({ evidence: [], line: { net: '10.00' } });
  });

  it('names what it billed also when an event was taken back since', async () => {
    const number = await issue(await bill('2026-10', 'adler'));
    const back = usageEvent.parse({ id: 'back', customer: 'adler', type: 'api.calls', time: '2026-10-15T12:00:00Z', reverses: 'first' });
    await arrive('2026-11-10', back);
    expect((await explained(number, 2)).evidence[0]).toMatchObject({ count: 2, isWhole: true });
  });

  it('says when the events are not those it was priced on', async () => {
    const number = await issue(await bill('2026-10', 'adler'));
    const held = world.records().find(({ sk }) => sk === 'event|first');
    if (!held) throw new Error('The event is not where it was looked for.');
    await world.ports.table.write([{ delete: { pk: held.pk, sk: held.sk } }]);
    const explanation = await explained(number, 2);
    expect(explanation.evidence[0]).toMatchObject({ count: 1, isWhole: false });
    expect(lineReport(explanation, 2).join('\n')).toContain('are not those this was priced on');
  });

  it('of more events than an answer holds names them all', async () => {
    await arrive('2026-10-20', ...Array.from({ length: 1_204 }, (_, i) => calls(`e-${i}`, '1', '2026-10-20T12:00:00Z')));
    const number = await issue(await bill('2026-10', 'adler'));
    const [evidence] = (await explained(number, 2)).evidence;
    expect(new Set(evidence?.events.map(({ id }) => id)).size).toBe(1_206);
    expect((await explained(number, 2, 10)).evidence[0]?.events).toHaveLength(10);
  });

  it('of a correction says what the period comes to and what was billed before', async () => {
    await bill('2026-10', 'adler');
    await arrive('2026-11-10', calls('late', '800'));
    const number = await issue(await bill('2026-11', 'adler'));
    const report = lineReport(await explained(number, 1), 1).join('\n');
    expect(report).toContain('1,100 calls of 3 events');
    expect(report).toContain('The whole period now comes to 56, rounded once; less 20.00 EUR billed before: 36.00 EUR.');
  });

  it('of a credit note is told with the sign it was rated at', async () => {
    await bill('2026-10', 'adler');
    await arrive('2026-11-10', usageEvent.parse({ id: 'back', customer: 'adler', type: 'api.calls', time: '2026-10-15T12:00:00Z', reverses: 'first' })); // prettier-ignore
    const { draft } = await previewCustomer(invoke, SELLER, 'adler', '2026-11');
    const number = await issue(await bill('2026-11', 'adler'));
    // 300 calls were 20.00, 50 are 5.00; less 10.00 for November.
    const { kind, totals } = await requireInvoice(SELLER, number);
    expect([kind, totals.net]).toEqual(['credit-note', '5.00']);
    expect(draft).toMatchObject({ kind, totals, precedingInvoices: [{ number: 'RE-2026-000001' }] });
    const report = lineReport(await explained(number, 1), 1).join('\n');
    expect(report).toContain('The whole period now comes to 5, rounded once; less 20.00 EUR billed before: −15.00 EUR.');
    expect(report).toContain('The credit note says it with the other sign');
  });

  it('of a draft leads to its events in the console, a meter and a page at a time, before anything is released', async () => {
    await arrive('2026-10-20', ...Array.from({ length: 120 }, (_, i) => calls(`e-${i}`, '1', '2026-10-20T12:00:00Z')));
    const run = await open('2026-10');
    await run.prepare('adler');
    const viewer = browsing(consoleHandler, { email: 'cfo@kranich.example', role: 'viewer' });
    const draft = `/sellers/${SELLER}/runs/${run.runId}/drafts/adler`;
    const { text } = await viewer.get(draft);
    // The base fee has none.
    expect([...text.matchAll(/href="([^"]+\/lines\/[^"]+)"/g)].map(([, href]) => href)).toEqual([`${draft}/lines/2`]);
    const first = (await viewer.get(`${draft}/lines/2`)).text;
    expect(first).toContain('122 events of calls: 420');
    expect(first).toContain('Events 1 to 100 of 122.');
    const [, next = ''] = /href="([^"]+)">Later events/.exec(first) ?? [];
    expect((await viewer.get(next.replaceAll('&amp;', '&'))).text).toContain('Events 101 to 122 of 122.');
    const { text: file, headers } = await viewer.get(`${draft}/lines/2/events.ndjson`);
    expect(file.trim().split('\n').map((line) => (JSON.parse(line) as { id: string }).id).slice(0, 3)).toEqual(['first', 'second', 'e-0']); // prettier-ignore
    expect(headers['content-disposition']).toContain('draft-adler-line-2-events.ndjson');
    const said = await askApi({ email: 'v@kranich.example', role: 'viewer' }, 'GET', `/v1${draft}/lines/2?limit=1`);
    expect(said.body).toMatchObject({ customerId: 'adler', evidence: { events: [{}] }, next: expect.any(String) });
    for (const none of ['lines/3', 'lines/0', '../bussard/lines/1']) expect((await viewer.get(`${draft}/${none}`)).status).toBe(404);
  });

  it('that does not exist is named with how many there are', async () => {
    const number = await issue(await bill('2026-10', 'adler'));
    await expect(explained(number, 3)).rejects.toThrow(`${number} has no line 3; it has 2.`);
    await expect(explained('RE-2026-000009', 1)).rejects.toThrow('There is no invoice RE-2026-000009');
  });
});

it('an invoice is explained with its sums: 30.00 and 20 % tax', async () => {
  const number = await issue(await bill('2026-10', 'adler'));
  const report = invoiceReport(await requireInvoice(SELLER, number)).join('\n');
  expect(report).toMatch(/Net +30\.00 EUR/);
  expect(report).toMatch(/Tax 20 % \(S\) +6\.00 EUR/);
  expect(report).toMatch(/Payable +36\.00 EUR/);
});

it('runs are listed month by month, dry runs among them', async () => {
  await bill('2026-11', 'adler');
  await bill('2026-10', 'adler');
  await open('2026-10', { isDryRun: true, openedAt: '2026-11-03T05:00:00Z' });
  const named = (runs: Awaited<ReturnType<typeof listRuns>>): string[] =>
    runs.map(({ id, state, isDryRun }) => `${id} ${state} ${isDryRun}`);
  expect(named(await listRuns(SELLER))).toEqual([
    'kranich-2026-10-1 closed false',
    'kranich-2026-10-d1 open true',
    'kranich-2026-11-1 closed false',
  ]);
  expect(named(await listRuns(SELLER, '2026-11'))).toEqual(['kranich-2026-11-1 closed false']);
  expect(runTable(await listRuns(SELLER)).join('\n')).toContain('dry run');
  expect(await noRunText(SELLER, '2026-01')).toMatch(/^2026-01 was not run; there are runs of .*2026-11\.$/);
});

it('a document that is not there yet, or of no invoice, is named as that', async () => {
  const number = await issue(await bill('2026-10', 'adler'));
  await expect(documentPath({ data: world.folder }, SELLER, number)).rejects.toThrow(`${number} has no document yet`);
  await expect(documentPath({ data: world.folder }, SELLER, 'RE-2026-000009')).rejects.toThrow('There is no invoice RE-2026-000009');
});
