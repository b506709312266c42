import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { auditChanges } from './audit.store.ts';
import type { Act } from './audit.ts';
import { customerUrl } from './config.ts';
import { claimedBy, isMadeWith, linkToken } from './customer-link.ts';
import { isByLink } from './delivery.ts';
import { ConditionFailedError, TransientError } from './errors.ts';
import type { Invoice } from './invoice.ts';
import { table } from './ports.ts';
import type { Key } from './table.ts';

/** The key that links of a seller's documents are made with: made where the first is, and by a person who ends all. */
const linkKey = z.object({ schema: z.literal(1), number: z.int().min(1), secret: z.string() });
type LinkKey = z.infer<typeof linkKey>;

/** As strong as SHA-256. */
const KEY_BYTES = 32;

/**
 * The address of the page on which a customer finds a document, the same however often it is asked for until a person ends
 * links; undefined where nobody said where customers reach us.
 */
export async function customerLink(sellerId: string, number: string): Promise<string | undefined> {
  const base = customerUrl();
  if (base === undefined) return undefined;
  const key = await keyOf(sellerId);
  return `${base}/i/${linkToken({ key: key.number, sellerId, number }, secretOf(key))}`;
}

/** The page of an invoice for mails that ask for its money: for who pays by card there, or gets links instead of documents. */
export async function pageToPay({ seller, number, customer, paymentMeans }: Invoice): Promise<string | undefined> {
  return paymentMeans?.by === 'card' || isByLink(customer.delivery) ? customerLink(seller.id, number) : undefined;
}

/** Which document a link leads to; undefined where it was not made by us, or links were ended since. One small read. */
export async function documentOfLink(token: string): Promise<{ sellerId: string; number: string } | undefined> {
  const claimed = claimedBy(token);
  const item = claimed && (await table().get(keyPlace(claimed.sellerId)));
  if (!item) return undefined;
  const key = linkKey.parse(item.body);
  // A key that was replaced is kept nowhere.
  if (key.number !== claimed.key || !isMadeWith(token, claimed, secretOf(key))) return undefined;
  const { sellerId, number } = claimed;
  return { sellerId, number };
}

/**
 * Ends all links of a seller's documents: another key takes the place of the one they were made with.
 *
 * @throws {TransientError} if another call did the same at this moment
 */
export async function endLinks(sellerId: string, act: Act): Promise<void> {
  const item = await table().get(keyPlace(sellerId));
  const number = item ? linkKey.parse(item.body).number + 1 : 1;
  try {
    await table().write([
      { put: { ...keyPlace(sellerId), body: keyNumbered(number) }, if: item?.version ?? 'absent' },
      ...(await auditChanges(sellerId, 'seller', act)),
    ]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError('The key of links, or the audit log, changed in between.');
  }
}

/** The first one stays, whoever makes another at the same moment. */
async function keyOf(sellerId: string): Promise<LinkKey> {
  const found = await table().get(keyPlace(sellerId));
  if (found) return linkKey.parse(found.body);
  const made = keyNumbered(1);
  const [fate] = await table().append([{ ...keyPlace(sellerId), body: made }]);
  return fate?.stored === false ? linkKey.parse(fate.existing.body) : made;
}

function keyNumbered(number: number): LinkKey {
  return { schema: 1, number, secret: randomBytes(KEY_BYTES).toString('base64url') };
}

const secretOf = ({ secret }: LinkKey): Uint8Array => Buffer.from(secret, 'base64url');
const keyPlace = (sellerId: string): Key => ({ pk: `${sellerId}|links`, sk: 'key' });
