import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { z } from 'zod';
import { RequestError } from './request-error.ts';

/** What people may do in the console; each may do what those before it may. */
export const ROLES = ['viewer', 'biller', 'releaser', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Whether a role includes another. */
export function includesRole(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** The claim of a token that says someone's role. */
export const ROLE_CLAIM = 'stepbill_role';

const signedIn = z.object({ authorizer: z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }) }) });
/** API Gateway hands claims on as text. */
const verified = z.object({ email: z.email().max(254), email_verified: z.union([z.literal(true), z.literal('true')]) });
const hasRole = z.object({ [ROLE_CLAIM]: z.enum(ROLES) });

type Request = Pick<APIGatewayProxyEventV2, 'requestContext'>;
/** What a token says, once somebody has checked who made it, for whom and until when. */
type Claims = Readonly<Record<string, unknown>>;

/**
 * Who sent a request: the mail address in the claims that API Gateway has checked, and nothing that a request says.
 *
 * @throws {RequestError} 401 without checked claims, 403 if the issuer has not verified the address
 * @see docs/sources.md#who-a-person-is
 */
export function personOf(request: Request): string {
  return addressIn(requireClaims(request));
}

function addressIn(claims: Claims): string {
  const found = verified.safeParse(claims);
  if (found.success) return found.data.email;
  throw new RequestError(
    403,
    'The token must have the claims email and email_verified: true; it is the mail address that says who decides.',
  );
}

/** Who sent a request, and their role. */
export interface SignedIn {
  readonly email: string;
  readonly role: Role;
}

/**
 * @throws {RequestError} as `personOf` does, and 403 if the token names no role
 */
export function personWithRole(request: Request): SignedIn {
  return withRole(requireClaims(request));
}

/**
 * Who checked claims are of, and their role.
 *
 * @throws {RequestError} 403 if the issuer has not verified the address, or the claims name no role
 */
export function withRole(claims: Claims): SignedIn {
  const email = addressIn(claims);
  const found = hasRole.safeParse(claims);
  if (found.success) return { email, role: found.data[ROLE_CLAIM] };
  throw new RequestError(403, `The token must have the claim ${ROLE_CLAIM}, which is one of ${ROLES.join(', ')}.`);
}

/** Claims that API Gateway, or the door of a data folder, has checked; undefined if it was not asked to. */
export function claimsOf({ requestContext }: Request): Claims | undefined {
  return signedIn.safeParse(requestContext).data?.authorizer.jwt.claims;
}

function requireClaims(request: Request): Claims {
  const claims = claimsOf(request);
  if (claims) return claims;
  throw new RequestError(401, 'Sign in first.', { 'www-authenticate': 'Bearer realm="stepbill"' });
}
