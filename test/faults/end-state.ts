/** What a data folder holds in the end, read from its databases and files past every port. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { contentHash, sha256 } from '../../shared/content-hash.ts';
import { SELLER } from './world.ts';

type Body = Record<string, unknown>;

/** A line as it was billed. */
export interface BilledLine {
  readonly subscription: string;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly price: string;
  readonly quantity: number;
  readonly cents: number;
  readonly events: number;
}

/** An invoice with what lies in the archive for it. */
export interface BilledDocument {
  readonly number: string;
  readonly issueDate: string;
  readonly customer: string;
  readonly lines: readonly BilledLine[];
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
  /** Of everything but number and dates. */
  readonly content: string;
  /** Hash it was issued with; undefined if it was not. */
  readonly issued: string | undefined;
  /** Hash of the file in the archive. */
  readonly archived: string | undefined;
  readonly isSent: boolean;
  readonly isOwed: boolean;
}

export interface RunRecord {
  readonly id: string;
  readonly month: string;
  readonly state: string;
  readonly isDryRun: boolean;
  readonly round: number;
  readonly manifest: { readonly hash: string; readonly previousHash: string | null } | undefined;
  /** Lines of the list that was sealed: customer and attempt, in the order of their numbers. */
  readonly sealed: readonly { readonly customerId: string; readonly attempt: number }[];
}

/** Which events an attempt was priced on, by period and meter. */
export interface Snapshot {
  readonly run: string;
  readonly customer: string;
  readonly attempt: number;
  readonly periods: readonly { readonly start: number; readonly end: number; readonly ids: readonly string[] }[];
}

export interface SentMail {
  readonly number: string;
  readonly messageId: string;
  /** Hash of the attached document. */
  readonly attached: string;
}

export interface EndState {
  readonly documents: readonly BilledDocument[];
  readonly runs: readonly RunRecord[];
  readonly counters: ReadonlyMap<string, number>;
  /** Numbers bound to drafts. */
  readonly bound: readonly { readonly number: string; readonly run: string; readonly customer: string; readonly attempt: number }[];
  readonly snapshots: readonly Snapshot[];
  readonly mails: readonly SentMail[];
  readonly executions: readonly { readonly machine: string; readonly name: string; readonly status: string; readonly reason: string }[];
  /** PDFs in the archive by path, and their hash. */
  readonly archive: ReadonlyMap<string, string>;
  /** Hash over everything that a further command must leave as it is. */
  readonly picture: string;
}

export function endStateOf(data: string): EndState {
  const table = rows(join(data, 'table.db'), 'SELECT pk, sk, version, body FROM record ORDER BY pk, sk');
  const records = table.map(({ pk, sk, body }) => ({ pk: String(pk), sk: String(sk), body: JSON.parse(String(body)) as Body }));
  const under = (beginning: string): typeof records => records.filter(({ pk }) => pk.startsWith(`${SELLER}|${beginning}`));
  const archive = filesIn(join(data, 'archive'));
  const outbox = filesIn(join(data, 'outbox'));
  return {
    documents: documentsOf(under('invoice|'), archive),
    runs: under('run|').flatMap(({ pk, sk, body }) => (sk === 'run' ? [runOf(body, data, records, pk)] : [])),
    counters: new Map(under('series').map(({ sk, body }) => [sk, Number(body['last'])])),
    bound: under('numbers|').map(({ body }) => ({
      number: String(body['number']),
      run: String(body['runId']),
      customer: String(body['customerId']),
      attempt: Number(body['attempt']),
    })),
    snapshots: under('draft|').flatMap(({ pk, sk, body }) => (sk.startsWith('snapshot|') ? [snapshotOf(pk, sk, body)] : [])),
    mails: [...outbox].flatMap(([path, bytes]) => mailsOf(path, bytes)),
    executions: rows(join(data, 'executions.db'), 'SELECT machine, name, status, error, cause FROM execution ORDER BY id').map(
      ({ machine, name, status, error, cause }) => ({
        machine: String(machine),
        name: String(name),
        status: String(status),
        reason: [error, cause].filter((text) => text !== null && text !== '').join(': '),
      }),
    ),
    archive: new Map([...archive].flatMap(([path, bytes]) => (path.endsWith('.pdf') ? [[path, sha256(bytes)]] : []))),
    picture: contentHash([table, hashesOf(archive), hashesOf(outbox)]),
  };
}

function documentsOf(facts: readonly { pk: string; sk: string; body: Body }[], archive: ReadonlyMap<string, Buffer>): BilledDocument[] {
  return facts
    .filter(({ sk }) => sk === 'content')
    .map(({ pk, body }) => {
      const { number, issueDate, dueDate: _, ...rest } = body as Body & { number: string; issueDate: string };
      const { customer, lines, totals } = body as { customer: { id: string }; lines: never[]; totals: Record<string, string> };
      const fact = (name: string): Body | undefined => facts.find((it) => it.pk === pk && it.sk === name)?.body;
      const issued = fact('issued') as { archiveKey: string; hash: string } | undefined;
      const file = issued && archive.get(issued.archiveKey);
      return {
        number,
        issueDate,
        customer: customer.id,
        lines: lines.map(lineOf),
        net: cents(totals['net']),
        tax: cents(totals['tax']),
        gross: cents(totals['payable']),
        content: contentHash(rest),
        issued: issued?.hash,
        archived: file && sha256(file),
        isSent: fact('sent') !== undefined,
        isOwed: fact('receivable') !== undefined,
      };
    });
}

function lineOf(line: {
  period: { start: string; end: string };
  quantity: string;
  net: string;
  trace: { subscription: string; price: string; events?: number };
}): BilledLine {
  const { period, quantity, net, trace } = line;
  return {
    subscription: trace.subscription,
    start: Date.parse(period.start),
    end: Date.parse(period.end),
    price: trace.price,
    quantity: Number(quantity),
    cents: cents(net),
    events: trace.events ?? 0,
  };
}

function runOf(body: Body, data: string, records: readonly { pk: string; sk: string; body: Body }[], pk: string): RunRecord {
  const seal = records.find((it) => it.pk === pk && it.sk === 'seal')?.body as { list: { key: string } } | undefined;
  const list = seal ? readFileSync(join(data, 'files', seal.list.key), 'utf8') : '';
  return {
    id: String(body['id']),
    month: String(body['month']),
    state: String(body['state']),
    isDryRun: body['isDryRun'] === true,
    round: Number(body['round']),
    manifest: body['manifest'] as RunRecord['manifest'],
    sealed: list.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as { customerId: string; attempt: number }])),
  };
}

function snapshotOf(pk: string, sk: string, body: Body): Snapshot {
  const [, , run = '', customer = ''] = pk.split('|');
  const { periods } = body['snapshot'] as { periods: { servicePeriod: { part: Body }; quantities: { ids: string[] }[] }[] };
  return {
    run,
    customer,
    attempt: Number(sk.split('|')[1]),
    periods: periods.map(({ servicePeriod, quantities }) => ({
      start: Date.parse(String(servicePeriod.part['start'])),
      end: Date.parse(String(servicePeriod.part['end'])),
      ids: quantities.flatMap(({ ids }) => ids),
    })),
  };
}

function mailsOf(path: string, bytes: Buffer): SentMail[] {
  const text = bytes.toString('latin1');
  const number = /invoice-(RE-\d{4}-\d+)/.exec(path)?.[1];
  if (number === undefined) return [];
  const attachment = /filename="?[^"\r\n]+\.pdf"?[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(text)?.[1] ?? '';
  return [
    { number, messageId: /^Message-ID: *(.+)$/im.exec(text)?.[1]?.trim() ?? '', attached: sha256(Buffer.from(attachment, 'base64')) },
  ];
}

function rows(file: string, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

function filesIn(folder: string): Map<string, Buffer> {
  if (!existsSync(folder)) return new Map();
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.tmp'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path)]));
}

function hashesOf(files: ReadonlyMap<string, Buffer>): [string, string][] {
  return [...files].map(([path, bytes]) => [path, sha256(bytes)]);
}

/** Of an amount with two digits behind the point. */
function cents(amount: string | undefined): number {
  if (!/^-?\d+\.\d\d$/.test(amount ?? '')) throw new Error(`${amount} is not an amount in euros and cents.`);
  return Number(amount!.replace('.', ''));
}
