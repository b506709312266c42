import PostalMime, { decodeWords } from 'postal-mime';
import { z } from 'zod';
import { NotFoundError } from '../../shared/errors.ts';
import { outboxName } from '../../shared/outbox-name.ts';
import { instant } from '../../shared/period.ts';
import { outbox, table } from '../../shared/ports.ts';
import { allItems } from '../../shared/table.ts';

const sent = z.object({ state: z.literal('sent'), sentAt: instant });

/** A mail of the outbox in a list. */
export interface ListedMail {
  /** Of the message, behind the seller's id. */
  readonly key: string;
  readonly sentAt: string;
  readonly to: string;
  readonly subject: string;
}

/** A mail as its headers, text, page and attachments say it. */
export interface ReadMail {
  readonly key: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | undefined;
  readonly attachments: readonly { readonly name: string; readonly contentType: string; readonly bytes: Uint8Array }[];
}

/** Mails that went out, the latest first, from a place on; undefined where they are not kept. */
export async function outboxPage(
  sellerId: string,
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<{ mails: ListedMail[]; next?: number } | undefined> {
  if (!outbox()) return undefined;
  // In the order of their keys: the order of time is not stored, and an outbox is that of one machine.
  const records = (await allItems(table(), { pk: `${sellerId}|MAIL` })).flatMap(({ sk, body }) => {
    const read = sent.safeParse(body);
    return read.success ? [{ key: sk, sentAt: read.data.sentAt }] : [];
  });
  const sorted = records.sort((a, b) => b.sentAt.localeCompare(a.sentAt) || b.key.localeCompare(a.key));
  const mails = await Promise.all(sorted.slice(from, from + limit).map((it) => listed(sellerId, it)));
  return { mails, ...(sorted.length > from + limit ? { next: from + limit } : {}) };
}

/** @throws {NotFoundError} if there is no such mail */
export async function readMail(sellerId: string, key: string): Promise<ReadMail> {
  const bytes = await bytesOf(sellerId, key);
  if (!bytes) throw new NotFoundError('There is no such mail in the outbox.');
  const { headers, subject = '', text = '', html, attachments } = await PostalMime.parse(bytes);
  return {
    key,
    headers: headers.filter((it) => !/^(content-|mime-)/.test(it.key)).map((it) => [it.originalKey, decodeWords(it.value)]),
    subject,
    text,
    html,
    attachments: attachments.map(({ filename, mimeType, content }) => ({
      name: filename ?? 'attachment',
      contentType: mimeType,
      bytes: new Uint8Array(content as ArrayBuffer),
    })),
  };
}

async function listed(sellerId: string, { key, sentAt }: { key: string; sentAt: string }): Promise<ListedMail> {
  const bytes = await bytesOf(sellerId, key);
  if (!bytes) return { key, sentAt, to: '–', subject: 'No more in the outbox' };
  // The head is all that a list says.
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { to, subject = '' } = await PostalMime.parse(head.subarray(0, head.indexOf('\r\n\r\n') + 4));
  return { key, sentAt, to: to?.[0]?.address ?? '–', subject };
}

async function bytesOf(sellerId: string, key: string): Promise<Uint8Array | undefined> {
  return outbox()?.get(outboxName(`${sellerId}/${key}`));
}
