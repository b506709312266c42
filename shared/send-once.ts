/** Each mail once for its key: claim, send, record. What both Mail adapters share. */
import { now } from './clock.ts';
import { ConditionFailedError, InvalidInputError, MailUnderWayError, TransientError } from './errors.ts';
import type { Mail, MailFate, Message } from './mail.ts';
import { messageIdOf, mimeMessage } from './mime.ts';
import type { Item, Key, Table } from './table.ts';

/** Waits for another call's fate this often before the caller is told to try again. */
const POLLS = 20;
const POLL_MILLISECONDS = 100;

/** How mail leaves. */
export interface Transport {
  /**
   * @returns whether the mail left by this call; false if it is known to have left before
   * @throws {NotSentError} if it is certain that nothing left
   */
  deliver(mime: Uint8Array, message: Message): Promise<boolean>;
  /**
   * How long a claim without a record belongs to the call that made it. 0 if delivering twice at once is harmless.
   */
  readonly leaseSeconds: number;
}

/** Certainly nothing left, so the claim is given back; `cause` is what the caller gets. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError';
}

/** A Mail port that sends by `transport` and remembers in the table. */
export function mailSentOnce(table: () => Table, transport: Transport): Mail {
  return { send: (message) => sendOnce(table(), transport, message) };
}

async function sendOnce(table: Table, transport: Transport, message: Message): Promise<MailFate> {
  const key = claimKey(message.key);
  const messageId = messageIdOf(message);
  const mime = mimeMessage(message, messageId);
  const claimed = await claim(table, transport, key, messageId);
  if ('fate' in claimed) return claimed.fate;

  const isNew = await deliver(table, transport, message, mime, key, claimed.version);
  const record = { schema: 1, state: 'sent', messageId, sentAt: now().toISOString() };
  await table.write([{ put: { ...key, body: record } }]);
  return { messageId, isNew };
}

/** The claim's version if the mail is this call's to send, or the fate an earlier call gave it. */
async function claim(
  table: Table,
  { leaseSeconds }: Transport,
  key: Key,
  messageId: string,
): Promise<{ readonly version: number } | { readonly fate: MailFate }> {
  for (let poll = 0; poll <= POLLS; poll++) {
    const existing = await table.get(key);
    if (existing?.body['state'] === 'sent') {
      return { fate: { messageId: existing.body['messageId'] as string, isNew: false } };
    }
    if (!existing || !isLeased(existing, leaseSeconds)) {
      const version = await takeClaim(table, key, messageId, existing);
      if (version !== undefined) return { version };
    } else {
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    }
  }
  const { failures } = (await table.get(key))?.body ?? {};
  if (failures !== undefined) throw new TransientError('Twice no answer came to this mail: it is left alone until its claim is over.');
  throw new MailUnderWayError('Another call is sending this mail, or died at it; ask again when its claim is over.');
}

/** Undefined if another call was quicker. */
async function takeClaim(table: Table, key: Key, messageId: string, existing?: Item): Promise<number | undefined> {
  const { failures } = existing?.body ?? {};
  const body = { schema: 1, state: 'claimed', messageId, claimedAt: now().toISOString(), ...(failures === undefined ? {} : { failures }) };
  try {
    await table.write([{ put: { ...key, body }, if: existing?.version ?? 'absent' }]);
    return (existing?.version ?? 0) + 1;
  } catch (error) {
    if (error instanceof ConditionFailedError) return undefined;
    throw error;
  }
}

async function deliver(
  table: Table,
  transport: Transport,
  message: Message,
  mime: Uint8Array,
  key: Key,
  version: number,
): Promise<boolean> {
  try {
    return await transport.deliver(mime, message);
  } catch (error) {
    if (!(error instanceof NotSentError)) {
      await giveUp(table, key, version);
      throw error;
    }
    await table.write([{ delete: key, if: version }]).catch(ignoreTakenOver);
    throw error.cause;
  }
}

/**
 * No answer came, so the mail may have left; but nobody is behind the claim any more, and the next call sends it, perhaps
 * again. Where that one gets no answer either, its claim stays until it is over: no third mail leaves on its heels.
 */
async function giveUp(table: Table, key: Key, version: number): Promise<void> {
  const claimed = (await table.get(key))?.body;
  if (claimed?.['state'] !== 'claimed') return;
  const isFirst = claimed['failures'] === undefined;
  const body = { ...claimed, state: isFirst ? 'unanswered' : 'claimed', failures: isFirst ? 1 : 2 };
  await table.write([{ put: { ...key, body }, if: version }]).catch(ignoreTakenOver);
}

/** A claim of the future is one of a clock that was put back since, or of another machine's: its lease ends as well. */
function isLeased(existing: Item, leaseSeconds: number): boolean {
  if (existing.body['state'] === 'unanswered') return false;
  const claimedAt = new Date(existing.body['claimedAt'] as string).getTime();
  return Math.abs(now().getTime() - claimedAt) < leaseSeconds * 1000;
}

function claimKey(messageKey: string): Key {
  const slash = messageKey.indexOf('/');
  if (slash < 1 || slash === messageKey.length - 1) {
    throw new InvalidInputError(`A mail's key is the seller's id, a slash and more, not ${JSON.stringify(messageKey)}.`);
  }
  return { pk: `${messageKey.slice(0, slash)}|MAIL`, sk: messageKey.slice(slash + 1) };
}

function ignoreTakenOver(error: unknown): void {
  if (!(error instanceof ConditionFailedError)) throw error;
}
