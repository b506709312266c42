/**
 * What gets into the logs: ids. A month with every mishap we know how to cause is billed with the log at its loudest,
 * and no line names a person, an address, an account or a key.
 */
import './support/loud-log.ts';

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { handler as openRun } from '../services/billing-run/open-run.handler.ts';
import { handler as decideRun } from '../services/billing-run/decide-run.handler.ts';
import { handler as createKey } from '../services/usage-ingestion/create-key.handler.ts';
import { handler as ingestUsage } from '../services/usage-ingestion/ingest-usage.handler.ts';
import { hashOfKey, idInKey } from '../shared/api-key.ts';
import { requireRun } from '../shared/billing-run.store.ts';
import { parseCatalog } from '../shared/catalog-file.ts';
import { keepCatalog } from '../shared/catalog.store.ts';
import { continueRun } from '../local/commands/run-month.ts';
import { keyNumber } from './support/api-keys.ts';
import { catalogYaml, SELLER } from './support/catalog.ts';
import { collectLog, type LogLines } from './support/log-lines.ts';
import { openOneProcess, type OneProcess } from './support/one-process.ts';
import { postedBy } from './support/people.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RUN = 'kranich-2026-10-1';
const RUN_ADDRESS = `/v1/sellers/${SELLER}/runs/${RUN}`;
const STARTER = 'ops@kranich.example';
const CFO = 'cfo@kranich.example';
const STRANGER = 'stranger@elsewhere.example';
const KEY = keyNumber(1);
const FORGED = keyNumber(2);
const AT = '2026-11-02T05:00:00Z';

const CATALOG = parseCatalog(
  catalogYaml(
    { id: 'adler' },
    { id: 'bussard', language: 'de' },
    // No VAT id, and one of another country: their tax can't be told.
    { id: 'milan', country: 'FR' },
    { id: 'falke', country: 'FR', vatId: 'IT00743110157' },
    { id: 'reiher', country: 'FR', vatId: 'FR40303265045' },
    { id: 'uhu' },
  )
    .replace('policy: never', 'policy: always')
    // No font of ours has these.
    .replace('Uhu Works', '漢字商会 Works'),
  'catalog.yml',
);

/** All that a log must not have: names, addresses, mail addresses, accounts, tax ids, keys. */
const PRIVATE = [
  ...[CATALOG.seller, ...CATALOG.customers.map(({ customer }) => customer)].flatMap(({ name, address, email, vatId }) => [
    ...[name, address.street, address.city, email],
    ...(vatId === undefined ? [] : [vatId]),
  ]),
  ...[CATALOG.seller.brand, CATALOG.seller.bank.holder, CATALOG.seller.bank.bank, CATALOG.seller.bank.iban, CATALOG.seller.bank.bic],
  ...[STARTER, CFO, STRANGER, 'Erika Mustermann', 'DE02120300000000202051'],
  ...[KEY, FORGED, KEY.slice(16), FORGED.slice(16), hashOfKey(KEY)],
];

describe('a month of mishaps', () => {
  let folder: string;
  let log: LogLines;
  let lines: readonly string[];

  beforeAll(async () => {
    folder = join(mkdtempSync(join(tmpdir(), 'stepbill-logs-')), 'data');
    log = collectLog();
    const process = openOneProcess(folder, AT, { onThrown: (error) => log.thrown(error) });
    try {
      await billed(process);
    } finally {
      await process.close();
      log.stop();
    }
    lines = log.lines;
  }, 60_000);
  afterAll(() => rmSync(dirname(folder), { recursive: true }));

  /** Calls a step as Lambda does: what it throws is logged. */
  async function thrown(step: () => Promise<unknown>): Promise<void> {
    await step().then(
      () => Promise.reject(new Error('The step was to fail.')),
      (error: unknown) => log.thrown(error),
    );
  }

  async function post(key: string, events: readonly object[]): Promise<number | undefined> {
    const request = {
      headers: { authorization: `Bearer ${key}`, 'x-forwarded-for': '192.0.2.1' },
      body: events.map((event) => JSON.stringify(event)).join('\n'),
      requestContext: { timeEpoch: Date.parse('2026-10-20T12:00:00Z') },
    };
    return (await ingestUsage(request as unknown as APIGatewayProxyEventV2)).statusCode;
  }

  async function billed({ workspace, run }: OneProcess): Promise<void> {
    await keepCatalog(CATALOG);
    const label = 'Key of Erika Mustermann';
    await createKey({ id: idInKey(KEY), hash: hashOfKey(KEY), sellers: [SELLER], label, by: STARTER, at: '2026-10-01T00:00:00Z' });
    const event = { id: 'a', customer: 'adler', type: 'api.calls', time: '2026-10-20T10:00:00Z', properties: { calls: 5 } };
    const told = { ...event, customer: 'Erika Mustermann', properties: { calls: 'DE02120300000000202051' } };
    expect(await post(KEY, [event, { ...event, properties: { calls: 6 } }, told, { ...told, customer: 'adler', id: 'b' }])).toBe(200);
    expect(await post(FORGED, [event])).toBe(401);

    expect(await run('2026-10', AT)).toMatchObject({ outcome: 'waiting', for: 'release' });
    await thrown(() => openRun({ sellerId: SELLER, month: '2026-10', execution: 'another', openedAt: AT, input: { startedBy: CFO } }));

    const { contentHash } = (await requireRun(SELLER, RUN)).review!;
    const release = { kind: 'release', contentHash };
    for (const by of [STARTER, STRANGER]) {
      await thrown(() => decideRun({ sellerId: SELLER, runId: RUN, ...release, by, at: AT }));
      expect(await postedBy(by, `${RUN_ADDRESS}/decision`, release)).toMatchObject({ status: 403 });
    }
    expect(await postedBy(CFO, `${RUN_ADDRESS}/decision`, { ...release, by: STRANGER })).toMatchObject({ status: 400 });
    // What lies under the number of a document is not replaced.
    const foreign = join(folder, 'archive', SELLER, '2026', 'RE-2026-000001.pdf');
    mkdirSync(dirname(foreign), { recursive: true });
    writeFileSync(foreign, 'something else');
    expect(await postedBy(CFO, `${RUN_ADDRESS}/decision`, release)).toMatchObject({ status: 200 });
    await thrown(() => decideRun({ sellerId: SELLER, runId: RUN, ...release, kind: 'reject', reason: 'late', by: STARTER, at: AT }));

    expect(await continueRun(workspace, await requireRun(SELLER, RUN), CFO, () => {})).toMatchObject({ outcome: 'waiting', for: 'repair' });
    const broken = { kind: 'void', numbers: ['RE-2026-000001', 'RE-2026-000004'], reason: 'Erika Mustermann asked for it.' };
    expect(await postedBy(STRANGER, `${RUN_ADDRESS}/repair`, broken)).toMatchObject({ status: 403 });
    expect(await postedBy(CFO, `${RUN_ADDRESS}/repair`, broken)).toMatchObject({ status: 200 });
    expect(await continueRun(workspace, await requireRun(SELLER, RUN), CFO, () => {})).toMatchObject({ outcome: 'billed' });
  }

  it('is written down by steps, routes and Lambda, with ids', () => {
    for (const [what, wanted] of Object.entries({
      'a step that was done': ['"message":"done"', '"customerId":"bussard"', `"runId":"${RUN}"`],
      'a step that failed': ['"message":"failed"', '"customerId":"falke"', '"error":"TaxUndeterminedError"'],
      'a request that was answered': ['"message":"answered"', `"keyId":"${idInKey(KEY)}"`, '"status":200'],
      'a request that was refused': ['"message":"refused"', '"status":401'],
      'a person who was refused': ['"message":"refused"', '"error":"PersonRefusedError"'],
      'what Lambda says of an error': ['Invoke Error', 'UnprintableTextError'],
      'a document that is another': ['Invoke Error', 'FileConflictError'],
      'a run in the way': ['Invoke Error', 'RunAlreadyOpenError'],
    }))
      expect({ what, isThere: lines.some((line) => wanted.every((text) => line.includes(text))) }).toEqual({ what, isThere: true });
  });

  it.each([...new Set(PRIVATE)])('has nothing of %j', (text) => {
    expect(lines.filter((line) => line.includes(text))).toEqual([]);
  });

  it('has no mail address at all, and no IBAN', () => {
    expect(lines.filter((line) => /[\w.+-]+@[\w-]+\.[a-z]{2,}/i.test(line))).toEqual([]);
    expect(lines.filter((line) => /\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b/.test(line))).toEqual([]);
  });
});

it('has no error whose message is made of what is private', () => {
  const sources = ['services', 'shared'].flatMap((under) =>
    readdirSync(join(ROOT, under), { recursive: true })
      .map((file) => join(ROOT, under, String(file)))
      .filter((file) => /(?<!\.test|\.d)\.ts$/.test(file)),
  );
  const told = sources.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:Error|refuse)\(\s*`([^`]*)`/g)].map(
      ([, message]) => `${file.slice(ROOT.length)}: ${message}`,
    ),
  );
  expect(told.length).toBeGreaterThan(100);
  const personal = /\b(?:by|(?:started|created|revoked|approved)By|email|iban|vatId)[)}]|(?<!as Error\))\.(?:name|holder|street|city)[)}]/;
  expect(told.filter((it) => personal.test(it))).toEqual([]);
});
