/** Every port on AWS. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

import { accountId, archiveBucket, filesBucket, mailConfiguration, region, stage, tableName } from '../config.ts';
import { table, type Ports } from '../ports.ts';
import { dynamoTable } from './dynamo-table.ts';
import { functionSteps } from './function-steps.ts';
import { s3Files } from './s3-files.ts';
import { ssmSecrets } from './ssm-secrets.ts';
import { sesClient, sesMail } from './ses-mail.ts';
import type { StoreNames } from './stage-names.ts';
import { stepFunctionsExecutions, type MachineHome } from './step-functions-executions.ts';

/** Milliseconds. A silent connection is given up and asked again, also one that falls silent within an answer. */
const PATIENCE = { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true, socketTimeout: 10_000 };

/**
 * As a Lambda uses them: what it stores in is named by its environment.
 *
 * @throws {Error} naming the first environment variable that is missing
 */
export function awsPorts(): Ports {
  const names = { table: tableName(), files: filesBucket(), archive: archiveBucket() };
  return portsOf(names, { region: region(), accountId: accountId(), stage: stage() });
}

/** The ports of a stage. */
export function portsOf(names: StoreNames, home: MachineHome): Ports {
  const s3 = new S3Client({ requestHandler: PATIENCE });
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler: PATIENCE, maxAttempts: 4 }));
  return {
    table: dynamoTable(dynamo, names.table),
    files: s3Files(s3, names.files, { isArchive: false }),
    archive: s3Files(s3, names.archive, { isArchive: true }),
    mail: sesMail(sesClient({ requestHandler: PATIENCE }), table, mailConfiguration()),
    executions: stepFunctionsExecutions(new SFNClient({ requestHandler: PATIENCE }), home),
    steps: functionSteps(home.stage),
    secrets: ssmSecrets(new SSMClient({ requestHandler: PATIENCE }), home.stage),
  };
}
