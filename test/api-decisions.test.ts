import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importCustomers, SELLER } from './support/catalog.ts';
import { failingOnce, openEmbedded, type Embedded } from './support/embedded.ts';
import { postedBy, type By } from './support/people.ts';
import { openReviewed } from './support/runs.ts';
import { auditEntries } from '../shared/audit.store.ts';
import { requireRun } from '../shared/billing-run.store.ts';

const RUN = 'kranich-2026-10-1';
const CFO = 'cfo@kranich.example';
/** Who started the run, and is a releaser as well. */
const STARTER = 'ops@kranich.example';

describe('POST /v1/sellers/{sellerId}/runs/{runId}/decision', () => {
  let world: Embedded;
  let release: Record<string, unknown>;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
    const { contentHash } = await openReviewed(['adler', 'bussard']);
    release = { kind: 'release', contentHash };
  });
  afterEach(() => world.close());

  const post = (by: string | By, body: object, runId = RUN) =>
    postedBy(by, `/v1/sellers/${runId.slice(0, -10)}/runs/${runId}/decision`, body);

  it('releases as the person of the token, at the instant of the request', async () => {
    expect(await post(CFO, release)).toEqual({ status: 200, body: { round: 1, isNew: true } });
    expect(await requireRun(SELLER, RUN)).toMatchObject({ state: 'released' });
    expect((await auditEntries(SELLER, { runId: RUN })).at(-1)).toMatchObject({
      ...{ action: 'released', by: CFO, at: '2026-11-03T05:00:00.000Z', contentHash: release['contentHash'] },
    });
  });

  it('is success again, and a capital in the address is the same person', async () => {
    await post(CFO, release);
    const before = world.picture();
    expect(await post('CFO@kranich.example', release)).toEqual({ status: 200, body: { round: 1, isNew: false } });
    expect(world.picture()).toEqual(before);
  });

  it('lets the starter have customers mended, and not release', async () => {
    expect(await post(STARTER, release)).toMatchObject({
      status: 403,
      body: { detail: `Who started run "${RUN}" may not decide on it: a second person must.` },
    });
    expect(await post(STARTER, { ...release, kind: 'change' })).toMatchObject({ status: 200 });
  });

  it.each([
    { status: 401, why: 'who has no token', by: undefined },
    { status: 403, why: 'whose address is not verified', by: { email: CFO, email_verified: 'false', stepbill_role: 'admin' } },
    { status: 403, why: 'who is no releaser', by: 'dev@kranich.example' },
    { status: 403, why: 'who is a viewer', by: { email: CFO, role: 'viewer' } },
    { status: 403, why: 'who is a biller', by: { email: CFO, role: 'biller' } },
    { status: 403, why: 'who has no role', by: { email: CFO, email_verified: 'true' } },
    { status: 404, why: 'who asks for a seller nobody knows', by: CFO, runId: 'storch-2026-10-1' },
    { status: 404, why: 'who asks for a run there is not', by: CFO, runId: 'kranich-2026-11-1' },
    { status: 404, why: 'who asks for what is no run', by: CFO, runId: 'kranich' },
    { status: 400, why: 'who says to be somebody else', by: STARTER, changes: { by: CFO } },
    { status: 400, why: 'who rejects without a reason', by: CFO, changes: { kind: 'reject' } },
    { status: 400, why: 'who wants what nobody knows', by: CFO, changes: { kind: 'approve' } },
    { status: 409, why: 'who looked at another content', by: CFO, changes: { contentHash: 'ff'.repeat(32) } },
    {
      status: 409,
      why: 'who rejects a customer that has no draft',
      by: CFO,
      changes: { kind: 'change', rejected: ['milan'], reason: 'x' },
    },
    { status: 413, why: 'who sends too much', by: CFO, changes: { reason: 'x'.repeat(65_536) } },
  ])('answers $status to one $why, in a sentence, and changes nothing', async ({ status, by, changes = {}, runId }) => {
    const before = world.picture();
    const answer = await post(by, { ...release, ...changes }, runId);
    expect(answer).toMatchObject({ status, body: { status, detail: expect.stringMatching(/^[A-Z].*\.$/) } });
    expect(JSON.stringify(answer)).not.toContain('@');
    expect(world.picture()).toEqual(before);
  });

  it('answers 409 to the second of two decisions', async () => {
    await post(CFO, release);
    expect(await post(CFO, { ...release, kind: 'reject', reason: 'late' })).toMatchObject({ status: 409 });
    expect(await requireRun(SELLER, RUN)).toMatchObject({ state: 'released' });
  });

  it('answers 503 when the table is busy: the same again decides once', async () => {
    world.connectWith((table) => failingOnce(table, 'after the write'));
    expect(await post(CFO, release)).toMatchObject({ status: 503 });
    expect(await post(CFO, release)).toMatchObject({ status: 200 });
    expect(await auditEntries(SELLER, { runId: RUN })).toHaveLength(3);
  });
});
