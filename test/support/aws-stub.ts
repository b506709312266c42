/** Enough of DynamoDB and S3 for one step: records that are there, transactions that succeed, files that are kept. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

export interface AwsStub {
  readonly url: string;
  /** Files by bucket and key. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Inputs of puts and transactions, as they came. */
  readonly writes: readonly string[];
  close(): void;
}

interface StubRecord {
  readonly pk: string;
  readonly sk: string;
  readonly body: object;
}

type Attributes = Parameters<typeof unmarshall>[0];

/** @param records what the table holds */
export async function startAwsStub(records: readonly StubRecord[]): Promise<AwsStub> {
  const files = new Map<string, Uint8Array>();
  const writes: string[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1];
      if (request.method === 'PUT') {
        files.set(decodeURIComponent(new URL(request.url ?? '/', 'http://stub').pathname), new Uint8Array(body));
        response.writeHead(200, { etag: '"stub"' }).end();
        return;
      }
      if (operation === 'TransactWriteItems' || operation === 'PutItem') writes.push(body.toString());
      const answer = answerTo(operation, body.toString(), records);
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, files, writes, close: () => server.close() };
}

function answerTo(operation: string | undefined, input: string, records: readonly StubRecord[]): object {
  const { Key = {}, ExpressionAttributeValues = {} } = JSON.parse(input) as { Key?: Attributes; ExpressionAttributeValues?: Attributes };
  const items = (key: object) =>
    records
      .filter((record) => Object.entries(key).every(([name, value]) => record[name as 'pk' | 'sk'] === value))
      .map((record) => marshall({ ...record, version: 1 }, { removeUndefinedValues: true }));
  if (operation === 'GetItem') return { Item: items(unmarshall(Key))[0] };
  if (operation !== 'Query') return {};
  const found = items({ pk: unmarshall(ExpressionAttributeValues)[':pk'] as unknown });
  return { Items: found, Count: found.length };
}
