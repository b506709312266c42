/** Every packaged stack stands in the emulator: each of its resources, and whatever its state machines call. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { CloudFormationClient, paginateDescribeStackEvents, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, it } from '@jest/globals';

import { deployedMachines } from './emulated-home.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Condition?: string }>>;
}

const stacks = readdirSync(join(ROOT, 'services')).map((service) => {
  const { Resources } = JSON.parse(readFileSync(join(ROOT, 'services', service, TEMPLATE), 'utf8')) as Template;
  return { name: `stepbill-${service}-dev`, resources: Object.entries(Resources) };
});

describe.each(stacks)('the stack $name', ({ name, resources }) => {
  it('has each resource of its template', async () => {
    const states = await statesOf(name);
    // A condition may leave a resource out.
    const wanted = resources.filter(([id, { Condition }]) => Condition === undefined || states.has(id));
    const lines = wanted.map(([id, { Type }]) => `${Type} ${id}: ${states.get(id) ?? 'not created'}`);
    expect(lines.filter((line) => !/: (CREATE|UPDATE)_COMPLETE$/.test(line))).toEqual([]);
  });
});

describe('the state machines', () => {
  let called: string[];
  let deployed: Set<string>;
  beforeAll(async () => {
    const machines = await deployedMachines();
    called = [...machines.values()].flatMap((definition) => definition.match(/arn:aws:(?:lambda|states):[a-z0-9-]+:\d+:[^"]+/g) ?? []);
    deployed = new Set([...machines.keys(), ...(await functionArns())]);
  });

  it('call functions and workflows, each of which is deployed', () => {
    expect(called).not.toEqual([]);
    expect(called.filter((arn) => !deployed.has(arn))).toEqual([]);
  });
});

/** State of each resource of a stack, with the reason where it failed; empty if there is no such stack. */
async function statesOf(StackName: string): Promise<Map<string, string>> {
  const client = new CloudFormationClient();
  const states = new Map<string, string>();
  try {
    for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName }))
      for (const { LogicalResourceId, ResourceStatus } of StackResourceSummaries) states.set(LogicalResourceId!, ResourceStatus!);
    // What was rolled back is told by its events.
    for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName }))
      for (const { LogicalResourceId, ResourceStatus, ResourceStatusReason } of StackEvents)
        if (ResourceStatus?.endsWith('_FAILED')) states.set(LogicalResourceId!, `${ResourceStatus} ${ResourceStatusReason}`);
  } catch (error) {
    if (!(error as Error).message.includes('does not exist')) throw error;
  }
  return states;
}

async function functionArns(): Promise<string[]> {
  const arns: string[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client: new LambdaClient() }, {}))
    arns.push(...Functions.map(({ FunctionArn }) => FunctionArn!));
  return arns;
}
