import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  discovery,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { oidcAudience, oidcIssuer } from '../../shared/config.ts';
import { TransientError } from '../../shared/errors.ts';
import { RequestError } from '../../shared/request-error.ts';

/**
 * The issuer that signs people in to a stage: OpenID Connect's authorization code flow with PKCE, as a public client.
 *
 * @see docs/sources.md#signing-in
 */

/** What the issuer says of who signs in; roles come with the client, as the issuer is told to put them in. */
const SCOPE = 'openid email';
const PATIENCE_SECONDS = 5;

/** What a browser has to bring back from the issuer, and no page may know. */
export interface SigningIn {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

interface Issuer {
  readonly config: Configuration;
  readonly keys: ReturnType<typeof createRemoteJWKSet>;
}

const UNKNOWN = [errors.JWKSTimeout.code, errors.JOSEError.code];

let known: Promise<Issuer> | undefined;

/** Where a browser is sent to sign in, and what makes its answer ours. */
export async function signInAt(redirectUri: string): Promise<{ readonly url: string; readonly signingIn: SigningIn }> {
  const { config } = await issuer();
  const signingIn = { verifier: randomPKCECodeVerifier(), state: randomState(), nonce: randomNonce() };
  const { state, nonce, verifier } = signingIn;
  const challenge = { code_challenge: await calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' };
  const url = buildAuthorizationUrl(config, { redirect_uri: redirectUri, scope: SCOPE, state, nonce, ...challenge });
  return { url: url.href, signingIn };
}

/** Where somebody signs out at the issuer itself; undefined if it has no such address. */
export async function signOutAt(): Promise<string | undefined> {
  return (await issuer()).config.serverMetadata().end_session_endpoint;
}

/**
 * The ID token for the answer with which the issuer has sent a browser back.
 *
 * @param answer the whole address, with the code in it
 * @throws {RequestError} 403 if the issuer refused, or the answer is not to this browser's question
 * @throws {TransientError} if the issuer can't be asked
 */
export async function tokenFor(answer: string, { verifier, state, nonce }: SigningIn): Promise<string> {
  const { config } = await issuer();
  const expected = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
  try {
    return (await authorizationCodeGrant(config, new URL(answer), expected)).id_token ?? '';
  } catch (error) {
    // A connection that fails is a TypeError; what the issuer or the browser said wrong is an error of the protocol.
    if (error instanceof TypeError) throw unreachable(error);
    throw new RequestError(
      403,
      'Your identity provider has not signed you in, or its answer is not to your browser. Nothing was done: begin again.',
    );
  }
}

/**
 * What a token says, if the issuer of this stage has made it for this stage and it is not over.
 *
 * @throws {TransientError} if the keys of the issuer can't be had
 */
export async function claimsIn(token: string, at: Date): Promise<JWTPayload | undefined> {
  const [iss, audience] = [oidcIssuer(), oidcAudience()];
  if (iss === undefined) return undefined;
  const { keys } = await issuer();
  try {
    const { payload } = await jwtVerify(token, keys, { issuer: iss, audience, currentDate: at, requiredClaims: ['exp'] });
    return payload['azp'] === undefined || payload['azp'] === audience ? payload : undefined;
  } catch (error) {
    // The keys could not be had: nothing is known of the token.
    const isUnknown = !(error instanceof errors.JOSEError) || UNKNOWN.includes(error.code);
    if (isUnknown) throw unreachable(error);
    return undefined;
  }
}

/** Asked for once by each process; a failure is asked for again. */
async function issuer(): Promise<Issuer> {
  known ??= discovered(oidcIssuer() ?? '').catch((error: unknown) => {
    known = undefined;
    throw unreachable(error);
  });
  return known;
}

async function discovered(address: string): Promise<Issuer> {
  const url = new URL(address);
  // Only a provider on this very machine is asked without TLS: one of a test.
  const execute = url.protocol === 'http:' && url.hostname === '127.0.0.1' ? [allowInsecureRequests] : [];
  const config = await discovery(url, oidcAudience(), undefined, None(), { execute, timeout: PATIENCE_SECONDS });
  const { jwks_uri: jwks } = config.serverMetadata();
  return { config, keys: createRemoteJWKSet(new URL(jwks ?? ''), { timeoutDuration: PATIENCE_SECONDS * 1_000 }) };
}

function unreachable(cause: unknown): TransientError {
  return new TransientError('The identity provider of this stage could not be asked. Try again in a moment.', { cause });
}
