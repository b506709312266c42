import { describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { z } from 'zod';
import { atOf, bodyOf, MOST_BODY_BYTES, runOf } from './people-request.ts';

const VERIFIED = { email: 'cfo@kranich.example', email_verified: 'true' };
const context = (claims: unknown): APIGatewayProxyEventV2['requestContext'] =>
  ({ timeEpoch: Date.parse('2026-11-03T05:00:00Z'), authorizer: { jwt: { claims, scopes: null } } }) as never;
const SCHEMA = z.object({ kind: z.enum(['release']), reason: z.string().optional() });

it('decides at the instant that API Gateway received it', () => {
  expect(atOf({ requestContext: context(VERIFIED) })).toBe('2026-11-03T05:00:00.000Z');
});

describe('the run of a request', () => {
  it.each([
    { runId: 'kranich-2026-10-1', sellerId: 'kranich' },
    { runId: 'kranich-2026-10-d12', sellerId: 'kranich' },
    { runId: 'acme-us-2026-10-1', sellerId: 'acme-us' },
    { runId: 'acme-2026-09-1-2026-10-1', sellerId: 'acme-2026-09-1' },
  ])('$runId is one of $sellerId', ({ runId, sellerId }) => {
    expect(runOf({ pathParameters: { runId } })).toEqual({ sellerId, runId });
  });

  it.each([
    '',
    'kranich',
    'kranich-2026-10',
    'kranich-2026-13-1',
    'kranich-2026-10-0',
    'kranich-2026-10-1-',
    'a|b-2026-10-1',
    '-2026-10-1',
  ])('is not %j: 404', (runId) =>
    expect(() => runOf({ pathParameters: { runId } })).toThrow(expect.objectContaining({ name: 'NotFoundError' })),
  );
});

describe('the body of a request', () => {
  const read = (body: string | undefined, isBase64Encoded = false) =>
    bodyOf(SCHEMA, { isBase64Encoded, ...(body === undefined ? {} : { body }) });
  const padded = (bytes: number): string => `{"kind":"release","reason":"${'x'.repeat(bytes - 30)}"}`;

  it('is a JSON object, plain or as base64', () => {
    expect(read('{"kind":"release"}')).toEqual({ kind: 'release' });
    expect(read(Buffer.from('{"kind":"release"}').toString('base64'), true)).toEqual({ kind: 'release' });
  });

  it('has 64 KiB at most', () => {
    expect(read(padded(MOST_BODY_BYTES))).toMatchObject({ kind: 'release' });
    expect(() => read(padded(MOST_BODY_BYTES + 1))).toThrow(expect.objectContaining({ status: 413 }));
    // Three bytes each: a third as many characters.
    expect(() => read(`{"kind":"release","reason":"${'€'.repeat(21_850)}"}`)).toThrow(expect.objectContaining({ status: 413 }));
  });

  it.each([
    { why: 'nothing', body: undefined },
    { why: 'no JSON', body: '{' },
    { why: 'an array', body: '[]' },
    { why: '30,000 arrays in each other', body: '['.repeat(30_000) + ']'.repeat(30_000) },
    { why: 'a value nobody knows', body: '{"kind":"open"}' },
  ])('is not $why: 400', ({ body }) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ status: 400 }));
  });

  it('is no UTF-16: 400', () => {
    expect(() => read(Buffer.from('{"kind":"release"}', 'utf16le').toString('base64'), true)).toThrow(
      expect.objectContaining({ status: 400 }),
    );
  });

  it.each(['by', 'at', 'sellerId', '__proto__'])('can not say %s: 400, in one sentence', (field) => {
    expect(() => read(`{"kind":"release",${JSON.stringify(field)}:"cfo@kranich.example"}`)).toThrow(
      expect.objectContaining({ status: 400, message: `The body does not fit: Unrecognized key: "${field}".` }),
    );
  });
});
