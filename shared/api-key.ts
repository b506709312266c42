import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { id as sellerId } from './catalog.ts';
import { sha256 } from './content-hash.ts';
import { DecisionRefusedError } from './errors.ts';
import { compareInstants, instant } from './period.ts';
import { person } from './person.ts';

/**
 * Keys by which product code posts usage, reads what was used and what it comes to, and places orders:
 * `sb_<id>_<secret>`. The id leads to the record, which holds the SHA-256 of the whole key and never the key.
 *
 * @see docs/sources.md#api-keys
 */

/** Digits and small letters that are not taken for one another: 32, so a character is five bits of a byte. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const ID_LENGTH = 12;
/** 160 bits: nobody guesses it, so a fast hash keeps it. */
const SECRET_LENGTH = 32;
/** Random bytes that a key is made of. */
export const KEY_BYTES = ID_LENGTH + SECRET_LENGTH;
const KEY = new RegExp(`^sb_([${ALPHABET}]{${ID_LENGTH}})_[${ALPHABET}]{${SECRET_LENGTH}}$`);

/** Sellers of a key at most: each has an entry in its audit log in the transaction of the key. */
export const MOST_SELLERS = 20;
/** Days that a key may go on beside the one that replaces it. */
const MOST_OVERLAP_DAYS = 90;
const DAY_MILLISECONDS = 86_400_000;

export const keyId = z
  .string()
  .regex(new RegExp(`^[${ALPHABET}]{${ID_LENGTH}}$`), 'expected the id of an API key: the 12 characters behind sb_');
export const keyHash = z.string().regex(/^[0-9a-f]{64}$/, 'expected the SHA-256 of the key in hex');
export const keySellers = z
  .array(sellerId)
  .min(1)
  .max(MOST_SELLERS)
  .transform((ids) => [...new Set(ids)].sort());
export const keyLabel = z.string().trim().min(1).max(80);
/** What a key may do: post usage; read what was used, and previews of bills; place orders, change them, and look at them. */
export const keyRight = z.enum(['post', 'read', 'order']);
export type KeyRight = z.infer<typeof keyRight>;
export const keyRights = z
  .array(keyRight)
  .min(1)
  .transform((rights) => [...new Set(rights)].sort());
export const overlapDays = z.number().int().min(0).max(MOST_OVERLAP_DAYS);

export const apiKey = z.object({
  schema: z.literal(1),
  id: keyId,
  hash: keyHash,
  /** Sellers it is for. */
  sellers: z.array(sellerId).min(1),
  /** What it may do; one that says nothing may post usage, and no more. */
  may: z.array(keyRight).min(1).optional(),
  /** What it is for, in the words of whoever made it. */
  label: keyLabel,
  createdAt: instant,
  createdBy: person,
  /** It is refused from this instant on; a key without one lasts until it is revoked. */
  expiresAt: instant.optional(),
  /** The key that was made to take its place. */
  replacedBy: keyId.optional(),
  revokedAt: instant.optional(),
  revokedBy: person.optional(),
});
export type ApiKey = z.infer<typeof apiKey>;

/** A key without its hash: what a list shows. */
export type ListedKey = Omit<ApiKey, 'hash'> & { readonly state: KeyState };
export type KeyState = 'valid' | 'expired' | 'revoked';

/** The text of a new key. @param bytes KEY_BYTES random ones: no step makes them, its caller does */
export function keyText(bytes: Uint8Array): string {
  if (bytes.byteLength !== KEY_BYTES) throw new RangeError(`A key is made of ${KEY_BYTES} random bytes, not of ${bytes.byteLength}.`);
  const characters = Array.from(bytes, (byte) => ALPHABET[byte & 31]).join('');
  return `sb_${characters.slice(0, ID_LENGTH)}_${characters.slice(ID_LENGTH)}`;
}

/** The id in the text of a key, or undefined if it is no key. */
export function idInKey(text: string): string | undefined {
  return KEY.exec(text)?.[1];
}

/** What is kept of a key. */
export const hashOfKey = sha256;

/** Stands in for the hash of an id that nobody has, so that its key is hashed and compared like any other. */
const NOBODY = sha256('');

/**
 * Whether a text is the key of this record and may be used: not expired, and never revoked, whatever the clock of
 * whoever revoked it said.
 *
 * @param at instant of the request
 */
export function isUsable(found: ApiKey | undefined, text: string, at: string): found is ApiKey {
  const isIt = timingSafeEqual(Buffer.from(hashOfKey(text), 'hex'), Buffer.from(found?.hash ?? NOBODY, 'hex'));
  return isIt && found !== undefined && stateOf(found, at) === 'valid';
}

export function stateOf({ revokedAt, expiresAt }: ApiKey, at: string): KeyState {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && compareInstants(at, expiresAt) >= 0 ? 'expired' : 'valid';
}

export function mayDo({ may = ['post'] }: ApiKey, right: KeyRight): boolean {
  return may.includes(right);
}

/** What makes one key take the place of another. */
export interface Rotation {
  readonly id: string;
  readonly hash: string;
  readonly by: string;
  readonly at: string;
  /** Days the old key goes on beside the new one; 0 ends it at once. */
  readonly overlapDays: number;
}

/**
 * A key and the one that takes its place: same sellers, same rights, same label, and as long a life as it was made for.
 *
 * @throws {DecisionRefusedError} if the old one is no longer valid or has been replaced before
 */
export function rotated(old: ApiKey, { id, hash, by, at, overlapDays: days }: Rotation): { readonly old: ApiKey; readonly next: ApiKey } {
  const state = stateOf(old, at);
  if (old.replacedBy !== undefined)
    throw new DecisionRefusedError(`API key ${old.id} was replaced by ${old.replacedBy} before: rotate that one.`);
  if (state !== 'valid') throw new DecisionRefusedError(`API key ${old.id} is ${state}: create a new one.`);
  const life = old.expiresAt === undefined ? undefined : Date.parse(old.expiresAt) - Date.parse(old.createdAt);
  const end = later(at, days * DAY_MILLISECONDS);
  return {
    old: {
      ...old,
      replacedBy: id,
      expiresAt: old.expiresAt !== undefined && compareInstants(old.expiresAt, end) < 0 ? old.expiresAt : end,
    },
    next: {
      ...{ schema: 1 as const, id, hash, sellers: old.sellers, label: old.label, createdAt: at, createdBy: by },
      ...(old.may === undefined ? {} : { may: old.may }),
      ...(life === undefined ? {} : { expiresAt: later(at, life) }),
    },
  };
}

function later(at: string, milliseconds: number): string {
  return new Date(Date.parse(at) + milliseconds).toISOString();
}
