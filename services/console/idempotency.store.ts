import { z } from 'zod';
import { contentHash } from '../../shared/content-hash.ts';
import { ConditionFailedError } from '../../shared/errors.ts';
import { instant } from '../../shared/period.ts';
import { table } from '../../shared/ports.ts';
import { RequestError } from '../../shared/request-error.ts';
import type { Item, Key } from '../../shared/table.ts';

/** How long an answer is kept: who asks again after a day asks anew. */
export const KEPT_HOURS = 24;
/** A request that has no answer after this has died: no function works for longer. */
const ALIVE_SECONDS = 30;
/** When a request began that nobody works on. */
const LONG_AGO = '1970-01-01T00:00:00Z';

const answered = z.object({ status: z.number().int(), body: z.unknown() });
/** What a request was answered with. */
export type Answered = z.infer<typeof answered>;

const keptRequest = z.object({
  schema: z.literal(1),
  /** Of what was asked: address and body. */
  fingerprint: z.string(),
  startedAt: instant,
  /** Absent while it is under way. */
  answer: answered.optional(),
});

/** A request that names itself. */
export interface NamedRequest {
  readonly sellerId: string;
  /** Names it for good: made of the person and the key they sent. */
  readonly id: string;
  readonly fingerprint: string;
  readonly at: string;
}

/**
 * Has a request done once: the same again gets the first answer, for a day.
 *
 * Whoever dies between doing and keeping the answer leaves a request under way; the same again, half a minute later, does
 * it over, so the work itself has to be safe to repeat. An error that is none of the sender's is not kept.
 *
 * @throws {RequestError} 422 if the name was used for something else, 409 while the first is under way
 * @see docs/sources.md#idempotency-key
 */
export async function doneOnce(request: NamedRequest, work: () => Promise<Answered>): Promise<Answered & { readonly isRepeated: boolean }> {
  const begun = await begin(request);
  if ('answer' in begun) return { ...begun.answer, isRepeated: true };
  let answer: Answered;
  try {
    answer = await work();
  } catch (error) {
    await settle(request, begun.version, undefined);
    throw error;
  }
  await settle(request, begun.version, answer.status < 500 ? answer : undefined);
  return { ...answer, isRepeated: false };
}

async function begin(request: NamedRequest): Promise<{ readonly version: number } | { readonly answer: Answered }> {
  const key = keyOf(request);
  const item = await table().get(key);
  const known = item && keptRequest.parse(item.body);
  if (known && known.fingerprint !== request.fingerprint)
    throw new RequestError(422, 'This Idempotency-Key was sent before with another request. Send another key for another request.');
  if (known?.answer) return { answer: known.answer };
  if (known && secondsBetween(known.startedAt, request.at) < ALIVE_SECONDS) throw underWay();
  if (!(await put(request, item, { startedAt: request.at }))) throw underWay();
  return { version: (item?.version ?? 0) + 1 };
}

/** Keeps the answer, or says that nobody works on it; if somebody took the request over in between, theirs stays. */
async function settle(request: NamedRequest, version: number, answer: Answered | undefined): Promise<void> {
  await put(request, { version }, answer ? { startedAt: request.at, answer } : { startedAt: LONG_AGO });
}

async function put(
  { fingerprint, at, ...rest }: NamedRequest,
  before: Pick<Item, 'version'> | undefined,
  standing: Pick<z.infer<typeof keptRequest>, 'startedAt' | 'answer'>,
): Promise<boolean> {
  const body = { schema: 1, fingerprint, ...standing };
  const expiresAt = Math.floor(Date.parse(at) / 1_000) + KEPT_HOURS * 3_600;
  try {
    await table().write([{ put: { ...keyOf(rest), body, expiresAt }, if: before?.version ?? 'absent' }]);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailedError) return false;
    throw error;
  }
}

function underWay(): RequestError {
  return new RequestError(409, 'The same request is under way. Ask again in a moment.', { 'retry-after': '5' });
}

const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1_000;

/** @returns the name of a request: nobody else's key can be the same */
export function requestNamed(email: string, key: string): string {
  return contentHash([email.toLowerCase(), key]);
}

const keyOf = ({ sellerId, id }: Pick<NamedRequest, 'sellerId' | 'id'>): Key => ({ pk: `${sellerId}|requests`, sk: id });
