import { auditChanges } from './audit.store.ts';
import type { Act } from './audit.ts';
import { sha256 } from './content-hash.ts';
import { ConditionFailedError, TransientError } from './errors.ts';
import type { MailFate, Message } from './mail.ts';
import { type HeldMail, type MarkedAddress, markedAddress, type MarkKind } from './marked-address.ts';
import { mail, table } from './ports.ts';
import { allItems } from './table.ts';
import type { Change, Key } from './table.ts';

/** Mails that are listed of an address; who is written to more often than that is known to be a task by now. */
const MOST_HELD = 100;

/** What marks an address. */
export interface Mark {
  readonly address: string;
  readonly kind: MarkKind;
  readonly reason: string;
  /** Instant. */
  readonly at: string;
}

/**
 * Sends a mail to a customer, unless its address is marked: then it is listed with the address, once, for a person.
 *
 * @returns undefined if it was not sent
 */
export async function sendUnlessMarked(sellerId: string, message: Message): Promise<MailFate | undefined> {
  const { found, version } = await read(sellerId, message.to);
  if (!found || found.clearedAt !== undefined) return mail().send(message);
  const held: HeldMail = { key: message.key.slice(sellerId.length + 1), subject: message.subject, at: message.date.toISOString() };
  const isListed = found.held.length >= MOST_HELD || found.held.some(({ key }) => key === held.key);
  if (!isListed) await written([put(sellerId, { ...found, held: [...found.held, held] }, version)]);
  return undefined;
}

/**
 * Marks an address. One that is marked stays as it was marked first, and what happened before a person cleared it counts no
 * more, so that an event may come twice and late.
 *
 * @returns whether it was not marked yet
 * @throws {TransientError} if it changed in between
 */
export async function markAddress(sellerId: string, { address, kind, reason, at }: Mark, act?: Act): Promise<boolean> {
  const { found, version } = await read(sellerId, address);
  if (found && (found.clearedAt === undefined || found.clearedAt >= at)) return false;
  const marked: MarkedAddress = { schema: 1, address: normal(address), kind, reason, since: at, held: [] };
  await written([put(sellerId, marked, version), ...(act ? await auditChanges(sellerId, 'seller', act) : [])]);
  return true;
}

/**
 * Clears an address, so that mails go to it again. What was held back stays written down, so that whoever died before it was
 * sent finds it when asked again.
 *
 * @returns whether it was marked, and what was held back when it was marked last
 * @throws {TransientError} if it changed in between
 */
export async function clearAddress(sellerId: string, address: string, act: Act): Promise<{ isNew: boolean; held: readonly HeldMail[] }> {
  const { found, version } = await read(sellerId, address);
  if (!found || found.clearedAt !== undefined) return { isNew: false, held: found?.held ?? [] };
  await written([put(sellerId, { ...found, clearedAt: act.at }, version), ...(await auditChanges(sellerId, 'seller', act))]);
  return { isNew: true, held: found.held };
}

/** The addresses that are marked, the latest first. */
export async function markedAddresses(sellerId: string): Promise<MarkedAddress[]> {
  const items = await allItems(table(), { pk: partition(sellerId) });
  const marked = items.map(({ body }) => markedAddress.parse(body)).filter(({ clearedAt }) => clearedAt === undefined);
  return marked.sort((a, b) => b.since.localeCompare(a.since));
}

/** Names an address where it must not be read: in the audit log. */
export function addressHash(address: string): string {
  return sha256(normal(address));
}

async function read(sellerId: string, address: string): Promise<{ found?: MarkedAddress; version: number | undefined }> {
  const item = await table().get(keyOf(sellerId, address));
  return item ? { found: markedAddress.parse(item.body), version: item.version } : { version: undefined };
}

function put(sellerId: string, body: MarkedAddress, version: number | undefined): Change {
  return { put: { ...keyOf(sellerId, body.address), body }, if: version ?? 'absent' };
}

async function written(changes: Change[]): Promise<void> {
  try {
    await table().write(changes);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError('The marked address, or the audit log, changed in between.');
  }
}

/** Addresses are told apart without regard to case, as those who own them do. */
const normal = (address: string): string => address.trim().toLowerCase();
const partition = (sellerId: string): string => `${sellerId}|marked-addresses`;
const keyOf = (sellerId: string, address: string): Key => ({ pk: partition(sellerId), sk: addressHash(address) });
