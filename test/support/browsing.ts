/** A person with the console open: requests as a browser sends them and API Gateway hands them on. */
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Route } from '../../shared/route.ts';
import type { Role } from '../../shared/signed-in.ts';

/** What came back. */
export interface Shown {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly bytes: Buffer;
  /** Lines of `set-cookie`. */
  readonly cookies: readonly string[];
}

const AT = Date.parse('2026-11-03T05:00:00Z');
const HOST = 'console.example';

export interface Browsing {
  /** What the browser keeps, by name. */
  readonly cookies: Map<string, string>;
  get(path: string): Promise<Shown>;
  /** Sends a form of the page that was shown last, as its browser does. */
  post(path: string, fields: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Shown>;
  /** Sends a form of the page that was shown last with a file. */
  upload(
    path: string,
    file: { readonly name: string; readonly content: string },
    fields?: Readonly<Record<string, string>>,
  ): Promise<Shown>;
}

/**
 * @param claims mail address and role of who is signed in, other claims, or undefined for nobody
 * @param at instant of its requests, in epoch milliseconds
 */
export function browsing(route: Route, claims: { readonly email: string; readonly role: Role } | object | undefined, at = AT): Browsing {
  const cookies = new Map<string, string>();
  let token = '';
  const verified = claims && 'role' in claims ? { email_verified: 'true', stepbill_role: claims.role, ...claims } : claims;

  async function send(
    method: string,
    address: string,
    headers: Readonly<Record<string, string>>,
    body?: string | Uint8Array,
  ): Promise<Shown> {
    const [path = '', ...queries] = address.split('?');
    const query = queries.join('?');
    const request = {
      version: '2.0',
      routeKey: `${method} /{proxy+}`,
      rawPath: path,
      rawQueryString: query,
      headers: { host: HOST, accept: 'text/html', ...headers },
      ...(cookies.size === 0 ? {} : { cookies: [...cookies].map(([name, value]) => `${name}=${value}`) }),
      ...(body === undefined ? {} : { body: Buffer.from(body as string).toString('base64') }),
      isBase64Encoded: body !== undefined,
      requestContext: {
        http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
        domainName: HOST,
        timeEpoch: at,
        ...(verified ? { authorizer: { jwt: { claims: verified, scopes: null } } } : {}),
      },
    };
    const answer = await route(request as unknown as APIGatewayProxyEventV2, { awsRequestId: 'r' } as Context);
    const bytes = Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8');
    const text = bytes.toString('utf8');
    for (const line of answer.cookies ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/; Max-Age=0(;|$)/.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    token = /name="token" value="([^"]+)"/.exec(text)?.[1] ?? token;
    return {
      status: answer.statusCode,
      headers: (answer.headers ?? {}) as Record<string, string>,
      text,
      bytes,
      cookies: answer.cookies ?? [],
    };
  }

  return {
    cookies,
    get: (path) => send('GET', path, {}),
    post(path, fields, headers = {}) {
      const body = new URLSearchParams({ token, ...fields }).toString();
      const own = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', origin: `https://${HOST}` };
      return send('POST', path, { ...own, ...headers }, body);
    },
    async upload(path, { name, content }, fields = {}) {
      const form = new FormData();
      for (const [field, value] of Object.entries({ token, ...fields })) form.set(field, value);
      form.set('file', new File([content], name));
      const { headers, body } = await encoded(form);
      return send('POST', path, { ...headers, 'sec-fetch-site': 'same-origin', origin: `https://${HOST}` }, body);
    },
  };
}

/** A form as a browser puts it on the wire. */
async function encoded(form: FormData): Promise<{ headers: Record<string, string>; body: Uint8Array }> {
  const request = new Request('https://console.example', { method: 'POST', body: form });
  return { headers: { 'content-type': request.headers.get('content-type') ?? '' }, body: new Uint8Array(await request.arrayBuffer()) };
}
