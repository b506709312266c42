import { describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { includesRole, personOf, personWithRole, ROLES } from './signed-in.ts';

const VERIFIED = { email: 'cfo@kranich.example', email_verified: 'true' };
const context = (claims: unknown): APIGatewayProxyEventV2['requestContext'] =>
  ({ timeEpoch: Date.parse('2026-11-03T05:00:00Z'), authorizer: { jwt: { claims, scopes: null } } }) as never;

describe('the person of a request', () => {
  it.each([
    { why: 'as API Gateway hands claims on: text', claims: VERIFIED },
    { why: 'as a token has them', claims: { ...VERIFIED, email_verified: true } },
  ])('is the verified address, $why', ({ claims }) => {
    expect(personOf({ requestContext: context(claims) })).toBe('cfo@kranich.example');
  });

  it.each([
    { why: 'that is not verified', claims: { ...VERIFIED, email_verified: 'false' } },
    { why: 'of which nobody says whether it is verified', claims: { email: VERIFIED.email } },
    {
      why: 'that is missing, whatever else names a person',
      claims: { email_verified: 'true', sub: 'cfo@kranich.example', name: 'cfo@kranich.example' },
    },
    { why: 'that is several', claims: { ...VERIFIED, email: 'ops@kranich.example,cfo@kranich.example' } },
    // U+212A, which is a "k" in small letters.
    { why: 'with a letter that only looks like one', claims: { ...VERIFIED, email: 'cfo@\u212Aranich.example' } },
  ])('is refused with an address $why: 403', ({ claims }) => {
    expect(() => personOf({ requestContext: context(claims) })).toThrow(expect.objectContaining({ status: 403 }));
  });

  it.each([undefined, {}, { iam: { callerId: 'x' } }, { lambda: VERIFIED }, { jwt: {} }])(
    'is nobody where API Gateway checked no token (%j): 401',
    (authorizer) => {
      const requestContext = { timeEpoch: 0, authorizer } as never;
      expect(() => personOf({ requestContext })).toThrow(expect.objectContaining({ status: 401 }));
    },
  );
});

describe('the role of a request', () => {
  it('is the one that the token names, beside the address', () => {
    expect(personWithRole({ requestContext: context({ ...VERIFIED, stepbill_role: 'releaser' }) })).toEqual({
      email: 'cfo@kranich.example',
      role: 'releaser',
    });
  });

  it.each([{}, { stepbill_role: 'owner' }, { stepbill_role: '' }, { role: 'admin' }, { stepbill_role: '[admin viewer]' }])(
    'is refused where the token says %j: 403',
    (claims) => {
      expect(() => personWithRole({ requestContext: context({ ...VERIFIED, ...claims }) })).toThrow(
        expect.objectContaining({ status: 403 }),
      );
    },
  );

  it('does not make an address that nobody verified a person', () => {
    const claims = { email: VERIFIED.email, stepbill_role: 'admin' };
    expect(() => personWithRole({ requestContext: context(claims) })).toThrow(expect.objectContaining({ status: 403 }));
  });

  it('includes those before it, and no other', () => {
    expect(ROLES.map((role) => ROLES.filter((needed) => includesRole(role, needed)))).toEqual([
      ['viewer'],
      ['viewer', 'biller'],
      ['viewer', 'biller', 'releaser'],
      ['viewer', 'biller', 'releaser', 'admin'],
    ]);
  });
});
