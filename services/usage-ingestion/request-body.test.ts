import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { eventsOfBody, MOST_BYTES, MOST_EVENTS, type SentEvent } from './request-body.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): SentEvent[] => eventsOfBody(bytes(text), undefined);
const values = (text: string): unknown[] => read(text).map(({ value }) => value);

/** Status of the refusal, or undefined. */
function refusalOf(body: Uint8Array, encoding?: string): unknown {
  try {
    eventsOfBody(body, encoding);
    return undefined;
  } catch (error) {
    return (error as { status?: number }).status;
  }
}

describe('a body', () => {
  it.each([
    { why: 'one event', body: '{"id":"a"}', expected: [{ id: 'a' }] },
    { why: 'one event over several lines', body: '{\n  "id": "a"\n}\n', expected: [{ id: 'a' }] },
    { why: 'an array', body: '[{"id":"a"},{"id":"b"}]', expected: [{ id: 'a' }, { id: 'b' }] },
    { why: 'an array over several lines', body: ' [\n{"id":"a"},\n{"id":"b"}\n]\n', expected: [{ id: 'a' }, { id: 'b' }] },
    { why: 'an empty array', body: '[]', expected: [] },
    { why: 'one event a line', body: '{"id":"a"}\n{"id":"b"}', expected: [{ id: 'a' }, { id: 'b' }] },
    { why: 'lines of Windows with empty ones between', body: '{"id":"a"}\r\n\r\n  {"id":"b"}  \r\n', expected: [{ id: 'a' }, { id: 'b' }] },
    { why: 'a byte order mark in front', body: '\ufeff{"id":"a"}', expected: [{ id: 'a' }] },
    { why: 'a line separator inside a text', body: '{"id":"a\u2028b"}\n{"id":"b"}', expected: [{ id: 'a\u2028b' }, { id: 'b' }] },
  ])('of $why is read', ({ body, expected }) => {
    expect(values(body)).toEqual(expected);
  });

  it.each([
    { number: '123456789012345678', why: '18 digits' },
    { number: '0.1000', why: 'zeros at the end' },
    { number: '-0.000000000000000001', why: '18 places' },
    { number: '1e3', why: 'an exponent' },
    { number: '99999999999999999999.999999999999999999', why: '38 digits' },
    { number: '-0', why: 'a zero below zero' },
  ])('keeps a number of $why as it is written: $number', ({ number }) => {
    expect(values(`{"calls":${number},"list":[${number}]}`)).toEqual([{ calls: number, list: [number] }]);
    expect(values(`[{"calls":${number}}]`)).toEqual([{ calls: number }]);
  });

  it('keeps the numbers of more properties than an event may have', () => {
    const properties = Array.from({ length: 150 }, (_, i) => `"p${i}":${i}.50`);
    const read = values(`{"id":"a","properties":{${properties.join(',')}}}`) as [{ properties: Record<string, unknown> }];
    expect(Object.values(read[0].properties).slice(-1)).toEqual(['149.50']);
  });

  it('keeps every number as it is written', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) =>
        expect(values(`{"n":${JSON.stringify(number)}}`)).toEqual([{ n: JSON.stringify(number) }]),
      ),
    );
  });

  // Against the way that looks at every number's source, which is Node's own.
  it('keeps every number of the properties as it is written, whatever stands around it', () => {
    const exactly = (text: string): unknown =>
      JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => (typeof value === 'number' ? context?.source : value));
    const number = fc.constantFrom(
      '5',
      '5.0',
      '-0',
      '0.10',
      '0.1',
      '1e3',
      '1E-7',
      '12345678901234567890',
      '-7',
      '100000000000000000000000',
    );
    const name = fc.constantFrom('n', 'calls', 'id', 'a":', 'ä', '__proto__', 'properties');
    const space = fc.constantFrom('', ' ', '\n', '\t ');
    const member = fc
      .tuple(name, space, space, fc.oneof(number, fc.constantFrom('"5"', '"\\"n\\":7,"', 'true', 'null', '[5]', '{"n":5.0}')), space)
      .map(([key, before, after, value, end]) => `${JSON.stringify(key)}${before}:${after}${value}${end}`);
    const object = fc.array(member, { maxLength: 4 }).map((members) => `{${members.join(',')}}`);
    const event = fc
      .tuple(fc.array(member, { maxLength: 2 }), object)
      .map(([others, it]) => `{${[...others, `"properties":${it}`].join(',')}}`);
    fc.assert(
      fc.property(event, (text) => expect(values(text)).toEqual([exactly(text)])),
      { numRuns: 500, examples: [['{"properties":{"n":5,"n":5.0}}']] },
    );
  });

  it('has a broken line as an event of its own, with its text and its fault', () => {
    const events = read('{"id":"a"}\n{"id":\n{"id":"b"}');
    expect(events.map(({ value }) => value)).toEqual([{ id: 'a' }, undefined, { id: 'b' }]);
    expect(events[1]).toMatchObject({ text: '{"id":', fault: expect.stringContaining('JSON') });
  });

  it('has an event that is nested too deeply as one with its fault, whatever lies beside it', () => {
    const events = read([nested(32), nested(33), nested(170_000), '{"id":"b"}'].join('\n'));
    expect(events.map(({ fault }) => fault)).toEqual([
      undefined,
      'It is nested more than 32 levels deep.',
      'It is nested more than 32 levels deep.',
      undefined,
    ]);
  });

  it('has the text of each event, for quarantine', () => {
    expect(read(' {"id": "a"} \n{"id":7}').map(({ text }) => text)).toEqual(['{"id": "a"}', '{"id":7}']);
    expect(read('[{"id": "a"}, 7]').map(({ text }) => text)).toEqual(['{"id":"a"}', '"7"']);
  });
});

describe('a body is refused', () => {
  it.each([
    { status: 400, why: 'that is empty', body: '' },
    { status: 400, why: 'of nothing but white space', body: ' \r\n\t' },
    { status: 400, why: 'of an array that does not close', body: '[{"id":"a"}' },
    { status: 400, why: 'of an array with more behind it', body: '[{"id":"a"}]\n{"id":"b"}' },
  ])('$why: $status', ({ status, body }) => {
    expect(refusalOf(bytes(body))).toBe(status);
  });

  it('from 1,001 events on: 413', () => {
    expect(read('{}\n'.repeat(MOST_EVENTS))).toHaveLength(1000);
    expect(refusalOf(bytes('{}\n'.repeat(MOST_EVENTS + 1)))).toBe(413);
    expect(refusalOf(bytes(`[${'{},'.repeat(MOST_EVENTS)}{}]`))).toBe(413);
  });

  it('beyond 1 MiB: 413', () => {
    const body = (size: number): Uint8Array => bytes('{}'.padEnd(size, ' '));
    expect(refusalOf(body(MOST_BYTES))).toBeUndefined();
    expect(refusalOf(body(MOST_BYTES + 1))).toBe(413);
  });

  it('beyond 1 MiB once decompressed, however small it came: 413', () => {
    const bomb = gzipSync(Buffer.alloc(100 * MOST_BYTES, ' '));
    expect(bomb.byteLength).toBeLessThan(MOST_BYTES);
    expect(refusalOf(bomb, 'gzip')).toBe(413);
    expect(refusalOf(gzipSync(bytes('{}'.padEnd(MOST_BYTES, ' '))), 'gzip')).toBeUndefined();
    expect(refusalOf(gzipSync(bytes('{}'.padEnd(MOST_BYTES + 1, ' '))), 'gzip')).toBe(413);
  });

  it.each([
    { why: '33 levels of arrays', body: '['.repeat(33) + ']'.repeat(33) },
    { why: 'half a million levels of arrays', body: '['.repeat(500_000) + ']'.repeat(500_000) },
    { why: 'an event with 32 levels in an array', body: `[${nested(32)}]` },
  ])('for $why: 400', ({ body }) => {
    expect(refusalOf(bytes(body))).toBe(400);
    expect(read('['.repeat(32) + ']'.repeat(32))).toHaveLength(1);
  });

  it('that says it is gzip and is not: 400', () => {
    expect(refusalOf(bytes('{}'), 'gzip')).toBe(400);
    expect(refusalOf(gzipSync(bytes('{}')).subarray(0, 10), 'gzip')).toBe(400);
  });

  it.each(['br', 'deflate', 'zstd', 'gzip, gzip', ''])('in the encoding %j: 415', (encoding) => {
    expect(refusalOf(bytes('{}'), encoding)).toBe(415);
  });
});

it.each(['identity', 'Identity', undefined])('reads the encoding %j as it is', (encoding) => {
  expect(eventsOfBody(bytes('{}'), encoding)).toHaveLength(1);
});

it.each(['gzip', 'GZIP', ' gzip '])('reads the encoding %j', (encoding) => {
  expect(eventsOfBody(gzipSync(bytes('{}')), encoding)).toHaveLength(1);
});

/** An object in an object, so many levels deep. */
function nested(levels: number): string {
  return `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
}
