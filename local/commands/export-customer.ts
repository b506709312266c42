import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { getCustomer } from '../../shared/catalog.store.ts';
import { now } from '../../shared/clock.ts';
import { sha256 } from '../../shared/content-hash.ts';
import { everyKey } from '../../shared/files.ts';
import { archive, files } from '../../shared/ports.ts';
import { customerRecords, KINDS } from '../customer-records.ts';
import type { CustomerRecord, Kind } from '../customer-records.ts';
import { outboxName } from '../../shared/outbox-name.ts';
import { CommandError } from './errors.ts';
import { typed } from './typed.ts';

/** What an export holds, as its manifest.json says it. */
export interface ExportManifest {
  readonly schema: 1;
  readonly sellerId: string;
  readonly customerId: string;
  readonly exportedAt: string;
  readonly files: readonly ExportedFile[];
}

interface ExportedFile {
  readonly path: string;
  readonly what: string;
  /** Records in it, one a line; 1 for a document. */
  readonly count: number;
  readonly bytes: number;
  readonly hash: string;
}

const WHAT: Readonly<Record<Kind, string>> = {
  profile: 'name, address and contacts as the catalog has them, and what is erased',
  subscriptions: 'plans that were agreed on',
  usage: 'usage events, those of backfills among them, and days of which some came late',
  quarantine: 'events that name the customer and could not be counted, with the reason',
  drafts: 'what runs measured, charged and drafted, with every attempt',
  claims: 'periods that are billed, and by which run',
  coupons: 'what bills took of coupons that are limited',
  credits: 'what bills took of credits; the profile has what was given',
  runs: 'what became of the customer in each run, and decisions that name it',
  orders: 'what was ordered, where it went, how it ended and what came back',
  invoices: 'invoices with every line and how it came about',
  receivables: 'what is owed, and how it was gone after',
  mails: 'mails that were sent with invoices and about orders, or went after them',
  audit: 'acts of people that name the customer or its numbers',
};

/**
 * Writes everything that is held about a customer into a folder: records as JSON Lines by kind, documents as PDF, mails
 * as they went out, and a manifest with counts and hashes. The folder appears whole or not at all.
 *
 * @throws {CommandError} if there is no such customer, or the folder holds something
 */
export async function exportCustomer(data: string, sellerId: string, customerId: string, folder: string): Promise<ExportManifest> {
  if (!(await getCustomer(sellerId, customerId))) throw new CommandError(`Seller "${sellerId}" has no customer "${customerId}".`);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new CommandError(`${folder} holds something already. Name another folder with --to.`);

  const half = `${folder}.half`;
  await rm(half, { recursive: true, force: true });
  const written: ExportedFile[] = [];
  const write = async (path: string, what: string, bytes: Uint8Array, count = 1): Promise<void> => {
    await mkdir(dirname(join(half, path)), { recursive: true });
    await writeFile(join(half, path), bytes);
    written.push({ path, what, count, bytes: bytes.byteLength, hash: sha256(bytes) });
  };

  const records = [...customerRecords(data, sellerId, customerId)];
  for (const kind of KINDS) {
    const some = records.filter((record) => record.kind === kind);
    const lines = some.map(({ pk, sk, body }) => `${JSON.stringify({ record: `${pk} ${sk}`, ...body })}\n`).join('');
    await write(`${kind}.jsonl`, WHAT[kind], new TextEncoder().encode(lines), some.length);
  }
  await writeDocuments(records, write);
  await writeWorkingFiles(sellerId, customerId, write);
  for (const { sk } of records.filter(({ kind }) => kind === 'mails')) {
    const path = join(data, 'outbox', outboxName(`${sellerId}/${sk}`));
    if (existsSync(path)) await write(`mails/${sk.replaceAll('/', '-')}.eml`, 'mail as it was sent', readFileSync(path));
  }

  const manifest: ExportManifest = { schema: 1, sellerId, customerId, exportedAt: now().toISOString(), files: written };
  await writeFile(join(half, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  if (existsSync(folder)) await rmdir(folder);
  await rename(half, folder);
  return manifest;
}

type Write = (path: string, what: string, bytes: Uint8Array, count?: number) => Promise<void>;

/** Issued documents of the customer's numbers, VOID ones and letters that went after them among them. */
async function writeDocuments(records: readonly CustomerRecord[], write: Write): Promise<void> {
  for (const { sk, body } of records) {
    const isIssued = sk === 'issued' || sk === 'adopted';
    if (!isIssued && body['letterKey'] === undefined) continue;
    const key = String(body[isIssued ? 'archiveKey' : 'letterKey']);
    const bytes = await archive().get(key);
    if (!bytes) throw new CommandError(`${key} is gone from the archive. What else is missing: ${typed('verify')}`);
    await write(`documents/${key.split('/').at(-1)}`, 'document as it was issued', bytes);
  }
}

/** Snapshots that are too large for a record, previews, and what lists and reviews of runs say of the customer. */
async function writeWorkingFiles(sellerId: string, customerId: string, write: Write): Promise<void> {
  const lines: string[] = [];
  for await (const key of everyKey(files(), `${sellerId}/runs/`)) {
    const [, , runId = '', ...rest] = key.split('/');
    const [kind, name = ''] = rest;
    const bytes = async (): Promise<Uint8Array> => (await files().get(key)) ?? new Uint8Array();
    if (kind === 'snapshots' && name.replace(/-\d+(@[0-9a-f]+)?\.json$/, '') === customerId)
      await write(`usage/${runId}-${name}`, 'usage a run was priced on', await bytes());
    if (kind === 'snapshots' && name === 'ids' && rest[2] === customerId)
      await write(`usage/${runId}-ids-${rest.slice(3).join('-')}`, 'ids of events a run was priced on', await bytes());
    if (kind === 'previews' && name.replace(/(@\d+)?\.pdf$/, '') === customerId)
      await write(`previews/${runId}-${name}`, 'draft of an invoice', await bytes());
    for (const entry of entriesOf(key, await bytes()))
      if (entry.customerId === customerId) lines.push(`${JSON.stringify({ file: key, ...entry })}\n`);
  }
  await write('lists.jsonl', 'what lists and reviews of runs say of the customer', new TextEncoder().encode(lines.join('')), lines.length);
}

/** Entries of a list, or of every list in a review. */
function entriesOf(key: string, bytes: Uint8Array): { readonly customerId?: string }[] {
  const text = new TextDecoder().decode(bytes);
  const lines = text.split('\n').filter((line) => line !== '');
  if (key.endsWith('.jsonl')) return lines.map((line) => JSON.parse(line) as { customerId?: string });
  if (!/\/review-[0-9a-f]+(@[0-9a-f]+)?\.json$/.test(key)) return [];
  const lists = Object.values(JSON.parse(text) as Record<string, unknown>).filter((it) => Array.isArray(it));
  return lists.flat().filter((it): it is { customerId?: string } => typeof it === 'object' && it !== null);
}

/** What was exported, a line each. */
export function exportReport({ customerId, files: all }: ExportManifest, folder: string): string[] {
  const records = all.filter(({ path }) => path.endsWith('.jsonl'));
  const others = all.filter(({ path }) => !path.endsWith('.jsonl'));
  const width = Math.max(...records.map(({ path }) => path.length));
  return [
    `Everything that is held about ${customerId} lies in ${folder}:`,
    ...records.map(({ path, count, what }) => `  ${path.padEnd(width)}  ${String(count).padStart(6)}  ${what}`),
    `  and ${others.length} files: documents, mails, previews; manifest.json lists them all with their hashes.`,
  ];
}
