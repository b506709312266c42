/** Tables and buckets on the stand-ins, whose endpoints, region and keys scripts/test-aws.ts sets in the environment. */
import { randomUUID } from 'node:crypto';

import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Name of a new table, with the keys of the one that is deployed. */
export async function freshTable(): Promise<string> {
  const TableName = `stepbill-${randomUUID()}`;
  await new DynamoDBClient().send(
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

/** Name of a new bucket. */
export async function freshBucket(): Promise<string> {
  const Bucket = `stepbill-${randomUUID()}`;
  await new S3Client({ forcePathStyle: true }).send(new CreateBucketCommand({ Bucket }));
  return Bucket;
}
