import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bindNumber, counterKey, takeNumberBlocks } from '../../shared/number.store.ts';
import { table } from '../../shared/ports.ts';
import { browsing } from '../../test/support/browsing.ts';
import { importCustomers, NUMBERING, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { askApi } from '../../test/support/people.ts';
import { rowsIn } from '../../test/support/rows-in.ts';
import { closeMonthOf, openMonth, sealedDraftOf, sealWith } from '../../test/support/runs.ts';
import { handler } from './console.handler.ts';

const CATALOG = `/sellers/${SELLER}/catalog`;
const VIEWER = { email: 'viewer@kranich.example', role: 'viewer' } as const;
const viewed = async (path: string): Promise<{ text: string; status?: number | undefined }> => browsing(handler, VIEWER).get(path);

describe('a series of numbers', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' }, { id: 'bussard' });
  });
  afterEach(() => world.close());

  it('says the next one of each series, and the day of the last one', async () => {
    const run = await closeMonthOf('2026-10', ['adler']);
    await takeNumberBlocks(NUMBERING, run.id, { RE: 2 }, '2026-11-02');
    const { text } = await viewed(`${CATALOG}/seller`);
    expect(rowsIn(text)).toEqual([['RE-2026 begins anew each year', 'RE-2026-000003', '2 Nov 2026', 'Check for gaps']]);
    expect(text).toContain('ops@kranich.example, cfo@kranich.example');
  });

  it('finds no gap where each is bound, and names those that are missing with who took them', async () => {
    const run = await closeMonthOf('2026-10', ['adler']);
    const [block] = await takeNumberBlocks(NUMBERING, run.id, { RE: 3 }, '2026-11-02');
    const bind = (position: number): Promise<string> =>
      bindNumber(SELLER, block!, position, { runId: run.id, customerId: 'adler', attempt: position, hash: 'ab'.repeat(32) });
    await bind(1);
    await bind(3);
    const gap = (await viewed(`${CATALOG}/series/RE-2026`)).text;
    expect(gap).toContain('1 problem');
    expect(rowsIn(gap)).toEqual([['RE-2026-000002', `is missing; &quot;${run.id}&quot; took it`, 'a record of its draft']]);
    await bind(2);
    expect((await viewed(`${CATALOG}/series/RE-2026`)).text).toContain('3 numbers are bound to one draft each');
    expect((await viewed(`${CATALOG}/series/RE-2025`)).status).toBe(404);
  });

  it('takes numbers of a run that goes on for no gap', async () => {
    const run = await openMonth();
    await sealWith(run.id, [sealedDraftOf('adler', 0), sealedDraftOf('bussard', 1)]);
    await takeNumberBlocks(NUMBERING, run.id, { RE: 2 }, '2026-11-02');
    const { text } = await viewed(`${CATALOG}/series/RE-2026`);
    expect(text).toContain('RE-2026-000001 to RE-2026-000002');
  });

  it('looks at 2,000 at a time, the last ones first, and the API at the same', async () => {
    await takeNumberBlocks(NUMBERING, 'order-1', { RE: 2 }, '2026-10-30');
    const run = await openMonth();
    await sealWith(run.id, [sealedDraftOf('adler', 0)]);
    const [block] = await takeNumberBlocks(NUMBERING, run.id, { RE: 2_001 }, '2026-11-02');
    for (const position of [4, 2_003])
      await bindNumber(SELLER, block!, position, { runId: run.id, customerId: 'adler', attempt: position, hash: 'ab'.repeat(32) });
    const { text } = await viewed(`${CATALOG}/series/RE-2026`);
    expect(text).toContain('No gap here');
    expect(text).toContain('RE-2026-000005 to RE-2026-002002: a run holds them');
    const before = (await viewed(/href="([^"]+after=[^"]+)"/.exec(text)?.[1] ?? '')).text;
    expect(rowsIn(before)).toEqual([
      ['RE-2026-000001 to RE-2026-000002', 'are missing; &quot;order-1&quot; took them', 'a record of the draft of each'],
    ]);
    expect(before).toContain('RE-2026-000003: a run holds them');

    const gaps = `/v1/sellers/${SELLER}/series/RE-2026/gaps`;
    const { body: last } = await askApi(VIEWER, 'GET', gaps);
    expect(last).toMatchObject({ first: 'RE-2026-000004', last: 'RE-2026-002003', problems: [] });
    expect(last).toHaveProperty('missing.length', 1_998);
    const { next } = last as { next: string };
    expect((await askApi(VIEWER, 'GET', `${gaps}?after=${next}`)).body).toEqual({
      ...{ first: 'RE-2026-000001', last: 'RE-2026-000003', underWay: ['RE-2026-000003'] },
      missing: ['RE-2026-000001', 'RE-2026-000002', 'RE-2026-000003'],
      problems: [expect.objectContaining({ where: 'RE-2026-000001 to RE-2026-000002' })],
    });
  });

  it('finds who took a number where the counter does not say, as those of an earlier version', async () => {
    const run = await closeMonthOf('2026-10', ['adler']);
    await takeNumberBlocks(NUMBERING, run.id, { RE: 1 }, '2026-11-02');
    const body = { schema: 1, last: 1, lastIssueDate: '2026-11-02' };
    await table().write([{ put: { ...counterKey(SELLER, 'RE-2026'), body } }]);
    const { text } = await viewed(`${CATALOG}/series/RE-2026`);
    expect(rowsIn(text)).toEqual([['RE-2026-000001', `is missing; &quot;${run.id}&quot; took it`, 'a record of its draft']]);
  });
});
