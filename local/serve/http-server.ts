/** Answers product code on this machine as API Gateway does on AWS: by the functions that the routes name. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';

import { PAGE_HEADERS } from '../../services/console/page-headers.ts';
import type { Invoke } from '../runner/scope.ts';
import { type Answer, answerIn, type Claims, gatewayEvent, json, problem, type ReadRequest } from './gateway-event.ts';
import { type Route, matchRoute } from './routes.ts';

/** Lambda takes no larger event; a function may take less. */
const MOST_BYTES = 6 * 1024 * 1024;
/** Who is let in to the routes of people. */
export interface Door {
  /** Whether it answers itself: signing in and out. */
  isOwn(path: string): boolean;
  answer(request: ReadRequest): Promise<Answer>;
  /** What is known of who sent a request, nothing of a stranger; or what is answered instead of it. */
  letIn(request: ReadRequest): Promise<{ readonly claims?: Claims } | { readonly refusal: Answer }>;
}

/** What one who asks slowly, or many times at once, may take. */
interface Limits {
  /** Until the head of a request is there, and until all of it is. */
  readonly headMilliseconds: number;
  readonly requestMilliseconds: number;
  /** At once; more are hung up on. */
  readonly connections: number;
}
const LIMITS: Limits = { headMilliseconds: 10_000, requestMilliseconds: 60_000, connections: 1_000 };

/** How long requests under way may take to end when the server does. */
const GRACE_MILLISECONDS = 5_000;

export interface HttpOptions {
  readonly host: string;
  /** 0 for one that is free. */
  readonly port: number;
  readonly routes: readonly Route[];
  readonly invoke: Invoke;
  readonly now: () => Date;
  readonly door: Door;
  readonly limits?: Limits;
  /** Hears of requests that a function broke down at. */
  readonly onFailure: (route: string, error: Error) => void;
}

export interface HttpServer {
  /** Where it listens, such as http://127.0.0.1:4242. */
  readonly url: string;
  /** Takes no more requests, and lets those under way end. */
  close(): Promise<void>;
}

/** A request whose body is larger than is taken. */
class TooLargeError extends Error {}

/**
 * Listens for requests.
 *
 * @throws {Error} with code EADDRINUSE if another process has the port
 */
export async function openHttpServer(options: HttpOptions): Promise<HttpServer> {
  const { headMilliseconds, requestMilliseconds, connections } = options.limits ?? LIMITS;
  const patience = {
    headersTimeout: headMilliseconds,
    requestTimeout: requestMilliseconds,
    connectionsCheckingInterval: headMilliseconds / 2,
  };
  const server = createServer(patience, (request, response) => {
    answer(request, options).then(
      (found) => send(response, found),
      // The client went away in the middle of its request; nobody is left to be answered.
      () => response.destroy(),
    );
  });
  server.maxConnections = connections;
  await listening(server, options);
  const { port, address, family } = server.address() as AddressInfo;
  return { url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`, close: () => closed(server) };
}

async function answer(request: IncomingMessage, { routes, invoke, now, onFailure, door }: HttpOptions): Promise<Answer> {
  const { method = 'GET', headersDistinct: headers } = request;
  const url = urlOf(request);
  if (url?.pathname === '/health') return json(method === 'GET' || method === 'HEAD' ? 200 : 405, { status: 'ok' });
  const isOfDoor = url !== undefined && door.isOwn(url.pathname);
  const match = url && !isOfDoor ? matchRoute(routes, method, url.pathname) : undefined;
  if (!url || (!isOfDoor && !match)) return problem(404);
  try {
    const body = await bodyOf(request);
    const read = { method, url, headers, body, sourceIp: request.socket.remoteAddress ?? '', requestId: randomUUID(), at: now() };
    if (!match) return await door.answer(read);
    const { route } = match;
    const known = route.isForPeople ? await door.letIn(read) : {};
    if ('refusal' in known) return known.refusal;
    const event = JSON.stringify(gatewayEvent(read, match, known.claims));
    return answerIn(await invoke(route.function, event, { timeoutMilliseconds: route.timeoutSeconds * 1_000 }));
  } catch (error) {
    if (error instanceof TooLargeError) return problem(413);
    if (request.destroyed && !request.complete) throw error;
    onFailure(match?.route.key ?? `${method} ${url.pathname}`, error as Error);
    return problem(500);
  }
}

/** Undefined for a target that is none, such as `*` or a whole URL of somewhere else. */
function urlOf({ url = '', headers }: IncomingMessage): URL | undefined {
  const whole = `http://${headers.host ?? 'localhost'}${url}`;
  return url.startsWith('/') && URL.canParse(whole) ? new URL(whole) : undefined;
}

/**
 * The body, read only as far as it may be long.
 *
 * @throws {TooLargeError} as soon as it is longer; the rest is let go by
 */
function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes <= MOST_BYTES) return void chunks.push(chunk);
      chunks.length = 0;
      reject(new TooLargeError());
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('The request was cut off.')));
  });
}

/** Whatever is answered, a browser may do nothing with it but what it may do with our pages. */
function send(response: ServerResponse, { status, headers: own, body, file }: Answer): void {
  if (status === 413) response.setHeader('connection', 'close');
  const headers = { ...PAGE_HEADERS, ...own };
  // Whoever goes away in the middle of it, or a disk that fails, ends the connection: the length tells that some is missing.
  if (file !== undefined) return void pipeline(createReadStream(file), response.writeHead(status, headers), () => {});
  response.writeHead(status, { ...headers, 'content-length': body.byteLength }).end(body);
}

function listening(server: Server, { port, host }: HttpOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function closed(server: Server): Promise<void> {
  const ended = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), GRACE_MILLISECONDS);
  await ended;
  clearTimeout(impatience);
}
