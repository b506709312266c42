/**
 * Usage as it is measured for bills, through the handlers that price: many events a day at a time, levels that are carried
 * from month to month, and snapshots of the version before. 0.10 a call, 1.00 for a gigabyte stored all month, in UTC.
 */
import './support/quiet-log.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { explainLine, lineReport } from '../local/commands/explain.ts';
import type { Invoke } from '../local/runner/scope.ts';
import { parseCatalog } from '../shared/catalog-file.ts';
import { keepCatalog } from '../shared/catalog.store.ts';
import { contentHash } from '../shared/content-hash.ts';
import { requireDraft } from '../shared/draft.store.ts';
import { confirmErasure } from '../shared/erasure.store.ts';
import { keepInvoice } from '../shared/invoice.store.ts';
import { takeNumber } from '../shared/single-number.store.ts';
import { files, table } from '../shared/ports.ts';
import { eventHash, usageEvent, type UsageEvent } from '../shared/usage-event.ts';
import { handler as eraseSnapshots } from '../services/pricing/erase-snapshots.handler.ts';
import { getSnapshot } from '../services/pricing/usage-snapshot.store.ts';
import { NUMBERING, SELLER, SELLER_YAML } from './support/catalog.ts';
import { openEmbedded, type Embedded } from './support/embedded.ts';
import { arrive, bill, linesOf, type Month } from './support/months.ts';

const CATALOG = `${SELLER_YAML.slice(0, SELLER_YAML.indexOf('meters:'))}
meters:
  - { id: calls, eventType: api.calls, aggregation: sum, valueProperty: calls, unit: calls }
  - { id: storage, eventType: stored, aggregation: weighted-sum, valueProperty: gigabytes, groupBy: [region], unit: GB }
plans:
  - id: plain
    name: Plain
    currency: EUR
    prices: [{ id: calls, name: Calls, model: standard, meter: calls, unitPrice: 0.10 }]
  - id: storage
    name: Storage
    currency: EUR
    prices: [{ id: storage, name: Storage, model: standard, meter: storage, unitPrice: 1.00 }]
customers:
  - id: adler
    name: Adler Works
    address: { street: Feldweg 1, postalCode: "1000", city: Ort, country: AT }
    zone: UTC
    email: pay@adler.example
    subscriptions: [{ plan: PLAN, start: 2026-10-01 }]
`;

let world: Embedded;
beforeEach(() => {
  world = openEmbedded();
});
afterEach(() => world.close());

const importPlan = (plan: 'plain' | 'storage') => keepCatalog(parseCatalog(CATALOG.replace('PLAN', plan), 'catalog.yml'));
const event = (type: string, id: string, time: string, properties: object, reverses?: string): UsageEvent =>
  usageEvent.parse({ id, customer: 'adler', type, time, properties, ...(reverses === undefined ? {} : { reverses }) });
const snapshotOf = ({ runId }: Month) => getSnapshot({ sellerId: SELLER, customerId: 'adler', runId, attempt: 1 });
/** First day of the period, quantity and net of what adler was sent. */
const sent = async (run: Month): Promise<string[]> =>
  (await linesOf('adler', run)).map(({ period, quantity, net }) => `${period.start.slice(0, 10)} ${quantity} ${net}`);

const invoke: Invoke = async (name, payload) => {
  const { handler } = (await import(`../services/${name}.handler.ts`)) as { handler: (input: unknown) => Promise<unknown> };
  return JSON.stringify((await handler(JSON.parse(payload))) ?? null);
};

/** Explains the first line of what a run bills adler. */
async function explained({ runId }: Month, limit?: number) {
  const draft = { runId, customerId: 'adler', attempt: 1 };
  const content = await requireDraft({ sellerId: SELLER, ...draft });
  const { number, issueDate } = await takeNumber(NUMBERING, 'RE', { ...draft, hash: contentHash(content) }, '2026-11-02');
  await keepInvoice({ ...content, number, issueDate, dueDate: '2026-11-16' });
  return explainLine(invoke, SELLER, { number, line: 1, limit });
}

describe('a customer with more events than a snapshot holds', () => {
  const DAYS = ['2026-10-05', '2026-10-06', '2026-10-20'];
  const many = DAYS.flatMap((day) =>
    Array.from({ length: 4_000 }, (_, i) => event('api.calls', `${day}-${String(i).padStart(4, '0')}`, `${day}T12:00:00Z`, { calls: '1' })),
  );
  const idFiles = async (): Promise<string[]> =>
    (await files().list(`${SELLER}/runs/`)).keys.filter((key) => key.includes('/snapshots/ids/'));

  beforeEach(async () => {
    await importPlan('plain');
    await arrive('2026-10-20', ...many);
  });

  it('is billed for each once; their ids lie in a file a day, and nothing is corrected while nothing changes', async () => {
    // The same id on the next day is the same event.
    await arrive('2026-10-20', event('api.calls', '2026-10-05-0000', '2026-10-06T08:00:00Z', { calls: '1' }));
    const october = await bill('2026-10', 'adler');
    expect(await sent(october)).toEqual(['2026-10-01 12000 1200.00']);
    const [period] = (await snapshotOf(october))!.periods;
    expect(period?.ids).toBeUndefined();
    expect(Object.keys(period?.idFiles ?? {})).toEqual(DAYS);
    expect((await idFiles()).sort()).toEqual(Object.values(period?.idFiles ?? {}));

    // A mark on a day leads to a look at it, and a reversal of what never was is no change.
    await arrive('2026-11-10', event('api.calls', 'undo', '2026-10-20T12:00:00Z', {}, 'nothing'));
    expect(await sent(await bill('2026-11', 'adler'))).toEqual([]);
  });

  it.each([
    {
      why: 'a reversal of one',
      late: event('api.calls', 'undo', '2026-10-06T12:00:00Z', {}, '2026-10-06-0007'),
      expected: '2026-10-01 -1 -0.10',
    },
    { why: 'one more', late: event('api.calls', 'late', '2026-10-06T12:00:00Z', { calls: '5' }), expected: '2026-10-01 5 0.50' },
    {
      why: 'a reversal of its copy on the next day',
      late: event('api.calls', 'undo', '2026-10-06T08:00:00Z', {}, '2026-10-05-0009'),
      expected: '2026-10-01 -1 -0.10',
    },
    {
      why: 'an earlier copy of one, which counts instead of it',
      late: event('api.calls', '2026-10-20-0001', '2026-10-19T12:00:00Z', { calls: '3' }),
      expected: '2026-10-01 2 0.20',
    },
    {
      why: 'an earlier copy of one as another type, which ends it',
      late: event('stored', '2026-10-20-0001', '2026-10-19T12:00:00Z', { gigabytes: '3', region: 'eu' }),
      expected: '2026-10-01 -1 -0.10',
    },
  ])('is corrected by $why', async ({ late, expected }) => {
    await bill('2026-10', 'adler');
    await arrive('2026-11-10', late, event('api.calls', 'november', '2026-11-15T12:00:00Z', { calls: '1000' }));
    expect(await sent(await bill('2026-11', 'adler'))).toEqual([expected, '2026-11-01 1000 100.00']);
  });

  it('is explained down to the last one, page by page, in the order of their times', async () => {
    const explanation = await explained(await bill('2026-10', 'adler'));
    const [evidence] = explanation.evidence;
    expect(evidence).toMatchObject({ quantity: '12000', count: 12_000, isWhole: true });
    expect(evidence?.events.map(({ id }) => id)).toEqual(many.map(({ id }) => id));
  });

  it('loses the files when the events are erased, those among them that nobody names', async () => {
    const october = await bill('2026-10', 'adler');
    await files().put(
      `${SELLER}/runs/${october.runId}/snapshots/ids/adler/1/2026-10-05-twin.json`,
      new Uint8Array([123, 125]),
      'application/json',
    );
    const scope = { closedBefore: '2026-11-01T00:00:00Z', through: '2026-10-30', oldest: '2026-12-31', hasContacts: false };
    await confirmErasure(SELLER, 'adler', scope, { by: 'privacy@kranich.example', at: '2027-06-10T05:00:00Z', counts: {} });
    const about = { sellerId: SELLER, customerId: 'adler' };
    expect(await eraseSnapshots(about)).toEqual({ snapshotsReduced: 1, snapshots: 0 });
    expect(await idFiles()).toEqual([]);
    expect((await snapshotOf(october))?.periods).toMatchObject([{ quantities: [{ quantity: '12000', events: 12_000 }] }]);
    expect(await eraseSnapshots(about)).toEqual({ snapshotsReduced: 0, snapshots: 0 });
  });
});

describe('a level that is stored', () => {
  const stored = (id: string, time: string, gigabytes: string): UsageEvent => event('stored', id, time, { gigabytes, region: 'eu' });

  // 31 GB from 22 October on: 10 of 31 days remain, 31 × 10 ÷ 31.
  beforeEach(async () => {
    await importPlan('storage');
    await arrive('2026-10-22', stored('first', '2026-10-22T00:00:00Z', '31'));
  });

  it('is carried into months in which nothing happens', async () => {
    expect(await sent(await bill('2026-10', 'adler'))).toEqual(['2026-10-01 10 10.00']);
    expect(await sent(await bill('2026-11', 'adler'))).toEqual(['2026-11-01 31 31.00']);
    expect(await sent(await bill('2026-12', 'adler'))).toEqual(['2026-12-01 31 31.00']);
  });

  it('is carried from month to month where several are billed at once', async () => {
    await arrive('2026-11-16', stored('half', '2026-11-16T00:00:00Z', '-1'));
    // November has 30 days: 31 − 15 ÷ 30.
    expect(await sent(await bill('2026-11', 'adler'))).toEqual(['2026-10-01 10 10.00', '2026-11-01 30.5 30.50']);
  });

  it('that changes late changes every month after it, each as a correction of its own', async () => {
    await bill('2026-10', 'adler');
    await bill('2026-11', 'adler');
    // From 12 October on, 20 of 31 days remain.
    await arrive('2026-12-10', stored('late', '2026-10-12T00:00:00Z', '31'));
    expect(await sent(await bill('2026-12', 'adler'))).toEqual(['2026-10-01 20 20.00', '2026-11-01 31 31.00', '2026-12-01 62 62.00']);
    expect(await sent(await bill('2027-01', 'adler'))).toEqual(['2027-01-01 62 62.00']);
  });

  it('that is taken back late comes to nothing in every month', async () => {
    await bill('2026-10', 'adler');
    await bill('2026-11', 'adler');
    await arrive('2026-12-10', event('stored', 'undo', '2026-10-22T00:00:00Z', {}, 'first'));
    await arrive('2026-12-10', stored('new', '2026-12-01T00:00:00Z', '50'));
    expect(await sent(await bill('2026-12', 'adler'))).toEqual(['2026-10-01 -10 -10.00', '2026-11-01 -31 -31.00', '2026-12-01 50 50.00']);
  });

  it('is explained with what was carried', async () => {
    await bill('2026-10', 'adler');
    const report = lineReport(await explained(await bill('2026-11', 'adler')), 1).join('\n');
    expect(report).toContain(
      '31 GB of 0 events: meter "storage" weights the changes of "gigabytes" by the seconds that remain of the period',
    );
    expect(report).toContain('Level before the period and after it: eu: 31 and 31.');
  });
});

describe('a snapshot of the version before', () => {
  const EVENTS = ['b', 'a'].map((id, i) => event('api.calls', id, `2026-10-1${i}T12:00:00Z`, { calls: '5' }));

  /** Bills October, and leaves the snapshot as the version before wrote it. */
  async function billedBefore(): Promise<Month> {
    await importPlan('plain');
    await arrive('2026-10-11', ...EVENTS);
    const october = await bill('2026-10', 'adler');
    const [record] = world.records().filter(({ sk }) => sk === 'snapshot|1');
    const [{ counted: _, ids: _ids, quantities: _now, ...period }] = (await snapshotOf(october))!.periods as [
      NonNullable<Awaited<ReturnType<typeof snapshotOf>>>['periods'][number],
    ];
    const fingerprint = contentHash(EVENTS.map((it) => [it.id, eventHash(it)]).sort());
    const quantities = [{ meter: 'calls', quantity: '10', events: 2, ids: ['a', 'b'], fingerprint }];
    const snapshot = { schema: 1, customerId: 'adler', periods: [{ ...period, quantities }] };
    await table().write([{ put: { pk: record!.pk, sk: record!.sk, body: { schema: 1, snapshot } } }]);
    return october;
  }

  it('proves its events, whatever their order', async () => {
    const october = await billedBefore();
    expect((await explained(october)).evidence).toMatchObject([{ count: 2, isWhole: true, events: [{ id: 'b' }, { id: 'a' }] }]);
  });

  it('is not corrected because fingerprints are made otherwise now', async () => {
    await billedBefore();
    await arrive('2026-11-10', event('api.calls', 'free', '2026-10-11T12:00:00Z', { calls: '0' }));
    await arrive('2026-11-10', event('api.calls', 'undo', '2026-10-11T12:00:00Z', {}, 'free'));
    expect(await sent(await bill('2026-11', 'adler'))).toEqual([]);
    expect(world.records().filter(({ pk }) => pk.includes('|claims|'))).toHaveLength(2);
  });

  it('is corrected by what came late', async () => {
    await billedBefore();
    await arrive(
      '2026-11-10',
      event('api.calls', 'late', '2026-10-11T12:00:00Z', { calls: '7' }),
      event('api.calls', 'undo', '2026-10-10T12:00:00Z', {}, 'b'),
    );
    await arrive('2026-11-10', event('api.calls', 'november', '2026-11-11T12:00:00Z', { calls: '7' }));
    expect(await sent(await bill('2026-11', 'adler'))).toEqual(['2026-10-01 2 0.20', '2026-11-01 7 0.70']);
  });
});
