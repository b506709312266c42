import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { endAttempt } from '../../shared/attempt.store.ts';
import { auditEntries } from '../../shared/audit.store.ts';
import { openRun, requireRun } from '../../shared/billing-run.store.ts';
import { getDecision } from '../../shared/decision.store.ts';
import { getFact } from '../../shared/invoice.store.ts';
import { takeNumberBlocks } from '../../shared/number.store.ts';
import type { Role } from '../../shared/signed-in.ts';
import { keepWaiting } from '../../shared/waiting.store.ts';
import { browsing, type Browsing } from '../../test/support/browsing.ts';
import { importCustomers, NUMBERING, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { invoiceFor, keepIssued, openReviewed, sealedDraftOf, sealWith } from '../../test/support/runs.ts';
import { handler } from './console.handler.ts';

const RUN = 'kranich-2026-10-1';
const PAGE = `/sellers/${SELLER}/runs/${RUN}`;
const CFO = 'cfo@kranich.example';
const STARTER = 'ops@kranich.example';
const SINCE = '2026-11-02T06:00:00Z';
const LATER = '2026-11-03T06:00:00Z';
const [ISSUED, MISSING] = ['RE-2026-000001', 'RE-2026-000002'];
const VOID = { number: MISSING, since: SINCE, reason: 'The address can not be printed.' };

const as = (email: string, role: Role): Browsing => browsing(handler, { email, role });

/** The run waits with what its verification found: the second of two documents is missing. */
async function waitSince(since: string): Promise<void> {
  const about = {
    ...{ isComplete: false, documents: 2, problemCount: 1 },
    problems: [`${MISSING} has no document in the archive yet.`],
    missing: [{ number: MISSING, customerId: 'bussard' }],
  };
  await keepWaiting(SELLER, RUN, { for: 'repair', round: 0, taskToken: since, since, about });
}

describe('a run that misses documents', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' }, { id: 'bussard' });
    const opened = { openedAt: '2026-11-02T05:00:00Z', execution: 'bill-2026-10', startedBy: STARTER, isDryRun: false };
    await openRun({ sellerId: SELLER, month: '2026-10', ...opened });
    await sealWith(RUN, [sealedDraftOf('adler', 0), sealedDraftOf('bussard', 1)]);
    await takeNumberBlocks(NUMBERING, RUN, { RE: 2 }, '2026-11-02');
    await keepIssued(invoiceFor('adler', ISSUED));
    await waitSince(SINCE);
  });
  afterEach(() => world.close());

  const lastAct = async (): Promise<unknown> => (await auditEntries(SELLER, { runId: RUN })).at(-1);

  it('names each with its customer and what is wrong, and says before the button what can’t be undone', async () => {
    const { text } = await as(CFO, 'releaser').get(PAGE);
    expect(text).toContain('Waiting for repair');
    expect(text).toMatch(/value="RE-2026-000002"/);
    expect(text).not.toMatch(/value="RE-2026-000001"/);
    expect(text).toContain('RE-2026-000002 has no document in the archive yet.');
    expect(text).toContain(`href="${PAGE}/drafts/bussard"`);
    expect(text.indexOf('That can’t be undone')).toBeGreaterThan(0);
    expect(text.indexOf('That can’t be undone')).toBeLessThan(text.indexOf('Make the ticked numbers void'));
  });

  it('stays light however many are missing', async () => {
    const missing = Array.from({ length: 100 }, (_, i) => ({ number: `RE-2026-${String(i + 1).padStart(6, '0')}`, customerId: 'bussard' }));
    const problems = missing.slice(0, 20).map(({ number }) => `${number} has no document in the archive yet.`);
    const about = { isComplete: false, documents: 4_797, problemCount: 312, problems, missing };
    await keepWaiting(SELLER, RUN, { for: 'repair', round: 0, taskToken: 'later', since: LATER, about });
    const { text } = await as(CFO, 'releaser').get(PAGE);
    expect(text).toContain('312 of 4,797 documents, the first 20 here');
    expect(text.match(/name="number"/g)).toHaveLength(20);
    expect(Buffer.byteLength(text)).toBeLessThan(50 * 1024);
  });

  it('has them made again when a releaser says so, and says that it goes on', async () => {
    const releaser = as(CFO, 'releaser');
    await releaser.get(PAGE);
    const { status, headers } = await releaser.post(`${PAGE}/retry`, { since: SINCE });
    expect(status).toBe(303);
    expect(await lastAct()).toMatchObject({ action: 'retried', by: CFO, at: '2026-11-03T05:00:00.000Z' });
    const { text } = await releaser.get(headers['location'] ?? '');
    expect(text).toContain('Your decision is written down.');
    expect(text).not.toContain('Make 1 document again');
    // Where it waits anew, a person has to look again.
    await waitSince(LATER);
    expect((await releaser.get(headers['location'] ?? '')).text).toContain('Make 1 document again');
  });

  it('makes a number void with a reason, by whoever is signed in', async () => {
    const releaser = as(CFO, 'releaser');
    await releaser.get(PAGE);
    expect((await releaser.post(`${PAGE}/void`, { ...VOID, by: STARTER })).status).toBe(303);
    expect(await getFact(SELLER, MISSING, 'void')).toMatchObject({ customerId: 'bussard', approvedBy: CFO, reason: VOID.reason });
    expect(await lastAct()).toMatchObject({ action: 'voided', by: CFO, reason: VOID.reason, numbers: [MISSING] });
  });

  it.each([
    { why: 'no reason', changes: { reason: ' ' }, says: 'give a reason' },
    { why: 'no number', changes: { number: '' }, says: 'Say which numbers' },
    { why: 'a number that is issued', changes: { number: ISSUED }, says: 'only a credit note corrects it' },
    { why: 'a reason that no document can show', changes: { reason: 'It is 北京' }, says: 'can&#39;t show “北”' },
  ])('refuses a void with $why, and keeps what was written', async ({ changes, says }) => {
    const releaser = as(CFO, 'releaser');
    await releaser.get(PAGE);
    const { status, text } = await releaser.post(`${PAGE}/void`, { ...VOID, ...changes });
    expect(status).toBe(409);
    expect(text).toContain(says);
    expect(text).toMatch(/<details open>/);
    expect(text).toContain(`${{ ...VOID, ...changes }.reason.trim()}</textarea>`);
    expect(await getFact(SELLER, MISSING, 'void')).toBeUndefined();
  });

  it.each(['retry', 'void'])('says what happened since the page was shown, and asks again: %s', async (act) => {
    const releaser = as(CFO, 'releaser');
    await releaser.get(PAGE);
    const other = as(STARTER, 'releaser');
    await other.get(PAGE);
    await other.post(`${PAGE}/retry`, { since: SINCE });
    await waitSince(LATER);
    const { status, text } = await releaser.post(`${PAGE}/${act}`, VOID);
    expect(status).toBe(409);
    expect(text).toContain('has gone on since you looked');
    expect(text).toContain(`${STARTER} had the missing documents made again`);
    expect(text).toContain(`name="since" value="${LATER}"`);
    expect(await getFact(SELLER, MISSING, 'void')).toBeUndefined();
    expect((await auditEntries(SELLER, { runId: RUN })).filter(({ action }) => action === 'retried')).toHaveLength(1);
  });

  it.each([
    { why: 'a biller', email: CFO, role: 'biller' as const, acts: ['retry', 'void'] },
    { why: 'a releaser whom the catalog does not name', email: 'dev@kranich.example', role: 'releaser' as const, acts: ['retry', 'void'] },
    { why: 'who started the run, a void', email: STARTER, role: 'admin' as const, acts: ['void'] },
  ])('takes nothing from $why', async ({ email, role, acts }) => {
    const person = as(email, role);
    const { text } = await person.get(PAGE);
    expect(text).not.toContain('Make the ticked numbers void');
    for (const act of acts) expect((await person.post(`${PAGE}/${act}`, VOID)).status).toBe(403);
    expect(await lastAct()).toMatchObject({ action: 'sealed' });
  });
});

describe('customers that are set aside', () => {
  let world: Embedded;
  let contentHash: string;
  const NO_PRICE = { error: 'NotPriceableError', cause: 'gpu.seconds has no price in plan Business v7.', step: 'CalculatePrice' };
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' }, { id: 'bussard' }, { id: 'falke' }, { id: 'milan' });
    const run = await openRun({
      ...{ sellerId: SELLER, month: '2026-10', openedAt: '2026-11-02T05:00:00Z' },
      ...{ execution: 'bill-2026-10', startedBy: STARTER, isDryRun: false },
    });
    const step = { sellerId: SELLER, runId: run.id, attempt: 1 };
    for (const customerId of ['bussard', 'falke']) await endAttempt({ ...step, customerId }, NO_PRICE, 'open');
    await endAttempt(
      { ...step, customerId: 'milan' },
      { error: 'TaxUndeterminedError', cause: 'No VAT id.', step: 'DraftInvoice' },
      'open',
    );
    ({ contentHash } = await openReviewed(['adler']));
  });
  afterEach(() => world.close());

  it('are listed, all of them or those of one reason', async () => {
    const all = await as(CFO, 'viewer').get(`${PAGE}/aside`);
    for (const customerId of ['bussard', 'falke', 'milan']) expect(all.text).toContain(`href="${PAGE}/drafts/${customerId}"`);
    expect(all.text).not.toContain('<button class="button row"');
    const { text } = await as(CFO, 'viewer').get(`${PAGE}/aside?reason=${encodeURIComponent('NotPriceableError|CalculatePrice|')}`);
    expect(text).toContain('gpu.seconds has no price in plan Business v7.');
    expect(text).not.toContain('milan');
  });

  it.each([
    { why: 'one by one', field: 'customer', value: 'milan', repaired: ['milan'] },
    { why: 'all of one reason', field: 'group', value: 'NotPriceableError|CalculatePrice|', repaired: ['bussard', 'falke'] },
  ])('come back $why when a biller says so', async ({ field, value, repaired }) => {
    const biller = as(CFO, 'biller');
    expect((await biller.get(`${PAGE}/aside`)).text).toContain('aria-label="Repair Milan Works"');
    expect((await biller.post(`${PAGE}/repair`, { contentHash, [field]: value })).status).toBe(303);
    expect((await getDecision(SELLER, RUN, 1))?.repaired.toSorted()).toEqual(repaired);
    expect(await requireRun(SELLER, RUN)).toMatchObject({ state: 'open', round: 2 });
  });

  it('stay where nobody is meant, and where the content has changed since', async () => {
    const biller = as(CFO, 'biller');
    await biller.get(`${PAGE}/aside`);
    expect((await biller.post(`${PAGE}/repair`, { contentHash, group: 'States.Timeout|CalculatePrice|' })).status).toBe(409);
    expect((await biller.post(`${PAGE}/repair`, { contentHash, customer: 'adler' })).status).toBe(409);
    const { status, text } = await biller.post(`${PAGE}/repair`, { contentHash: 'ab'.repeat(32), customer: 'milan' });
    expect(status).toBe(409);
    expect(text).toContain('has changed since');
    expect(await requireRun(SELLER, RUN)).toMatchObject({ state: 'reviewed', round: 1 });
  });

  it('are brought back from their own page, too', async () => {
    expect((await as(CFO, 'biller').get(`${PAGE}/drafts/milan`)).text).toContain('name="customer" value="milan"');
    expect((await as(CFO, 'viewer').get(`${PAGE}/drafts/milan`)).text).not.toContain('name="customer"');
  });
});
