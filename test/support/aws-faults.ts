/**
 * What happens to requests on their way to AWS and back, planted below the SDK's own retries: there a fault looks to
 * the SDK as it would if it were real, an answer of an unkind service is parsed, and a retry is a request of its own.
 */
import { Readable } from 'node:stream';

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** `half an answer`: the connection breaks while the answer is read. */
export type FaultKind = 'throttled' | 'time-out' | '500' | 'cut' | 'half an answer';
/** Before the request is sent, or after it took effect. */
export type FaultMoment = 'before' | 'after';

export interface Fault {
  readonly kind: FaultKind;
  readonly moment: FaultMoment;
}

/** Every fault. Half an answer there is only to what was asked. */
export const FAULTS: readonly Fault[] = [
  ...(['throttled', 'time-out', '500', 'cut'] as const).flatMap((kind) =>
    (['before', 'after'] as const).map((moment) => ({ kind, moment })),
  ),
  { kind: 'half an answer', moment: 'after' },
];

export interface PlantedFault extends Fault {
  /** The operation of AWS that is hit, such as `PutObject`. */
  readonly operation: string;
  /** The first of its requests that is hit, from 1, counted from the planting. */
  readonly nth: number;
  /** Whether later requests of the operation are hit too, so that the SDK gives up. */
  readonly isLasting: boolean;
}

export interface FaultyWay {
  plant(fault: PlantedFault): void;
  clear(): void;
  /** How many requests were hit since the planting. */
  hits(): number;
}

/** The raw answer, as the request handlers of the SDK give it. */
interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  body?: unknown;
}

/** How each service says that it was asked too often. */
const THROTTLED: Record<string, readonly [status: number, code: string]> = {
  DynamoDBClient: [400, 'ProvisionedThroughputExceededException'],
  S3Client: [503, 'SlowDown'],
  SESv2Client: [429, 'TooManyRequestsException'],
  SFNClient: [400, 'ThrottlingException'],
};

/** @param client of any service; its stack is changed for good */
export function faultyWay(client: { readonly middlewareStack: object }): FaultyWay {
  let planted: PlantedFault | undefined;
  let requests = 0;
  let hits = 0;

  // The stacks of all clients take the same middleware: their types differ in inputs and outputs only.
  const stack = client.middlewareStack as DynamoDBClient['middlewareStack'];
  stack.add(
    (next, context) => async (args) => {
      const fault = planted;
      if (fault === undefined || context.commandName !== `${fault.operation}Command`) return next(args);
      requests += 1;
      const isHit = fault.isLasting ? requests >= fault.nth : requests === fault.nth;
      if (!isHit) return next(args);
      hits += 1;
      if (fault.moment === 'before') return { response: answerTo(context, fault.kind) };
      const { response } = await next(args);
      const answer = response as HttpAnswer;
      const body = await bytesOf(answer.body);
      if (fault.kind !== 'half an answer') return { response: answerTo(context, fault.kind) };
      answer.body = brokenOff(body);
      return { response };
    },
    // The innermost place: within the retries and around the answer's parser, next to the connection.
    { step: 'deserialize', priority: 'low', name: 'faultyWay' },
  );

  return {
    plant(fault) {
      [planted, requests, hits] = [fault, 0, 0];
    },
    clear() {
      planted = undefined;
    },
    hits: () => hits,
  };
}

/** @throws what the SDK's HTTP handler throws if there is no answer */
function answerTo({ clientName = '' }: { readonly clientName?: string }, kind: FaultKind): HttpAnswer {
  if (kind === 'time-out') throw unanswered('ETIMEDOUT', 'The request took longer than it may.');
  if (kind === 'cut') throw unanswered('ECONNRESET', 'socket hang up');
  const isXml = clientName === 'S3Client';
  const broken = [500, isXml ? 'InternalError' : 'InternalServerError'] as const;
  const [statusCode, code] = kind === 'throttled' ? THROTTLED[clientName]! : broken;
  const text = isXml
    ? `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>planted</Message></Error>`
    : JSON.stringify({ __type: code, message: 'planted' });
  return { statusCode, headers: { 'x-amzn-errortype': code }, body: Readable.from([Buffer.from(text)]) };
}

function unanswered(code: string, message: string): Error {
  return Object.assign(new Error(message), { name: 'TimeoutError', code });
}

async function bytesOf(body: unknown): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** As Node's HTTP client has it when the connection ends before the content does. */
function brokenOff(body: Buffer): Readable {
  return Readable.from(
    (function* () {
      yield body.subarray(0, body.length / 2);
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    })(),
  );
}

/** Lets the SDK decide about retries as ever, and wait for none of them. */
export async function withoutWaiting<Client extends { readonly config: { retryStrategy(): Promise<object> } }>(
  client: Client,
): Promise<Client> {
  const retryBackoffStrategy = { computeNextBackoffDelay: () => 0, setDelayBase: () => {} };
  Object.assign(await client.config.retryStrategy(), { retryBackoffStrategy });
  return client;
}
