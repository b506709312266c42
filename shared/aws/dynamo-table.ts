/** The Table port on DynamoDB: one item a record, its body a native map or, if it is large, packed. */
import { randomUUID } from 'node:crypto';

import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  type DynamoDBDocumentClient,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

import { now } from '../clock.ts';
import { ConditionFailedError, TableLimitError, TransientError } from '../errors.ts';
import { inLanes } from '../lanes.ts';
import { requireKeyWithin, requireStorable, requireWritable } from '../table-limits.ts';
import { rangeOf, tokenAfter } from '../table-range.ts';
import type { AppendFate, Change, Item, NewRecord, Table } from '../table.ts';
import { asOurs, isTransientCode } from './aws-errors.ts';
import { putIfAbsent, rangeQuery, transactItem } from './dynamo-expressions.ts';
import { unpacked, type StoredBody } from './packed-body.ts';

/** Puts of one append under way at once, as many as the client keeps connections. */
const APPEND_LANES = 50;
const WRITE_ATTEMPTS = 5;
const BACKOFF_MILLISECONDS = 25;

interface Stored {
  readonly pk: string;
  readonly sk: string;
  readonly version: number;
  readonly body: StoredBody;
  readonly expiresAt?: number;
}

/**
 * An answer that was lost is asked for again under the same token, so a write takes effect once. Who writes again after
 * a TransientError begins another write: its conditions tell whether the first took effect. An append that lost its
 * answer may find its own record and report it as existing, so its caller compares.
 *
 * @param tableName table with `pk` (hash) and `sk` (range), text both, and time to live on `expiresAt`
 */
export function dynamoTable(client: DynamoDBDocumentClient, tableName: string): Table {
  return {
    name: tableName,
    get: async (key) => {
      requireKeyWithin(key);
      const input = { TableName: tableName, Key: { pk: key.pk, sk: key.sk }, ConsistentRead: true };
      const { Item: found } = await client.send(new GetCommand(input)).catch(throwOurs);
      const stored = found as Stored | undefined;
      return stored && (stored.expiresAt ?? Infinity) >= nowSeconds() ? itemOf(stored) : undefined;
    },
    query: async (query) => {
      const range = rangeOf(query);
      if (!range) return { items: [] };
      const input = rangeQuery(tableName, query, range, nowSeconds());
      const page = await client.send(new QueryCommand(input)).catch(throwOurs);
      const items = (page.Items as Stored[]).map(itemOf);
      const last = page.LastEvaluatedKey as Stored | undefined;
      return last ? { items, next: tokenAfter(last.sk) } : { items };
    },
    write: async (changes) => {
      requireWritable(changes);
      if (changes.length === 0) return;
      await transact(
        client,
        changes.map(snapshot).map((change) => transactItem(tableName, change, nowSeconds())),
      );
    },
    append: async (records) => {
      for (const record of records) requireStorable(record);
      return appendRecords(client, tableName, structuredClone(records));
    },
  };
}

async function transact(client: DynamoDBDocumentClient, TransactItems: TransactWriteCommandInput['TransactItems']): Promise<void> {
  // The same for every attempt: one whose answer was lost does not take effect twice. A token lasts ten minutes, far
  // longer than all attempts of a write.
  const input = { TransactItems, ClientRequestToken: randomUUID() };
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new TransactWriteCommand(input));
      return;
    } catch (error) {
      const reason = reasonOf(error);
      // Anything else that passes the client has tried again by itself.
      const isCancelled = error instanceof TransactionCanceledException && reason instanceof TransientError;
      if (!isCancelled || attempt === WRITE_ATTEMPTS) throw reason;
      await pause(BACKOFF_MILLISECONDS * 2 ** attempt * Math.random());
    }
  }
}

/** What a failed transaction means: a condition, a limit, or something that passes. */
function reasonOf(error: unknown): unknown {
  if (!(error instanceof TransactionCanceledException)) return ours(error);
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
  const failed = codes.flatMap((code, i) => (code === 'ConditionalCheckFailed' ? [i] : []));
  if (failed.length > 0) return new ConditionFailedError(failed);
  if (codes.some(isTransientCode)) return new TransientError(`DynamoDB was busy: ${error.message}`, { cause: error });
  return new TableLimitError(`DynamoDB refuses this transaction: ${error.message}`, { cause: error });
}

async function appendRecords(client: DynamoDBDocumentClient, tableName: string, records: readonly NewRecord[]): Promise<AppendFate[]> {
  // Records of one key go one after the other, so that the first of them stays.
  const positions = Map.groupBy(records.keys(), (i) => JSON.stringify([records[i]!.pk, records[i]!.sk]));
  const fates = new Array<AppendFate>(records.length);
  await inLanes(APPEND_LANES, [...positions.values()], async (sameKey) => {
    for (const i of sameKey) fates[i] = await appendRecord(client, tableName, records[i]!);
  });
  return fates;
}

async function appendRecord(client: DynamoDBDocumentClient, tableName: string, record: NewRecord): Promise<AppendFate> {
  try {
    await client.send(new PutCommand(putIfAbsent(tableName, record, nowSeconds())));
    return { stored: true };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw ours(error);
    return { stored: false, existing: itemOf(unmarshall(error.Item!) as Stored) };
  }
}

/** A change as it is now: the client reads it later, when the caller may have changed its objects. */
function snapshot(change: Change): Change {
  return structuredClone(change);
}

function itemOf({ pk, sk, version, body }: Stored): Item {
  return { pk, sk, version, body: unpacked(body) };
}

function ours(error: unknown): unknown {
  const { name, message } = error as Error;
  const isLimit = name === 'ValidationException' && /size|nesting/i.test(message);
  return isLimit ? new TableLimitError(message, { cause: error }) : asOurs(error);
}

function throwOurs(error: unknown): never {
  throw ours(error);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function nowSeconds(): number {
  return now().getTime() / 1000;
}
