/** What a data folder holds in the end, read from its databases and files past every port. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { type AuditHead, auditEntry, chainProblems } from '../../shared/audit.ts';
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

/** An invoice, or a credit note with its amounts below zero, with what lies in the archive for it. */
export interface BilledDocument {
  readonly number: string;
  readonly issueDate: string;
  readonly customer: string;
  readonly lines: readonly BilledLine[];
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
  readonly prepaid: number;
  readonly payable: number;
  /** Of everything but number and dates. */
  readonly content: string;
  /** Hash it was issued with; undefined if it was not. */
  readonly issued: string | undefined;
  /** Hash of the file in the archive. */
  readonly archived: string | undefined;
  /** A number under which nothing is billed, and a document that says so. */
  readonly isVoid: boolean;
  readonly isSent: boolean;
  readonly isOwed: boolean;
}

export interface RunRecord {
  readonly id: string;
  readonly month: string;
  readonly state: string;
  readonly isDryRun: boolean;
  readonly round: number;
  /** Of what was reviewed last. */
  readonly contentHash: string | undefined;
  readonly manifest: { readonly hash: string; readonly previousHash: string | null } | undefined;
  /** Lines of the list that was sealed: customer and attempt, in the order of their numbers. */
  readonly sealed: readonly { readonly customerId: string; readonly attempt: number }[];
}

/** A period of a subscription that stands as billed for good, by its last bill. */
export interface Settled {
  readonly customer: string;
  /** Of the part in which the subscription ran. */
  readonly start: number;
  /** Bills so far: 1, and one more for each correction. */
  readonly bills: number;
  /** Whether the claims before it are all there. */
  readonly isWhole: boolean;
  /** Events the last bill was priced on. */
  readonly ids: readonly string[];
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
  readonly settled: readonly Settled[];
  /** Cents of credit that attempts have reserved: by customer, run and attempt. */
  readonly reserved: ReadonlyMap<string, number>;
  /** Claims of runs that may claim nothing, or that nobody ended. */
  readonly strayClaims: readonly string[];
  /** What is wrong with the chains of the audit log. */
  readonly auditProblems: readonly string[];
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
    reserved: new Map(under('credits|').flatMap(({ pk, sk, body }) => (sk === 'head' ? [] : [reservedBy(pk, body)]))),
    ...claimsIn(under('claims|'), records),
    auditProblems: auditProblemsIn(records),
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

interface StoredRecord {
  readonly pk: string;
  readonly sk: string;
  readonly body: Body;
}

function documentsOf(facts: readonly StoredRecord[], archive: ReadonlyMap<string, Buffer>): BilledDocument[] {
  const numbers = [...new Set(facts.map(({ pk }) => pk.split('|')[2]!))].sort();
  return numbers.map((number) => {
    const fact = (name: string): Body | undefined => facts.find(({ pk, sk }) => pk.endsWith(`|${number}`) && sk === name)?.body;
    const issued = fact('issued') as { archiveKey: string; hash: string; isVoid?: boolean } | undefined;
    const file = issued && archive.get(issued.archiveKey);
    const isVoid = fact('void') !== undefined;
    const content = (isVoid ? fact('void') : fact('content')) ?? {};
    const { number: _, issueDate, dueDate: __, ...rest } = content;
    const {
      kind,
      customer,
      customerId,
      lines = [],
      totals = {},
    } = content as {
      customer?: { id: string };
      customerId?: string;
      lines?: never[];
      totals?: Record<string, string>;
      kind?: string;
    };
    const sign = kind === 'credit-note' ? -1 : 1;
    const owed = (name: string): number => sign * cents(totals[name] ?? '0.00');
    return {
      number,
      issueDate: String(issueDate),
      customer: customer?.id ?? customerId ?? '',
      lines: lines.map((line) => lineOf(line, sign)),
      net: owed('net'),
      tax: owed('tax'),
      gross: owed('gross'),
      prepaid: owed('prepaid'),
      payable: owed('payable'),
      content: contentHash(rest),
      issued: issued?.hash,
      archived: file && sha256(file),
      isVoid,
      isSent: fact('sent') !== undefined,
      isOwed: fact('receivable') !== undefined,
    };
  });
}

interface StoredLine {
  period: { start: string; end: string };
  quantity: string;
  net: string;
  trace: { subscription: string; price: string; events?: number };
}

function lineOf(line: StoredLine, sign: 1 | -1): BilledLine {
  const { period, quantity, net, trace } = line;
  return {
    subscription: trace.subscription,
    start: Date.parse(period.start),
    end: Date.parse(period.end),
    price: trace.price,
    quantity: sign * Number(quantity),
    cents: sign * cents(net),
    events: trace.events ?? 0,
  };
}

function reservedBy(pk: string, { runId, attempt, parts }: Body): [string, number] {
  const amounts = (parts as { amount: string }[]).map(({ amount }) => cents(amount));
  return [`${pk.split('|')[2]} ${String(runId)} ${String(attempt)}`, amounts.reduce((sum, amount) => sum + amount, 0)];
}

function runOf(body: Body, data: string, records: readonly StoredRecord[], pk: string): RunRecord {
  const seal = records.find((it) => it.pk === pk && it.sk === 'seal')?.body as { list: { key: string } } | undefined;
  const list = seal ? readFileSync(join(data, 'files', seal.list.key), 'utf8') : '';
  return {
    id: String(body['id']),
    month: String(body['month']),
    state: String(body['state']),
    isDryRun: body['isDryRun'] === true,
    round: Number(body['round']),
    contentHash: (body['review'] as { contentHash: string } | undefined)?.contentHash,
    manifest: body['manifest'] as RunRecord['manifest'],
    sealed: list.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as { customerId: string; attempt: number }])),
  };
}

/** What stands as billed, by the claims of closed runs; and claims that should not be. */
function claimsIn(claims: readonly StoredRecord[], records: readonly StoredRecord[]): Pick<EndState, 'settled' | 'strayClaims'> {
  const at = (pk: string, sk: string): Body | undefined => records.find((it) => it.pk === pk && it.sk === sk)?.body;
  const attempts = new Map(
    records.flatMap(({ pk, body }) => (pk.includes('|attempts|') ? [[`${pk.split('|')[2]} ${String(body['customerId'])}`, body]] : [])),
  );
  const chains = new Map<string, Body[]>();
  const strayClaims: string[] = [];
  for (const { pk, sk, body } of claims) {
    const [run, customer] = [String(body['runId']), String(body['customerId'])];
    const { state, isDryRun } = at(`${SELLER}|run|${run}`, 'run') ?? {};
    if (isDryRun === true) strayClaims.push(`${pk} ${sk} is claimed by the dry run ${run}`);
    const isPast = Number(attempts.get(`${run} ${customer}`)?.['attempt'] ?? 1) > Number(body['attempt']);
    if (state !== 'closed' || isPast) continue;
    const key = `${pk} ${sk.split('|')[0]}`;
    chains.set(key, [...(chains.get(key) ?? []), body]);
  }
  const settled = [...chains.values()].map((chain): Settled => {
    const last = chain.at(-1)!;
    const { runId, customerId, attempt, subscriptionId, whole } = last as Record<string, string> & { whole: { start: string } };
    const snapshot = at(`${SELLER}|draft|${runId}|${customerId}`, `snapshot|${attempt}`)?.['snapshot'] as
      { periods: SnapshotPeriod[] } | undefined;
    const period = snapshot?.periods.find((it) => it.subscriptionId === subscriptionId && it.servicePeriod.whole.start === whole.start);
    return {
      customer: customerId!,
      start: Date.parse(period?.servicePeriod.part.start ?? whole.start),
      bills: chain.length,
      isWhole: chain.every((body, i) => body['sequence'] === i),
      ids: Object.values(period?.ids ?? {})
        .flat()
        .sort(),
    };
  });
  return { settled, strayClaims };
}

interface SnapshotPeriod {
  readonly subscriptionId: string;
  readonly servicePeriod: { readonly whole: { readonly start: string }; readonly part: { readonly start: string } };
  readonly ids?: Readonly<Record<string, readonly string[]>>;
}

function auditProblemsIn(records: readonly StoredRecord[]): string[] {
  const chains = new Map<string, StoredRecord[]>();
  for (const record of records) if (record.pk.endsWith('|audit')) chains.set(record.pk, [...(chains.get(record.pk) ?? []), record]);
  return [...chains].flatMap(([chain, entries]) => {
    const head = entries.find(({ sk }) => sk === 'head')?.body as AuditHead | undefined;
    const acts = entries.flatMap(({ sk, body }) => (sk.startsWith('entry|') ? [auditEntry.parse(body)] : []));
    const twice = ['opened', 'sealed', 'closed', 'numbered'].filter((action) => acts.filter((act) => act.action === action).length > 1);
    return [...chainProblems(acts, head), ...twice.map((action) => `It was ${action} more than once.`)].map(
      (problem) => `${chain}: ${problem}`,
    );
  });
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
