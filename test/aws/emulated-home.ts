/** What is deployed in the emulator, as a home of state machines; requests go where AWS_ENDPOINT_URL says. */
import '../support/quiet-log.ts';

import { setTimeout } from 'node:timers/promises';

import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeStateMachineCommand, paginateListStateMachines, SFNClient, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';

import { unpacked, type StoredBody } from '../../shared/aws/packed-body.ts';
import { awsPorts } from '../../shared/aws/aws-ports.ts';
import { tableName } from '../../shared/config.ts';
import type { TableRecord } from '../support/embedded.ts';
import { emulatedDefinition } from './emulated-definition.ts';
import type { Home } from './small-month.ts';

const PAUSE_MILLISECONDS = 250;

/** Connects to what is deployed, with the settings that its functions have. */
export async function openEmulatedHome(): Promise<Home> {
  const lambda = new LambdaClient();
  const anyFunction = new GetFunctionConfigurationCommand({ FunctionName: functionName('billing-run/open-run') });
  const { POWERTOOLS_LOG_LEVEL: _, ...settings } = (await lambda.send(anyFunction)).Environment!.Variables!;
  Object.assign(process.env, settings);
  const ports = awsPorts();
  return {
    ports,
    start: (machine, name, input) => ports.executions.start(machine, name, input),
    async invoke(step, payload) {
      const answer = await lambda.send(new InvokeCommand({ FunctionName: functionName(step), Payload: JSON.stringify(payload) }));
      const text = answer.Payload!.transformToString();
      if (answer.FunctionError !== undefined) throw new Error(`${step} failed: ${text}`);
      return JSON.parse(text) as unknown;
    },
    pause: () => setTimeout(PAUSE_MILLISECONDS),
    records: scanTable,
  };
}

/** Every deployed state machine with its definition, by its ARN. */
export async function deployedMachines(): Promise<Map<string, string>> {
  const client = new SFNClient();
  const machines = new Map<string, string>();
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {})) {
    for (const { stateMachineArn } of stateMachines) {
      const { definition } = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
      machines.set(stateMachineArn!, definition!);
    }
  }
  return machines;
}

/** Has the emulator run each deployed definition as it can. */
export async function adaptDeployedMachines(): Promise<void> {
  const client = new SFNClient();
  for (const [stateMachineArn, deployed] of await deployedMachines()) {
    const definition = JSON.stringify(emulatedDefinition(JSON.parse(deployed) as object));
    if (definition !== deployed) await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
  }
}

const sent = z.object({ messages: z.record(z.string(), z.array(z.object({ To: z.array(z.string()), Subject: z.string() }))) });

/** Whom the emulator was told to send mails, with their subjects. */
export async function sentMails(): Promise<string[]> {
  const answer = await fetch(`${process.env['AWS_ENDPOINT_URL']}/_ministack/ses/messages`);
  const { messages } = sent.parse(await answer.json());
  return Object.values(messages).flatMap((mails) => mails.map(({ To, Subject }) => `${To.join()}: ${Subject}`));
}

async function scanTable(): Promise<TableRecord[]> {
  const records: TableRecord[] = [];
  for await (const { Items = [] } of paginateScan({ client: new DynamoDBClient() }, { TableName: tableName(), ConsistentRead: true })) {
    records.push(...Items.map((item) => unmarshall(item) as TableRecord));
  }
  const asWritten = records.map(({ pk, sk, version, body }) => ({ pk, sk, version, body: unpacked(body as StoredBody) }));
  return asWritten.sort((a, b) => inBytes(a.pk, b.pk) || inBytes(a.sk, b.sk));
}

const inBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function functionName(step: string): string {
  const [service, name] = step.split('/');
  return `stepbill-${service}-dev-${name}`;
}
