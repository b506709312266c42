import { z } from 'zod';
import type { Role, SignedIn } from '../../shared/signed-in.ts';

/** Parts of the API, in the order of its documentation. */
export const API_PARTS = {
  runs: 'Runs',
  invoices: 'Invoices',
  payments: 'Payments',
  orders: 'Orders and stock',
  reports: 'Reports',
  customers: 'Customers',
  catalog: 'Catalog',
  usage: 'Usage',
  mails: 'Mails',
  audit: 'Audit log',
} as const;
export type ApiPart = keyof typeof API_PARTS;

/** A request as its route reads it: parsed by the schemas of the route, from somebody whose role suffices. */
export interface ApiRequest<Path = Readonly<Record<string, string>>, Query = unknown, Body = unknown> {
  readonly path: Path;
  readonly query: Query;
  readonly body: Body;
  readonly by: SignedIn;
  /** The instant API Gateway received it. */
  readonly at: string;
  /** What names the request for good, where it says so: the same for the same person and `Idempotency-Key`. */
  readonly requestId: string | undefined;
}

/** A file as it is, not JSON. */
export interface ApiFile {
  readonly contentType: 'application/pdf' | 'application/xml' | 'application/yaml' | 'text/csv';
  readonly description: string;
}

/** Where a file is for some minutes, without a token, that is larger than an answer. */
export interface FileLink {
  readonly link: string;
}

export const isFile = (answer: z.ZodType | ApiFile): answer is ApiFile => 'contentType' in answer;

/** A route of the HTTP API: all that is said of it, checked of it, and written about it. */
export interface ApiRoute {
  readonly method: 'GET' | 'POST';
  /** As OpenAPI writes it: `/v1/sellers/{sellerId}/runs`. */
  readonly path: string;
  /** Another address of the same, of an earlier version; its parameters are a part of those of `path`. */
  readonly alias?: {
    readonly path: string;
    readonly params: (given: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  };
  /** Names it in clients that are made of the document. */
  readonly name: string;
  readonly part: ApiPart;
  readonly summary: string;
  readonly description?: string;
  /** The least role; what a request says may take more. */
  readonly role: Role;
  /** Whether a request has to name itself by an `Idempotency-Key`. */
  readonly isKeyNeeded?: true;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodObject | undefined;
  /** Bytes of the file that its body holds at most, where it holds one. */
  readonly mostBytes?: number;
  /** 200 if not given. */
  readonly status?: 202;
  readonly answer: z.ZodType | ApiFile;
  work(request: ApiRequest): Promise<unknown>;
}

/** A field that is not known is refused, also where none is. */
const NO_QUERY = z.strictObject({});

/** What may be sent as a value of a schema: the same, where lists and fields may be read only. */
export type Sendable<Value> = Value extends readonly (infer Entry)[]
  ? readonly Sendable<Entry>[]
  : Value extends object
    ? { readonly [Name in keyof Value]: Sendable<Value[Name]> }
    : Value;

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type Given<Path extends z.ZodObject, Query extends z.ZodObject | undefined, Body extends z.ZodObject | undefined, Answer> = Omit<
  ApiRoute,
  'params' | 'query' | 'body' | 'answer' | 'work'
> & {
  readonly params: Path;
  readonly query?: Query;
  readonly body?: Body;
  readonly answer: Answer;
  work(
    request: ApiRequest<z.output<Path>, Parsed<Query>, Parsed<Body>>,
  ): Promise<Answer extends z.ZodType ? Sendable<z.input<Answer>> : Uint8Array | string | FileLink>;
};

/** A route whose work is typed by its schemas. */
export function apiRoute<
  Path extends z.ZodObject,
  Answer extends z.ZodType | ApiFile,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodObject | undefined = undefined,
>(route: Given<Path, Query, Body, Answer>): ApiRoute {
  // What a route is called with was parsed by its own schemas.
  return { query: NO_QUERY, body: undefined, ...route } as unknown as ApiRoute;
}
