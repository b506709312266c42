/** Somebody at a console that is served, without a browser: requests as one sends them, and a walk over every link. */

/** What came back. */
export interface Visited {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly bytes: number;
}

export interface Visitor {
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Visited>;
  /** Sends a form of the page that was shown last. */
  post(path: string, fields: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Visited>;
  signIn(email: string, password: string): Promise<Visited>;
  /** Every page and file that links lead to from the first page on; a link is followed if it is wanted when its turn comes. */
  walk(isWanted: (path: string) => boolean): AsyncGenerator<readonly [path: string, found: Visited]>;
}

export function visiting(url: string): Visitor {
  const cookies = new Map<string, string>();
  let token = '';

  async function send(path: string, method: string, headers: Readonly<Record<string, string>>, body?: string): Promise<Visited> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const sent = { accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...headers };
    const answer = await fetch(`${url}${path}`, { method, redirect: 'manual', headers: sent, ...(body === undefined ? {} : { body }) });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const bytes = Buffer.from(await answer.arrayBuffer());
    const text = bytes.toString('utf8');
    token = /name="token" value="([^"]+)"/.exec(text)?.[1] ?? token;
    return { status: answer.status, headers: answer.headers, text, bytes: bytes.byteLength };
  }

  const visitor: Visitor = {
    cookies,
    get: (path, headers = {}) => send(path, 'GET', headers),
    post(path, fields, headers = {}) {
      const own = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
      return send(path, 'POST', { ...own, ...headers }, new URLSearchParams({ token, ...fields }).toString());
    },
    signIn: (email, password) => visitor.post('/sign-in', { email, password }),
    async *walk(isWanted) {
      const ahead = ['/'];
      const known = new Set(ahead);
      for (let path = ahead.shift(); path !== undefined; path = ahead.shift()) {
        if (!isWanted(path)) continue;
        const found = await visitor.get(path);
        yield [path, found];
        const isPage = found.headers.get('content-type')?.startsWith('text/html') ?? false;
        const links = isPage ? [...found.text.matchAll(/ (?:href|data-live)="([^"]*)"/g)].map(([, link]) => link ?? '') : [];
        for (const link of [...links, found.headers.get('location') ?? ''].map(withoutFragment)) {
          if (!link.startsWith('/') || known.has(link)) continue;
          known.add(link);
          ahead.push(link);
        }
      }
    },
  };
  return visitor;
}

function withoutFragment(link: string): string {
  return link.replaceAll('&amp;', '&').replace(/#.*/, '');
}
