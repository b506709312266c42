/** Changes and queries of the Table port in DynamoDB's expressions. */
import type { PutCommandInput, QueryCommandInput, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';

import type { Range } from '../table-range.ts';
import type { Change, Condition, NewRecord, Query } from '../table.ts';
import { packed } from './packed-body.ts';

/** Attributes by their placeholders: some of the names are reserved words. */
const NAMES = { '#pk': 'pk', '#sk': 'sk', '#version': 'version', '#body': 'body', '#expiresAt': 'expiresAt' };

// DynamoDB's own expiry may come days late: a record past its time counts as absent from then on.
const LIVE = '(attribute_not_exists(#expiresAt) OR #expiresAt >= :now)';
const PRESENT = `attribute_exists(#pk) AND ${LIVE}`;
const ABSENT = 'attribute_not_exists(#pk) OR #expiresAt < :now';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

interface Placeholders {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
}

/** @param nowSeconds epoch seconds, may be fractional */
export function transactItem(TableName: string, change: Change, nowSeconds: number): TransactItem {
  const condition = conditionOf(change.if);
  if ('put' in change) {
    const { pk, sk } = change.put;
    const update = updateOf(change.put, change.if);
    const values = { ...valuesOf(change.put, change.if), ':now': nowSeconds };
    return {
      Update: {
        TableName,
        Key: { pk, sk },
        UpdateExpression: update,
        ...(condition && { ConditionExpression: condition }),
        ...placeholders(`${update} ${condition ?? ''}`, values),
      },
    };
  }
  const { pk, sk } = 'delete' in change ? change.delete : change.check;
  const values = { ':now': nowSeconds, ':version': change.if };
  if ('delete' in change) {
    const conditional = condition && { ConditionExpression: condition, ...placeholders(condition, values) };
    return { Delete: { TableName, Key: { pk, sk }, ...conditional } };
  }
  const required = condition!;
  return {
    ConditionCheck: { TableName, Key: { pk, sk }, ConditionExpression: required, ...placeholders(required, values) },
  };
}

/** A put that leaves what is there, and brings it back in the error. */
export function putIfAbsent(TableName: string, record: NewRecord, nowSeconds: number): PutCommandInput {
  const { pk, sk, expiresAt } = record;
  return {
    TableName,
    Item: { pk, sk, version: 1, body: packed(record), ...(expiresAt !== undefined && { expiresAt }) },
    ConditionExpression: ABSENT,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    ...placeholders(ABSENT, { ':now': nowSeconds }),
  };
}

/** One page; records past their time are filtered out, so a page may be empty and have a next one. */
export function rangeQuery(TableName: string, query: Query, range: Range, nowSeconds: number): QueryCommandInput {
  const { pk, limit, reverse = false } = query;
  const keys = `#pk = :pk${sortKeyCondition(range)}`;
  const values = { ':pk': pk, ':from': range.from, ':to': range.to, ':prefix': range.prefix, ':now': nowSeconds };
  return {
    TableName,
    ConsistentRead: true,
    KeyConditionExpression: keys,
    FilterExpression: LIVE,
    ScanIndexForward: !reverse,
    ...placeholders(`${keys} ${LIVE}`, values),
    ...(limit !== undefined && { Limit: limit }),
    ...(range.after !== undefined && { ExclusiveStartKey: { pk, sk: range.after } }),
  };
}

function conditionOf(condition: Condition | undefined): string | undefined {
  if (condition === undefined) return undefined;
  if (condition === 'absent') return ABSENT;
  return condition === 'present' ? PRESENT : `${PRESENT} AND #version = :version`;
}

/** The version is counted on the server, so that an unconditional put needs no read. */
function updateOf({ expiresAt }: NewRecord, condition: Condition | undefined): string {
  const isCounted = condition === undefined || condition === 'present';
  const version = isCounted ? 'if_not_exists(#version, :zero) + :one' : ':next';
  const expiry = expiresAt === undefined ? ' REMOVE #expiresAt' : ', #expiresAt = :expiresAt';
  return `SET #body = :body, #version = ${version}${expiry}`;
}

function valuesOf(record: NewRecord, condition: Condition | undefined): Record<string, unknown> {
  const next = typeof condition === 'number' ? condition + 1 : 1;
  return { ':body': packed(record), ':expiresAt': record.expiresAt, ':zero': 0, ':one': 1, ':next': next, ':version': condition };
}

function sortKeyCondition({ from, to, prefix }: Range): string {
  if (prefix !== undefined) return ' AND begins_with(#sk, :prefix)';
  if (from !== undefined && to !== undefined) return ' AND #sk BETWEEN :from AND :to';
  if (from !== undefined) return ' AND #sk >= :from';
  return to === undefined ? '' : ' AND #sk <= :to';
}

/** The placeholders that `text` uses: DynamoDB refuses any other. */
function placeholders(text: string, values: Record<string, unknown>): Placeholders {
  const used = new Set(text.match(/[#:]\w+/g));
  const pick = (all: Record<string, unknown>) => Object.fromEntries(Object.entries(all).filter(([name]) => used.has(name)));
  return { ExpressionAttributeNames: pick(NAMES) as Record<string, string>, ExpressionAttributeValues: pick(values) };
}
