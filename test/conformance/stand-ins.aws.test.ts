/** The AWS adapters on DynamoDB Local and MinIO, which `npm run test:aws` starts. */
import { randomUUID } from 'node:crypto';

import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { dynamoTable } from '../../shared/aws/dynamo-table.ts';
import { s3Files } from '../../shared/aws/s3-files.ts';
import { filesSuite } from './files-suite.ts';
import { tableSuite } from './table-suite.ts';

// Endpoint, region and keys come from the environment that scripts/test-aws.ts sets.
const dynamo = new DynamoDBClient();
const s3 = new S3Client({ forcePathStyle: true });

async function createTable(): Promise<string> {
  const TableName = `stepbill-${randomUUID()}`;
  await dynamo.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  return TableName;
}

tableSuite({
  name: 'DynamoDB Local',
  async open() {
    const name = await createTable();
    const documents = () => DynamoDBDocumentClient.from(dynamo);
    return { port: dynamoTable(documents(), name), again: dynamoTable(documents(), name), close: async () => {} };
  },
  // What it never answers (conflicts, throttling) is given by hand in dynamo-table.test.ts.
  cannotVouchFor: [],
});

filesSuite({
  name: 'MinIO',
  async open() {
    const [working, archive] = [`working-${randomUUID()}`, `archive-${randomUUID()}`];
    for (const Bucket of [working, archive]) await s3.send(new CreateBucketCommand({ Bucket }));
    const both = () => ({
      working: s3Files(s3, working, { isArchive: false }),
      archive: s3Files(s3, archive, { isArchive: true }),
    });
    return { port: both(), again: both(), close: async () => {} };
  },
  cannotVouchFor: [
    {
      sentence: 'lists nothing by a prefix that no key has',
      why: 'it refuses such prefixes; S3 finds nothing',
    },
    {
      sentence: 'gives undefined for a folder',
      why: 'it keeps objects as paths; S3 has no folders',
    },
    {
      sentence: 'takes every character a key may have, and 512 of them',
      why: 'it keeps objects as paths with limits of its own',
    },
  ],
});

describe('DynamoDB when an answer is lost', () => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient());
  let tableName: string;
  let losses = 0;

  beforeAll(async () => {
    tableName = await createTable();
    client.middlewareStack.add(
      (next) => async (args) => {
        if (losses === 0) return next(args);
        losses -= 1;
        await next(args).catch(() => undefined);
        throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      },
      { step: 'finalizeRequest', name: 'loseAnswers', priority: 'low' },
    );
  });
  afterEach(() => {
    losses = 0;
  });

  it('writes once and says so, although the first answers were lost', async () => {
    const table = dynamoTable(client, tableName);
    losses = 2;
    await table.write([{ put: { pk: 'seller', sk: 'a', body: { n: 1 } }, if: 'absent' }]);
    expect(losses).toBe(0);
    await table.write([{ put: { pk: 'seller', sk: 'a', body: { n: 2 } } }]);
    expect(await table.get({ pk: 'seller', sk: 'a' })).toMatchObject({ version: 2, body: { n: 2 } });
  });

  it('says that trying again may help when every answer is lost', async () => {
    const table = dynamoTable(client, tableName);
    losses = 1_000;
    await expect(table.get({ pk: 'seller', sk: 'a' })).rejects.toMatchObject({ name: 'TransientError' });
    losses = 1_000;
    const appending = table.append([{ pk: 'seller', sk: 'b', body: {} }]);
    await expect(appending).rejects.toMatchObject({ name: 'TransientError' });
    losses = 1_000;
    const writing = table.write([{ put: { pk: 'seller', sk: 'c', body: {} } }]);
    await expect(writing).rejects.toMatchObject({ name: 'TransientError' });
  });
});
