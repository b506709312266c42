/** The Table and Files adapters under every fault, on DynamoDB Local and MinIO. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, it } from '@jest/globals';

import { dynamoTable } from '../../shared/aws/dynamo-table.ts';
import { s3Files } from '../../shared/aws/s3-files.ts';
import type { Files } from '../../shared/files.ts';
import type { Table } from '../../shared/table.ts';
import { FAULTS, faultyWay, withoutWaiting } from '../support/aws-faults.ts';
import { faultSuite, type Connection, type FaultyCall, type PreparedCall } from './fault-suite.ts';
import { freshBucket, freshTable } from './stand-ins.ts';

const tableName = await freshTable();
const table = dynamoTable(DynamoDBDocumentClient.from(new DynamoDBClient()), tableName);
let places = 0;
const freshPartition = (): string => `seller|faults-${++places}`;
const freshFolder = (): string => `seller/faults-${++places}`;

/** A call that only reads: what there is stays, and every answer is the same. */
function reading<Port>(ask: (port: Port) => Promise<unknown>, answer: unknown): PreparedCall<Port> {
  return { ask, answer, effect: async () => 'nothing', once: 'nothing', left: { before: 'nothing', after: 'nothing' } };
}

const versionsIn = async (pk: string): Promise<unknown> => (await table.query({ pk })).items.map(({ sk, version }) => [sk, version]);

const TABLE_CALLS: FaultyCall<Table>[] = [
  {
    call: 'get',
    request: 'GetItem',
    async prepare() {
      const key = { pk: freshPartition(), sk: 'a' };
      await table.append([{ ...key, body: { n: 1 } }]);
      return reading((port) => port.get(key), { ...key, version: 1, body: { n: 1 } });
    },
  },
  {
    call: 'query',
    request: 'Query',
    async prepare() {
      const pk = freshPartition();
      await table.append(['a', 'b'].map((sk) => ({ pk, sk, body: {} })));
      return reading(async (port) => (await port.query({ pk })).items.map(({ sk }) => sk), ['a', 'b']);
    },
  },
  {
    call: 'write of what is absent',
    request: 'TransactWriteItems',
    async prepare() {
      const pk = freshPartition();
      const changes = ['a', 'b'].map((sk) => ({ put: { pk, sk, body: {} }, if: 'absent' as const }));
      const once = [
        ['a', 1],
        ['b', 1],
      ];
      return {
        ask: (port) => port.write(changes),
        effect: () => versionsIn(pk),
        once,
        left: { before: [], after: once },
        answer: undefined,
        // Another write, of which nobody knows that it is the same: the store reads again and finds its own.
        answerIfAskedAgain: { error: 'ConditionFailedError' },
      };
    },
  },
  {
    call: 'write on the version that was read',
    request: 'TransactWriteItems',
    async prepare() {
      const pk = freshPartition();
      await table.append([{ pk, sk: 'counter', body: { n: 0 } }]);
      return {
        ask: (port) => port.write([{ put: { pk, sk: 'counter', body: { n: 1 } }, if: 1 }]),
        effect: () => versionsIn(pk),
        once: [['counter', 2]],
        left: { before: [['counter', 1]], after: [['counter', 2]] },
        answer: undefined,
        answerIfAskedAgain: { error: 'ConditionFailedError' },
      };
    },
  },
  {
    call: 'delete without a condition',
    request: 'TransactWriteItems',
    async prepare() {
      const pk = freshPartition();
      await table.append([{ pk, sk: 'a', body: {} }]);
      const ask = (port: Table) => port.write([{ delete: { pk, sk: 'a' } }]);
      return { ask, effect: () => versionsIn(pk), once: [], left: { before: [['a', 1]], after: [] }, answer: undefined };
    },
  },
  {
    call: 'append',
    request: 'PutItem',
    async prepare() {
      const record = { pk: freshPartition(), sk: 'a', body: { n: 1 } };
      return {
        ask: (port) => port.append([record]),
        effect: () => versionsIn(record.pk),
        once: [['a', 1]],
        left: { before: [], after: [['a', 1]] },
        answer: [{ stored: true }],
        // Its own record; who appends holds it against what it wanted to append.
        answerIfRepeated: [{ stored: false, existing: { ...record, version: 1 } }],
      };
    },
  },
];

const connectTable = async (): Promise<Connection<Table>> => {
  const client = await withoutWaiting(new DynamoDBClient({ maxAttempts: 4 }));
  const way = faultyWay(client);
  return { port: dynamoTable(DynamoDBDocumentClient.from(client), tableName), way, close: () => client.destroy() };
};

faultSuite('Table', connectTable, TABLE_CALLS);

// A version counts every put, so one that took effect twice would show.
it.each(FAULTS)('counts a put without a condition once: $kind $moment the effect', async (fault) => {
  const { port, way, close } = await connectTable();
  const key = { pk: freshPartition(), sk: 'a' };
  way.plant({ ...fault, operation: 'TransactWriteItems', nth: 1, isLasting: false });
  await port.write([{ put: { ...key, body: {} } }]);
  expect(way.hits()).toBe(1);
  expect(await table.get(key)).toMatchObject({ version: 1 });
  close();
});

const [working, archive] = [await freshBucket(), await freshBucket()];
const s3 = new S3Client({ forcePathStyle: true });
const stores = { working: s3Files(s3, working, { isArchive: false }), archive: s3Files(s3, archive, { isArchive: true }) };

interface Stores {
  readonly working: Files;
  readonly archive: Files;
}

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
/** As `printf hello | sha256sum` says. */
const HELLO_HASH = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const [FIRST, AGAIN] = [
  { hash: HELLO_HASH, isNew: true },
  { hash: HELLO_HASH, isNew: false },
];

const textUnder = async (store: Files, key: string): Promise<string | undefined> => {
  const content = await store.get(key);
  return content && Buffer.from(content).toString('utf8');
};

const FILES_CALLS: FaultyCall<Stores>[] = [
  {
    call: 'put of what is absent',
    request: 'PutObject',
    async prepare() {
      const key = `${freshFolder()}/a.txt`;
      return {
        ask: (port) => port.working.put(key, bytes('hello'), 'text/plain'),
        effect: () => textUnder(stores.working, key),
        once: 'hello',
        left: { before: undefined, after: 'hello' },
        answer: FIRST,
        answerIfRepeated: AGAIN,
      };
    },
  },
  {
    call: 'put of what is there',
    request: 'HeadObject',
    async prepare() {
      const key = `${freshFolder()}/a.txt`;
      await stores.working.put(key, bytes('hello'), 'text/plain');
      return reading((port) => port.working.put(key, bytes('hello'), 'text/plain'), AGAIN);
    },
  },
  {
    call: 'put of other content',
    request: 'PutObject',
    async prepare() {
      const key = `${freshFolder()}/a.txt`;
      await stores.working.put(key, bytes('hello'), 'text/plain');
      const hello = { effect: () => textUnder(stores.working, key), once: 'hello', left: { before: 'hello', after: 'hello' } };
      return { ...hello, ask: (port) => port.working.put(key, bytes('other'), 'text/plain'), answer: { error: 'FileConflictError' } };
    },
  },
  {
    call: 'put first',
    request: 'PutObject',
    async prepare() {
      const key = `${freshFolder()}/a.txt`;
      return {
        ask: (port) => port.working.putFirst(key, bytes('hello'), 'text/plain'),
        effect: () => textUnder(stores.working, key),
        once: 'hello',
        left: { before: undefined, after: 'hello' },
        answer: undefined,
      };
    },
  },
  {
    call: 'hash',
    request: 'HeadObject',
    async prepare() {
      const key = `${freshFolder()}/a.txt`;
      const { hash } = await stores.archive.put(key, bytes('hello'), 'text/plain');
      return reading((port) => port.archive.hash(key), hash);
    },
  },
  {
    call: 'get',
    request: 'GetObject',
    isStreamed: true,
    async prepare() {
      const key = `${freshFolder()}/a.txt`;
      await stores.working.put(key, bytes('hello'), 'text/plain');
      return reading(async (port) => textUnder(port.working, key), 'hello');
    },
  },
  {
    call: 'list',
    request: 'ListObjectsV2',
    async prepare() {
      const keys = ['a', 'b'].map((name) => `${freshFolder()}/${name}`).sort();
      for (const key of keys) await stores.archive.put(key, bytes('hello'), 'text/plain');
      return reading(async (port) => (await port.archive.list(keys[0]!)).keys, [keys[0]]);
    },
  },
  ...[1, 2].map((nth): FaultyCall<Stores> => ({
    call: `remove of more than a thousand, in request ${nth} of two,`,
    request: 'DeleteObjects',
    nth,
    async prepare() {
      const folder = freshFolder();
      // The first and the last are there; each is in a request of its own.
      const keys = Array.from({ length: 1_001 }, (_, i) => `${folder}/${String(i).padStart(4, '0')}`);
      for (const key of [keys[0]!, keys[1_000]!]) await stores.working.put(key, bytes('hello'), 'text/plain');
      return {
        ask: (port) => port.working.remove(keys),
        effect: async () => (await stores.working.list(`${folder}/`)).keys.map((key) => key.slice(-4)),
        once: [],
        left: nth === 1 ? { before: ['0000', '1000'], after: ['1000'] } : { before: ['1000'], after: [] },
        answer: undefined,
      };
    },
  })),
];

faultSuite(
  'Files',
  async () => {
    const client = await withoutWaiting(new S3Client({ forcePathStyle: true }));
    const way = faultyWay(client);
    const port = { working: s3Files(client, working, { isArchive: false }), archive: s3Files(client, archive, { isArchive: true }) };
    return { port, way, close: () => client.destroy() };
  },
  FILES_CALLS,
);
