/** The AWS adapters on DynamoDB Local and MinIO, which `npm run test:aws` starts. */
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

import { dynamoTable } from '../../shared/aws/dynamo-table.ts';
import { s3Files } from '../../shared/aws/s3-files.ts';
import { filesSuite } from './files-suite.ts';
import { freshBucket, freshTable } from './stand-ins.ts';
import { tableSuite } from './table-suite.ts';

const dynamo = new DynamoDBClient();
const s3 = new S3Client({ forcePathStyle: true });

tableSuite({
  name: 'DynamoDB Local',
  async open() {
    const name = await freshTable();
    const documents = () => DynamoDBDocumentClient.from(dynamo);
    return { port: dynamoTable(documents(), name), again: dynamoTable(documents(), name), close: async () => {} };
  },
  // What it never answers (conflicts, throttling) is given by hand in dynamo-table.test.ts.
  cannotVouchFor: [],
});

filesSuite({
  name: 'MinIO',
  async open() {
    const [working, archive] = [await freshBucket(), await freshBucket()];
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
