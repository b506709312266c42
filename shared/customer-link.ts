import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { id } from './catalog.ts';

/** What a link leads to, and which of the seller's keys it was made with, from 1. */
export const linkedDocument = z.object({
  key: z.coerce.number().int().min(1),
  sellerId: id,
  number: z.string().regex(/^[^|]{1,100}$/),
});
export type LinkedDocument = z.infer<typeof linkedDocument>;

/** Bytes of an HMAC-SHA256 that a link carries: 192 bits, and no sign of base64 is filled up. */
const TAG_BYTES = 24;
const TAG_CHARACTERS = 32;
const MOST_CHARACTERS = 400;

/**
 * What a link carries: a tag of the seller's key, then what it leads to. So nobody makes one, or makes one of another, who
 * has not the key; and a link ends in a letter or digit, which programs for mail take as part of it.
 *
 * @param secret the key that the document names by its number
 * @see docs/sources.md#link-tags
 */
export function linkToken(document: LinkedDocument, secret: Uint8Array): string {
  const text = `${document.key}|${document.sellerId}|${document.number}`;
  const tag = createHmac('sha256', secret).update(`stepbill link ${text}`).digest().subarray(0, TAG_BYTES);
  return `${tag.toString('base64url')}${Buffer.from(text).toString('base64url')}`;
}

/** What a link says that it leads to, whoever made it; undefined if it is none. */
export function claimedBy(token: string): LinkedDocument | undefined {
  if (token.length > MOST_CHARACTERS || !/^[\w-]+$/.test(token)) return undefined;
  const [key, sellerId, number, ...more] = Buffer.from(token.slice(TAG_CHARACTERS), 'base64url').toString('utf8').split('|');
  const claimed = linkedDocument.safeParse({ key, sellerId, number });
  return claimed.success && more.length === 0 ? claimed.data : undefined;
}

/** Whether a link was made with this key, just as it is; how long it takes tells nothing of how much of it was right. */
export function isMadeWith(token: string, claimed: LinkedDocument, secret: Uint8Array): boolean {
  const [given, right] = [Buffer.from(token), Buffer.from(linkToken(claimed, secret))];
  return given.byteLength === right.byteLength && timingSafeEqual(given, right);
}
