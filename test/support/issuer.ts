/** An OpenID Connect provider on this machine, as the issuer of a stage: real keys, real codes, real refusals. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';

/** Somebody the issuer knows, with what it says of them. */
export interface Account {
  readonly email: string;
  readonly email_verified: boolean;
  readonly stepbill_role?: string;
}

export interface Issuer {
  /** Its name in `iss`. */
  readonly url: string;
  /** Goes where a browser was sent, signs in as an account, and says where the issuer sends the browser then. */
  signIn(at: string, account: Account): Promise<URL>;
  /** A token with these claims, signed with its key. */
  sign(claims: JWTPayload, expiresAt: number): Promise<string>;
  close(): Promise<void>;
}

const KEY_ID = 'key-1';
const TTL_SECONDS = 600;

/** @param clients each with where it may be sent back to */
export async function startIssuer(clients: Readonly<Record<string, string>>): Promise<Issuer> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const accounts = new Map<string, Account>();
  // It says that it forgets everything when it ends, which is what is wanted.
  const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const provider = await providerOf(url, clients, accounts, privateKey);
  warned.mockRestore();
  let signingIn = '';
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/'))
      return void provider.interactionFinished(request, response, { login: { accountId: signingIn } });
    return void provider.callback()(request, response);
  });

  return {
    url,
    async signIn(at, account) {
      accounts.set((signingIn = account.email), account);
      const cookies = new Map<string, string>();
      for (let next = new URL(at); ;) {
        if (next.origin !== url) return next;
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const answer = await fetch(next, { redirect: 'manual', headers: { cookie } });
        for (const line of answer.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          cookies.set(name, value);
        }
        const location = answer.headers.get('location');
        if (location === null) throw new Error(`The issuer answered ${answer.status}: ${await answer.text()}`);
        next = new URL(location, next);
      }
    },
    sign: (claims, expiresAt) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: KEY_ID }).setIssuedAt(0).setExpirationTime(expiresAt).sign(privateKey),
    close: () => closed(server),
  };
}

async function providerOf(
  url: string,
  clients: Readonly<Record<string, string>>,
  accounts: ReadonlyMap<string, Account>,
  privateKey: CryptoKey,
): Promise<Provider> {
  return new Provider(url, {
    clients: Object.entries(clients).map(([id, redirectUri]) => ({
      client_id: id,
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: 'none',
    })),
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: KEY_ID, alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['of this test'] },
    claims: { openid: ['sub', 'stepbill_role'], email: ['email', 'email_verified'] },
    scopes: ['openid', 'email'],
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId, ...accounts.get(accountId) }) }),
    // Whoever signs in has agreed.
    async loadExistingGrant({ oidc: { provider, client, session } }) {
      const grant = new provider.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
    ttl: { Interaction: TTL_SECONDS, Grant: TTL_SECONDS, Session: TTL_SECONDS, AccessToken: TTL_SECONDS, IdToken: TTL_SECONDS },
  });
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
