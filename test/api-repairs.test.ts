import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importCustomers, NUMBERING, SELLER } from './support/catalog.ts';
import { openEmbedded, type Embedded } from './support/embedded.ts';
import { postedBy, type By } from './support/people.ts';
import { invoiceFor, keepIssued, openMonth, sealedDraftOf, sealWith } from './support/runs.ts';
import { auditEntries } from '../shared/audit.store.ts';
import { getFact } from '../shared/invoice.store.ts';
import { takeNumberBlocks } from '../shared/number.store.ts';
import { handler as awaitRepair } from '../services/billing-run/await-repair.handler.ts';

const RUN = 'kranich-2026-10-1';
const CFO = 'cfo@kranich.example';
const [ISSUED, MISSING] = ['RE-2026-000001', 'RE-2026-000002'];
const VOID = { kind: 'void', numbers: [MISSING], reason: 'It can not be printed.' };

describe('POST /v1/sellers/{sellerId}/runs/{runId}/repair', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' }, { id: 'bussard' });
    await openMonth();
    await sealWith(RUN, [sealedDraftOf('adler', 0), sealedDraftOf('bussard', 1)]);
    await takeNumberBlocks(NUMBERING, RUN, { RE: 2 }, '2026-11-02');
    await keepIssued(invoiceFor('adler', ISSUED));
  });
  afterEach(() => world.close());

  const waits = () => {
    const verification = { isComplete: false, documents: 2, problems: [], problemCount: 1 };
    return awaitRepair({ sellerId: SELLER, runId: RUN, verification, taskToken: 't1', enteredAt: '2026-11-02T05:00:00Z' });
  };
  const post = (by: string | By, body: object, runId = RUN) =>
    postedBy(by, `/v1/sellers/${runId.slice(0, -10)}/runs/${runId}/repair`, body);

  it('makes a number void as the person of the token, which the document will name', async () => {
    await waits();
    expect(await post(CFO, VOID)).toEqual({ status: 200, body: { runId: RUN, kind: 'void' } });
    expect(await getFact(SELLER, MISSING, 'void')).toMatchObject({ approvedBy: CFO, decidedAt: '2026-11-03T05:00:00.000Z' });
  });

  it('has documents made again', async () => {
    await waits();
    expect(await post(CFO, { kind: 'retry' })).toMatchObject({ status: 200 });
    expect((await auditEntries(SELLER, { runId: RUN })).at(-1)).toMatchObject({ action: 'retried', by: CFO });
  });

  it.each([
    { status: 401, why: 'who has no token', by: undefined, body: VOID },
    { status: 403, why: 'who is no releaser', by: 'dev@kranich.example', body: VOID },
    { status: 403, why: 'who is no releaser and would only try again', by: 'dev@kranich.example', body: { kind: 'retry' } },
    { status: 404, why: 'who asks for a run there is not', by: CFO, body: VOID, runId: 'kranich-2026-11-1' },
    { status: 400, why: 'who gives no reason', by: CFO, body: { kind: 'void', numbers: [MISSING] } },
    { status: 400, why: 'who names no number', by: CFO, body: { kind: 'void', reason: 'x' } },
    { status: 400, why: 'whose reason can not be printed', by: CFO, body: { ...VOID, reason: '漢字' } },
    { status: 400, why: 'who says to be somebody else', by: CFO, body: { ...VOID, by: 'ops@kranich.example' } },
    { status: 409, why: 'who would make void what is issued', by: CFO, body: { ...VOID, numbers: [ISSUED] } },
  ])('answers $status to one $why, in a sentence, and changes nothing', async ({ status, by, body, runId }) => {
    await waits();
    const before = world.picture();
    expect(await post(by, body, runId)).toMatchObject({ status, body: { status, detail: expect.stringMatching(/\.$/) } });
    expect(world.picture()).toEqual(before);
  });

  it.each([{ kind: 'retry' }, VOID])('answers 409 while the run does not wait for it: $kind', async (body) => {
    expect(await post(CFO, body)).toMatchObject({ status: 409 });
  });
});
