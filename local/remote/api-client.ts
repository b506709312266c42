/** The HTTP API, as commands ask it: in sentences where it is away, refuses, or is none. */
import { problem } from '../../shared/problem.ts';
import { CommandError } from '../commands/errors.ts';

const PATIENCE_MILLISECONDS = 60_000;
const FILE_PATIENCE_MILLISECONDS = 600_000;
/** Tries of a request that says it may be sent again, and the pause between them. */
const MOST_TRIES = 5;
const PAUSE_MILLISECONDS = 1_000;

/** Values of a query; those that are not there are left out. */
type Query = Readonly<Record<string, string | number | undefined>>;

/** A page of a list: its entries by the name of the list. */
interface Page {
  readonly next?: string;
}

export interface ApiClient {
  /** Where it is, without a path. */
  readonly url: string;
  get<Answer>(path: string, query?: Query): Promise<Answer>;
  /** The same, or undefined where there is no such thing. */
  find<Answer>(path: string, query?: Query): Promise<Answer | undefined>;
  /** @param key names the request for good, where the same must not be done twice */
  post<Answer>(path: string, body: object, key?: string): Promise<Answer>;
  /** A file as it is; one that is larger than an answer is led to, and fetched from there. */
  file(path: string, query?: Query): Promise<Uint8Array>;
  /** A file that an answer names the address of, or the path, piece by piece; the address alone lets whoever has it in. */
  linked(link: string): Promise<AsyncIterable<Uint8Array>>;
  /** Every entry of a list, page after page. */
  entries<Entry>(path: string, name: string, query?: Query): AsyncGenerator<Entry>;
}

/** What the API refused, in its sentence. */
export class RefusedError extends CommandError {
  readonly status: number;

  constructor(sentence: string, status: number) {
    super(sentence);
    this.status = status;
  }
}

/**
 * @param token by which it knows who asks; none where nobody has to say who they are
 * @throws {CommandError} if the address is none
 */
export function apiClient(address: string, token: string | undefined): ApiClient {
  const url = originOf(address);

  async function ask(
    method: string,
    path: string,
    { query = {}, body, key }: { query?: Query; body?: object; key?: string },
  ): Promise<Response> {
    const place = new URL(path, url);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) place.searchParams.set(name, String(value));
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(key === undefined ? {} : { 'idempotency-key': `"${key}"` }),
    };
    for (let attempt = 1; ; attempt++) {
      const answer = await fetch(place, {
        ...{ method, headers, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      }).catch((error: unknown) => {
        throw new CommandError(`${url} does not answer: ${causeOf(error)}.`, { cause: error });
      });
      if (answer.ok || (answer.status === 303 && method === 'GET')) return answer;
      if (answer.status !== 503 || attempt === MOST_TRIES) throw await refusalOf(answer, url, token);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    }
  }

  async function json<Answer>(answer: Response): Promise<Answer> {
    return (await answer.json().catch(() => {
      throw new CommandError(`${url} answered with something else than JSON: is it the address of Stepbill?`);
    })) as Answer;
  }

  async function linked(link: string): Promise<Response> {
    const answer = await fetch(new URL(link, url), { signal: AbortSignal.timeout(FILE_PATIENCE_MILLISECONDS) }).catch((error: unknown) => {
      throw new CommandError(`The file behind ${url} can't be fetched: ${causeOf(error)}.`, { cause: error });
    });
    if (answer.ok) return answer;
    throw new CommandError(`The file behind ${url} can't be fetched: it answers ${answer.status}. Type the command again.`);
  }

  async function file(path: string, query: Query = {}): Promise<Uint8Array> {
    const answer = await ask('GET', path, { query });
    const link = answer.headers.get('location');
    return new Uint8Array(await (link === null ? answer : await linked(link)).arrayBuffer());
  }

  const get = async <Answer>(path: string, query?: Query): Promise<Answer> => json<Answer>(await ask('GET', path, query ? { query } : {}));
  return {
    url,
    get,
    find: async <Answer>(path: string, query?: Query) =>
      get<Answer>(path, query).catch((error: unknown) => {
        if (error instanceof RefusedError && error.status === 404) return undefined;
        throw error;
      }),
    post: async (path, body, key) => json(await ask('POST', path, { body, ...(key === undefined ? {} : { key }) })),
    file,
    linked: async (link) => (await linked(link)).body!,
    async *entries<Entry>(path: string, name: string, query: Query = {}) {
      let after: string | undefined;
      do {
        const page: Page & Readonly<Record<string, unknown>> = await get(path, { ...query, after, limit: query['limit'] ?? 100 });
        yield* page[name] as readonly Entry[];
        after = page.next;
      } while (after !== undefined);
    },
  };
}

function originOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && (url.protocol === 'https:' || url.protocol === 'http:')) return url.origin;
  throw new CommandError(`"${address}" is no address: write it as https://billing.example.com.`);
}

async function refusalOf(answer: Response, url: string, token: string | undefined): Promise<CommandError> {
  const { status } = answer;
  const said = problem.safeParse(await answer.json().catch(() => undefined)).data;
  if (status === 401 && token === undefined)
    return new CommandError(`${url} asks who you are: put a token into STEPBILL_TOKEN. On one machine "stepbill users token" makes one.`);
  if (status === 401) return new CommandError(`${url} does not take the token in STEPBILL_TOKEN: it is unknown or over.`);
  if (said?.detail !== undefined) return new RefusedError(said.detail, status);
  if (status < 400) return new CommandError(`${url} leads elsewhere: is it the address of Stepbill?`);
  return new CommandError(`${url} answered ${status}${said ? ` ${said.title}` : ''}: nothing more is known.`);
}

function causeOf(error: unknown): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return `no answer in ${PATIENCE_MILLISECONDS / 1_000} seconds`;
  const { code, message: deeper } = (cause ?? {}) as NodeJS.ErrnoException;
  return code === 'ECONNREFUSED' ? 'nothing listens there' : code === 'ENOTFOUND' ? 'there is no such name' : (code ?? deeper ?? message);
}
