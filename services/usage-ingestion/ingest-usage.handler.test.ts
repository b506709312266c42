import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

import { keepKey, keyNumber } from '../../test/support/api-keys.ts';
import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, under, type Embedded } from '../../test/support/embedded.ts';
import { beginClosing } from '../../shared/erasure.store.ts';
import { quarantinedEvents } from '../../shared/quarantine.store.ts';
import type { QuarantineEntry } from '../../shared/quarantine.ts';
import { eventsOfDay, getReversal } from '../../shared/usage.store.ts';
import { handler } from './ingest-usage.handler.ts';
import { handler as revokeKey } from './revoke-key.handler.ts';

const STORED_AT = '2026-10-15T12:30:00.000Z';

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: {
    readonly error?: string;
    readonly accepted: number;
    readonly duplicates: number;
    readonly conflicts: number;
    readonly quarantined: number;
    readonly events: readonly { id: string | null; fate: string; reason?: string }[];
  };
}

async function post(body: string | Uint8Array, headers: Record<string, string | undefined> = {}, at = STORED_AT): Promise<Answer> {
  const request = {
    headers: { authorization: `Bearer ${keyNumber(1)}`, 'stepbill-seller': SELLER, ...headers },
    body: typeof body === 'string' ? body : Buffer.from(body).toString('base64'),
    isBase64Encoded: typeof body !== 'string',
    requestContext: { timeEpoch: Date.parse(at) },
  };
  const { statusCode, headers: answered = {}, body: text } = await handler(request as unknown as APIGatewayProxyEventV2);
  return { status: statusCode, headers: answered, body: JSON.parse(text ?? '') as Answer['body'] };
}

const event = (id: string, changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  id,
  customer: 'adler',
  type: 'api.calls',
  time: '2026-10-15T12:00:00Z',
  properties: { calls: 5 },
  ...changes,
});
const fates = ({ body }: Answer): string[] => body.events.map(({ fate }) => fate);
const lines = (...events: readonly unknown[]): string => events.map((it) => (typeof it === 'string' ? it : JSON.stringify(it))).join('\n');

describe('POST /v1/usage', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' }, { id: 'bussard' });
    await keepKey();
  });
  afterEach(() => world.close());

  const stored = async (day = '2026-10-15', customer = 'adler'): Promise<string[]> =>
    (await eventsOfDay(SELLER, customer, day)).map(({ event: { id } }) => id);
  const quarantine = (): Promise<QuarantineEntry[]> => Array.fromAsync(quarantinedEvents(SELLER));

  it('stores one event, an array, and one a line', async () => {
    expect(await post(JSON.stringify(event('a')))).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(await post(JSON.stringify([event('b'), event('c')]))).toMatchObject({ status: 200, body: { accepted: 2 } });
    expect(await post(lines(event('d'), event('e')))).toMatchObject({ status: 200, body: { accepted: 2 } });
    expect(await stored()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('reads gzip in a base64 body', async () => {
    expect(await post(gzipSync(lines(event('a'), event('b'))), { 'content-encoding': 'gzip' })).toMatchObject({
      status: 200,
      body: { accepted: 2 },
    });
  });

  it('keeps a number of 18 digits to the last one', async () => {
    await post(
      '{"id":"a","customer":"adler","type":"api.calls","time":"2026-10-15T12:00:00Z","properties":{"calls":123456789012345678.5}}',
    );
    expect((await eventsOfDay(SELLER, 'adler', '2026-10-15'))[0]?.event.properties).toEqual({ calls: '123456789012345678.5' });
  });

  it('tells every fate in the order of the request', async () => {
    await post(lines(event('seen'), event('changed')));
    const answer = await post(
      lines(event('new'), event('seen'), event('changed', { properties: { calls: 6 } }), '{broken', event('who', { customer: 'nobody' })),
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ accepted: 1, duplicates: 1, conflicts: 1, quarantined: 2 });
    expect(answer.body.events.map(({ id, fate }) => [id, fate])).toEqual([
      ['new', 'accepted'],
      ['seen', 'duplicate'],
      ['changed', 'conflict'],
      [null, 'quarantined'],
      ['who', 'quarantined'],
    ]);
  });

  it('counts an id once that comes twice in a request', async () => {
    expect(fates(await post(lines(event('a'), event('a'))))).toEqual(['accepted', 'duplicate']);
    expect(fates(await post(lines(event('b'), event('b', { properties: { calls: 6 } }))))).toEqual(['accepted', 'conflict']);
    expect(await stored()).toEqual(['a', 'b']);
  });

  it('sees the same event in another spelling as a duplicate', async () => {
    await post(JSON.stringify(event('a')));
    const spelled = '{"time":"2026-10-15T14:00:00.000+02:00","properties":{"calls":"5"},"type":"api.calls","customer":"adler","id":"a"}';
    expect(fates(await post(spelled))).toEqual(['duplicate']);
  });

  it('leaves what is stored when another content comes under its id, and shows the other in quarantine', async () => {
    await post(JSON.stringify(event('a')));
    const other = JSON.stringify(event('a', { properties: { calls: 6 } }));
    const answer = await post(other);
    expect(answer.body.events[0]?.reason).toContain('reverse it');
    expect((await eventsOfDay(SELLER, 'adler', '2026-10-15'))[0]?.event.properties).toEqual({ calls: '5' });
    expect(await quarantine()).toMatchObject([{ code: 'conflict', text: other, storedAt: STORED_AT }]);
  });

  it('keeps an id on two days as two events: pricing counts the earlier one', async () => {
    expect(fates(await post(lines(event('a'), event('a', { time: '2026-10-14T12:00:00Z' }))))).toEqual(['accepted', 'accepted']);
    expect([await stored('2026-10-14'), await stored('2026-10-15')]).toEqual([['a'], ['a']]);
  });

  it('keeps a reversal beside its original, also when it comes first', async () => {
    const reversal = event('undo', { reverses: 'a' });
    expect(fates(await post(JSON.stringify(reversal)))).toEqual(['accepted']);
    expect(fates(await post(JSON.stringify(event('a'))))).toEqual(['accepted']);
    expect(await stored()).toEqual(['a', 'undo']);
  });

  it.each([
    { why: 'a customer nobody knows', it: event('a', { customer: 'nobody' }), code: 'unknown-customer' },
    { why: 'a type no meter counts', it: event('a', { type: 'api.cals' }), code: 'unknown-type' },
    { why: 'a value that is missing', it: event('a', { properties: {} }), code: 'bad-value' },
    {
      why: 'a value with an exponent',
      it: '{"id":"a","customer":"adler","type":"api.calls","time":"2026-10-15T12:00:00Z","properties":{"calls":1e3}}',
      code: 'bad-value',
    },
    { why: 'no time', it: event('a', { time: undefined }), code: 'bad-field' },
    { why: 'a time without offset', it: event('a', { time: '2026-10-15T12:00:00' }), code: 'bad-field' },
    { why: 'a time of 1999', it: event('a', { time: '1999-12-31T23:59:59Z' }), code: 'impossible-time' },
    { why: 'a time more than a day ahead', it: event('a', { time: '2026-10-16T12:30:00.001Z' }), code: 'impossible-time' },
    { why: 'a field nobody knows', it: event('a', { custommer: 'x' }), code: 'bad-field' },
    { why: 'a number instead of an event', it: '7', code: 'bad-field' },
    { why: 'no JSON', it: '{"id":', code: 'not-json' },
    { why: 'an emoji where JSON has none', it: '{"id":😀}', code: 'not-json' },
    { why: 'half a surrogate pair in an id', it: event('\ud83d'), code: 'bad-field' },
    { why: 'half a surrogate pair in a type', it: event('a', { type: '\ud83d' }), code: 'bad-field' },
    { why: 'half a surrogate pair in a value', it: event('a', { properties: { calls: '1', note: 'x\udc00' } }), code: 'bad-field' },
    { why: 'half a surrogate pair in the name of a field', it: event('a', { 'x\ud83d': 1 }), code: 'bad-field' },
    { why: 'half a surrogate pair in the id it reverses', it: event('a', { reverses: '\ud83d' }), code: 'bad-field' },
    {
      why: 'more than a record can hold',
      it: event('a', { properties: Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`p${i}`, 'x'.repeat(1024)])) }),
      code: 'bad-field',
    },
    // After 8,191 characters the cut goes through the emoji.
    { why: 'a text whose cut goes through an emoji', it: `{"x":"${'x'.repeat(8185)}😀"}`, code: 'bad-field' },
  ])('puts $why into quarantine ($code), and the event beside it counts', async ({ it: broken, code }) => {
    const answer = await post(lines(broken, event('good')));
    expect(answer.status).toBe(200);
    expect(fates(answer)).toEqual(['quarantined', 'accepted']);
    expect(await stored()).toEqual(['good']);
    expect(await quarantine()).toMatchObject([{ code, storedAt: STORED_AT }]);
  });

  it.each([
    { why: '36 days back', time: '2026-09-09T12:30:00Z' },
    { why: '6 minutes ahead', time: '2026-10-15T12:36:00Z' },
  ])('puts what lies $why into quarantine, whatever the request says', async ({ time }) => {
    const answer = await post(lines(event('out', { time }), event('good')), { 'stepbill-backfill': 'true' });
    expect(fates(answer)).toEqual(['quarantined', 'accepted']);
    expect(await quarantine()).toMatchObject([{ code: 'outside-window' }]);
  });

  it('takes nothing with a key that may only read', async () => {
    const authorization = `Bearer ${await keepKey({ may: ['read'] }, 2)}`;
    const answer = await post(lines(event('a')), { authorization });
    expect(answer).toMatchObject({ status: 403, body: { detail: expect.stringContaining('may not post usage') } });
    expect(await stored()).toEqual([]);
  });

  it('takes back usage of any age: the window is for usage', async () => {
    const back = { reverses: 'old', type: 'reversal', properties: {} };
    const answer = await post(
      lines(
        event('old-back', { ...back, time: '2024-02-29T12:00:00Z' }),
        event('early-back', { ...back, time: '2026-10-15T12:36:00Z' }),
        event('ancient-back', { ...back, time: '1999-12-31T23:59:59Z' }),
      ),
    );
    expect(fates(answer)).toEqual(['accepted', 'quarantined', 'quarantined']);
    expect(await getReversal(SELLER, 'adler', '2024-02-29', 'old')).toMatchObject({ event: { reverses: 'old' } });
    // By this mark the next run finds it.
    expect(under(world.records(), `${SELLER}|late|adler`).map(({ sk }) => sk)).toEqual(['2026-10-15|2024-02-29']);
    expect((await quarantine()).map(({ code }) => code).sort()).toEqual(['impossible-time', 'outside-window']);
  });

  it('takes nothing back of a time whose usage was erased, and says so', async () => {
    await beginClosing(SELLER, 'adler', '2026-03-01T00:00:00Z');
    const back = (time: string): object => event(`${time}-back`, { reverses: 'old', type: 'reversal', properties: {}, time });
    const answer = await post(lines(back('2026-02-28T12:00:00Z'), back('2026-03-01T12:00:00Z')));
    expect(fates(answer)).toEqual(['quarantined', 'accepted']);
    expect(answer.body.events[0]?.reason).toContain('was erased, so nothing can be added to it any more');
    expect(await getReversal(SELLER, 'adler', '2026-02-28', 'old')).toBeUndefined();
    expect(await quarantine()).toMatchObject([{ code: 'erased' }]);
  });

  it('takes the window that the stage sets', async () => {
    process.env['USAGE_DAYS_BACK'] = '3';
    process.env['USAGE_MINUTES_AHEAD'] = '60';
    try {
      const answer = await post(
        lines(
          event('a', { time: '2026-10-12T12:30:00Z' }),
          event('b', { time: '2026-10-12T12:29:59Z' }),
          event('c', { time: '2026-10-15T13:30:00Z' }),
        ),
      );
      expect(fates(answer)).toEqual(['accepted', 'quarantined', 'accepted']);
      process.env['USAGE_DAYS_BACK'] = 'five';
      await expect(post(lines(event('d')))).rejects.toThrow('USAGE_DAYS_BACK must be a whole number, not "five"');
    } finally {
      delete process.env['USAGE_DAYS_BACK'];
      delete process.env['USAGE_MINUTES_AHEAD'];
    }
  });

  it('stores an event with as many and as long properties as it may have', async () => {
    const properties = Object.fromEntries([
      ['calls', '1'],
      ...Array.from({ length: 99 }, (_, i) => [`p${i}`.padEnd(64, '_'), '€'.repeat(1024)] as const),
    ]);
    expect(fates(await post(JSON.stringify(event('a', { properties }))))).toEqual(['accepted']);
  });

  it('keeps the same broken text once, however often it comes', async () => {
    await post('{broken');
    await post('{broken\n{broken', {}, '2026-10-16T00:00:00.000Z');
    expect(await quarantine()).toMatchObject([{ storedAt: STORED_AT }]);
  });

  it('changes nothing when the same request comes again', async () => {
    const body = lines(event('a'), event('b'), '{broken', event('c', { customer: 'nobody' }));
    await post(body);
    const before = world.picture();
    expect(fates(await post(body))).toEqual(['duplicate', 'duplicate', 'quarantined', 'quarantined']);
    expect(world.picture()).toEqual(before);
  });

  it('counts once what is sent three times at once', async () => {
    const body = lines(event('a'), event('b'), '{broken');
    const answers = await Promise.all([post(body), post(body), post(body)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.flatMap(fates).sort()).toEqual([
      ...Array<string>(2).fill('accepted'),
      ...Array<string>(4).fill('duplicate'),
      ...Array<string>(3).fill('quarantined'),
    ]);
    expect(world.records().every(({ pk, version }) => pk.startsWith('kranich|catalog') || version === 1)).toBe(true);
    expect(await stored()).toEqual(['a', 'b']);
  });

  it('leaves a marker for events of days before the one they are stored on', async () => {
    await post(
      lines(
        event('today'),
        event('a', { time: '2026-10-14T23:59:59Z' }),
        event('b', { time: '2026-10-14T00:00:00Z' }),
        event('c', { customer: 'bussard', time: '2026-09-20T00:00:00Z' }),
      ),
    );
    expect(under(world.records(), 'kranich|late|').map(({ pk, sk }) => [pk, sk])).toEqual([
      ['kranich|late|adler', '2026-10-15|2026-10-14'],
      ['kranich|late|bussard', '2026-10-15|2026-09-20'],
    ]);
  });

  it.each([
    { status: 403, why: 'a seller that the key is not for', body: '{}', headers: { 'stepbill-seller': 'nobody' } },
    { status: 400, why: 'a seller that is no id', body: '{}', headers: { 'stepbill-seller': 'a|b' } },
    { status: 400, why: 'an empty body', body: ' \n', headers: {} },
    { status: 400, why: 'a broken array', body: '[{}', headers: {} },
    { status: 400, why: 'what is no UTF-8', body: new Uint8Array([0x7b, 0xfc, 0x7d]), headers: {} },
    { status: 415, why: 'an encoding nobody knows', body: '{}', headers: { 'content-encoding': 'br' } },
    { status: 413, why: '1,001 events', body: '{}\n'.repeat(1001), headers: {} },
  ])('answers $status for $why, and stores nothing', async ({ status, body, headers }) => {
    const before = world.picture();
    const answer = await post(body, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json' });
    expect(answer.body).toMatchObject({ type: 'about:blank', status, detail: expect.stringMatching(/^[A-Z]/) });
    expect(world.picture()).toEqual(before);
  });

  it('takes the seller from a key that is for one alone', async () => {
    expect(await post(JSON.stringify(event('a')), { 'stepbill-seller': undefined })).toMatchObject({ status: 200, body: { accepted: 1 } });
  });

  it('asks which seller is meant when the key is for several', async () => {
    const authorization = `Bearer ${await keepKey({ sellers: [SELLER, 'storch'] }, 2)}`;
    expect(await post(JSON.stringify(event('a')), { authorization, 'stepbill-seller': undefined })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('Stepbill-Seller must name') },
    });
    expect(await post(JSON.stringify(event('a')), { authorization })).toMatchObject({ status: 200, body: { accepted: 1 } });
  });

  it('answers 404 for a seller whose catalog is not there, though the key is for it', async () => {
    const authorization = `Bearer ${await keepKey({ sellers: ['storch'] }, 2)}`;
    expect(await post('{}', { authorization, 'stepbill-seller': 'storch' })).toMatchObject({ status: 404 });
  });

  describe('without a good key', () => {
    const UNAUTHORIZED = { type: 'about:blank', title: 'Unauthorized', status: 401 };
    const GOOD = keyNumber(1);
    const forged = `${GOOD.slice(0, -1)}${GOOD.endsWith('0') ? '1' : '0'}`;

    it.each([
      { why: 'none at all', authorization: undefined },
      { why: 'an empty header', authorization: '' },
      { why: 'a scheme that is not Bearer', authorization: `Basic ${GOOD}` },
      { why: 'two keys', authorization: `Bearer ${GOOD}, Bearer ${GOOD}` },
    ])('answers 401 to $why, and says how to send one', async ({ authorization }) => {
      const answer = await post(JSON.stringify(event('a')), { authorization });
      expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer realm="stepbill"' } });
      expect(answer.body).toEqual({ ...UNAUTHORIZED, detail: 'Send an API key with the request: "Authorization: Bearer sb_…".' });
    });

    it.each([
      { why: 'of an id nobody has', authorization: `Bearer ${keyNumber(9)}` },
      { why: 'of a known id with another secret', authorization: `Bearer ${forged}` },
      { why: 'with one character more', authorization: `Bearer ${GOOD}0` },
      { why: 'that is none', authorization: 'Bearer hunter2' },
      { why: 'of 8,000 characters', authorization: `Bearer ${'sb_'.padEnd(8_000, '1')}` },
    ])('answers 401 to a key $why in the same words, and stores nothing', async ({ authorization }) => {
      const before = world.picture();
      const answer = await post(JSON.stringify(event('a')), { authorization });
      expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer realm="stepbill", error="invalid_token"' } });
      expect(answer.body).toEqual({
        ...UNAUTHORIZED,
        detail: 'This API key is unknown, expired or revoked: "stepbill keys" lists those there are.',
      });
      expect(world.picture()).toEqual(before);
    });

    it('takes a key up to the instant it expires, and not from there on', async () => {
      const authorization = `Bearer ${await keepKey({ expiresAt: STORED_AT }, 2)}`;
      const body = JSON.stringify(event('a'));
      expect(await post(body, { authorization }, '2026-10-15T12:29:59.999Z')).toMatchObject({ status: 200 });
      expect(await post(body, { authorization }, STORED_AT)).toMatchObject({ status: 401 });
    });

    it('refuses a revoked key at once, also where the clock of who revoked it was ahead', async () => {
      await revokeKey({ id: GOOD.slice(3, 15), by: 'ops@kranich.example', at: '2026-10-15T13:00:00Z' });
      expect(await post(JSON.stringify(event('a')))).toMatchObject({ status: 401 });
    });

    it('does not look at the body first: neither a bomb nor a broken array is read', async () => {
      const bomb = gzipSync(Buffer.alloc(100 * 1_048_576, ' '));
      expect(await post(bomb, { authorization: `Bearer ${forged}`, 'content-encoding': 'gzip' })).toMatchObject({ status: 401 });
      expect(await post('[{}', { 'stepbill-seller': 'nobody' })).toMatchObject({ status: 403 });
    });
  });
});
