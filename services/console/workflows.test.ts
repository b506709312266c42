import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openRun } from '../../shared/billing-run.store.ts';
import { keepFailedTry } from '../../shared/failed-try.store.ts';
import type { CustomerState } from '../../shared/failed-try.ts';
import { keepFact } from '../../shared/invoice.store.ts';
import { bindNumber, takeNumberBlocks } from '../../shared/number.store.ts';
import { keepWaiting } from '../../shared/waiting.store.ts';
import { browsing } from '../../test/support/browsing.ts';
import { importCustomers, NUMBERING, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { askApi } from '../../test/support/people.ts';
import { BLOCK, invoiceFor, keepIssued, openReviewed, sealedDraftOf, sealWith } from '../../test/support/runs.ts';
import { handler } from './console.handler.ts';
import { withoutTokens } from './without-tokens.ts';
import type { DocumentsMade } from './workflow.store.ts';
import { invoiceStandings } from './workflow-page.ts';

const RUN = 'kranich-2026-10-1';
const PAGE = `/sellers/${SELLER}/runs/${RUN}`;
const SINCE = '2026-11-02T06:00:00Z';
const VIEWER = { email: 'cfo@kranich.example', role: 'viewer' } as const;
const viewer = browsing(handler, VIEWER);

const fail = (state: CustomerState, customerId: string, second: number, error = 'TransientError'): Promise<void> => {
  const at = `2026-11-02T05:00:0${second}Z`;
  return keepFailedTry(SELLER, RUN, { schema: 1, state, customerId, at, error, cause: `The ${second}th time.` }, 'x');
};

describe('a state inside a map', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' }, { id: 'bussard' });
    await openReviewed(['adler', 'bussard']);
  });
  afterEach(() => world.close());

  it('names the customers at whom tries failed, with what and when', async () => {
    for (const second of [1, 2]) await fail('CalculatePrice', 'adler', second);
    await fail('DraftInvoice', 'bussard', 3);
    const { text } = await viewer.get(`${PAGE}?state=CalculatePrice`);
    expect(text).toContain(`href="${PAGE}/drafts/adler">Adler Works</a>`);
    expect(text).toContain('2 tries');
    expect(text).toContain('The 1th time.');
    expect(text).toContain('Mon 2 Nov, 06:00');
    expect(text).not.toContain('The 3th time.');
    expect((await askApi(VIEWER, 'GET', `/v1${PAGE}/states/CalculatePrice`)).body).toMatchObject({
      failed: [1, 2].map((second) => ({ customerId: 'adler', error: 'TransientError', cause: `The ${second}th time.` })),
    });
  });

  it('shows what it got and gave without the token that answers it', () => {
    expect(withoutTokens({ taskToken: 'AQ', deep: [{ Token: 1, runId: RUN }] })).toEqual({
      taskToken: '…',
      deep: [{ Token: '…', runId: RUN }],
    });
    expect(withoutTokens(undefined)).toBeUndefined();
  });

  it('says that no try has failed where none has', async () => {
    expect((await viewer.get(`${PAGE}?state=DraftInvoice`)).text).toContain('No try has failed.');
  });

  it('lists many of them a page at a time', async () => {
    for (let i = 0; i < 60; i++) await fail('CalculatePrice', `customer-${String(i).padStart(2, '0')}`, 1);
    const first = (await viewer.get(`${PAGE}?state=CalculatePrice`)).text;
    expect(first.match(/<b>TransientError<\/b>/g)).toHaveLength(50);
    const [next = ''] = /\?state=CalculatePrice&(amp;)?after=[^"#]+/.exec(first) ?? [];
    const second = (await viewer.get(`${PAGE}${next.replace('&amp;', '&')}`)).text;
    expect(second.match(/<b>TransientError<\/b>/g)).toHaveLength(10);
    expect(second).toContain('customer-59');
  });

  it('refuses a page of the list that is none of ours: 400', async () => {
    expect((await viewer.get(`${PAGE}?state=CalculatePrice&after=%7B`)).status).toBe(400);
  });

  it('shows nothing of a state that is not of the machine, and escapes what is asked for', async () => {
    const { status, text } = await viewer.get(`${PAGE}?state=${encodeURIComponent('<img src=x>')}`);
    expect(status).toBe(200);
    expect(text).not.toContain('<img');
  });
});

describe('the invoice workflow of a run', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' }, { id: 'bussard' });
    await openRun({
      ...{ sellerId: SELLER, month: '2026-10', openedAt: '2026-11-02T05:00:00Z' },
      ...{ execution: 'bill-2026-10', startedBy: 'schedule', isDryRun: false },
    });
  });
  afterEach(() => world.close());

  /** Two documents, of which the second is missing. */
  async function waitForRepair(): Promise<void> {
    await sealWith(RUN, [sealedDraftOf('adler', 0), sealedDraftOf('bussard', 1)]);
    await takeNumberBlocks(NUMBERING, RUN, { RE: 2 }, '2026-11-02');
    await keepIssued(invoiceFor('adler', 'RE-2026-000001'));
    const missing = [{ number: 'RE-2026-000002', customerId: 'bussard' }];
    const about = { isComplete: false, documents: 2, problemCount: 1, problems: ['RE-2026-000002 has no invoice.'], missing };
    await keepWaiting(SELLER, RUN, { for: 'repair', round: 0, taskToken: 't', since: SINCE, about });
  }
  const standing = async (): Promise<string[]> =>
    [...(await viewer.get(`${PAGE}/graph/invoice`)).text.matchAll(/aria-label="(\w+(?: ↻ \d+)? [^"]*|\w+, [^"]*)"/g)]
      .map(([, name = '']) => name)
      .filter((name) => /^(Generate|Create|File)/.test(name));

  it('has not begun before the run is sealed', async () => {
    expect((await standing()).every((name) => name.endsWith(', not reached'))).toBe(true);
  });

  it('stands failed at the state that a missing document came to', async () => {
    await waitForRepair();
    expect(await standing()).toEqual([
      'GenerateInvoiceNumber 1 failed, failed',
      'CreateInvoice 1, done',
      'GeneratePdf 1, done',
      'FilePdf 1, done',
    ]);
    await bindNumber(SELLER, BLOCK, 2, { runId: RUN, customerId: 'bussard', attempt: 1, hash: 'ab'.repeat(32) });
    expect((await standing())[1]).toBe('CreateInvoice 1 failed, failed');
    await keepFact(SELLER, 'RE-2026-000002', 'document', { schema: 1, key: 'k', hash: 'ab' });
    await fail('CreateInvoice', 'bussard', 1);
    expect((await standing())[1]).toBe('CreateInvoice ↻ 1 1 failed, failed');
  });

  it('is led to by the run, and names the tries of a state', async () => {
    await waitForRepair();
    await fail('CreateInvoice', 'bussard', 3);
    await fail('FilePdf', 'bussard', 7, 'FileConflictError');
    const { text } = await viewer.get(PAGE);
    expect(text).toContain(`href="${PAGE}/graph/invoice" data-state-name="Invoice"`);
    expect(text).toContain('FilePdf: FileConflictError. The 7th time.');
    expect(text).not.toContain('The 3th time.');
    expect((await viewer.get(`${PAGE}/graph/invoice?state=FilePdf`)).text).toContain('The 7th time.');
  });
});

it.each([
  { why: 'open before the map', made: { map: 'open' }, expected: { standing: 'open', note: '' } },
  { why: 'at work with the map', made: { map: 'running', made: 25 }, expected: { standing: 'running', note: '25 of 40' } },
  { why: 'done behind it', made: { map: 'over' }, expected: { standing: 'done', note: '40' } },
  {
    why: 'failed where some are stuck',
    made: { map: 'over', stuck: { GeneratePdf: 3 } },
    expected: { standing: 'failed', note: '3 failed' },
  },
])('A state that every document goes through is $why', ({ made, expected }) => {
  const all = { total: 40, made: 0, stuck: {}, ...made } as DocumentsMade;
  expect(invoiceStandings(all, new Map()).get('GeneratePdf')).toMatchObject(expected);
});

describe('a workflow', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
  });
  afterEach(() => world.close());

  it.each([
    { machine: 'billing-run', state: 'AllocateNumbers' },
    { machine: 'invoice', state: 'FilePdf' },
    { machine: 'settlement', state: 'SendInvoice' },
    { machine: 'credit-note', state: 'DraftCreditNote' },
  ])('is shown as it is deployed, its graph leading into its text: $machine', async ({ machine, state }) => {
    const { status, text } = await viewer.get(`/sellers/${SELLER}/graph/${machine}`);
    expect(status).toBe(200);
    expect(text).toContain(`href="#${state}"`);
    expect(text).toContain(`<span id="${state}">`);
    expect(Buffer.byteLength(text)).toBeLessThan(50 * 1024);
  });

  it('that there is none of: 404', async () => {
    for (const name of ['shop', 'constructor', '..%2Fsecrets']) {
      expect((await viewer.get(`/sellers/${SELLER}/graph/${name}`)).status).toBe(404);
    }
  });
});
