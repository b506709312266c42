/** A deployed stage, reached from outside with the caller's own credentials. */
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

import type { Ports } from '../ports.ts';
import { asOurs } from './aws-errors.ts';
import { portsOf } from './aws-ports.ts';
import { lambdaInvoke, type InvokeStep } from './lambda-invoke.ts';
import { redriveExecution } from './redrive-execution.ts';
import { storeNames, type StoreNames } from './stage-names.ts';

export interface Stage {
  readonly ports: Ports;
  readonly names: StoreNames;
  readonly invoke: InvokeStep;
  /** See redriveExecution. */
  redrive(machine: string, name: string): Promise<void>;
}

const CONNECTION = { requestHandler: { connectionTimeout: 2_000 } };

/**
 * Finds a stage in the account of the caller's credentials and in their region, as the SDK's chain gives both.
 *
 * @param stage `dev`
 * @throws the SDK's error if there are no credentials, they are not valid, or no region is set
 */
export async function stageOf(stage: string): Promise<Stage> {
  const sts = new STSClient(CONNECTION);
  const region = await sts.config.region();
  const { Account } = await sts.send(new GetCallerIdentityCommand()).catch((error: unknown) => {
    throw asOurs(error);
  });
  const home = { region, accountId: Account!, stage };
  const names = storeNames(home);
  const machines = new SFNClient(CONNECTION);
  return {
    ports: portsOf(names, home),
    names,
    invoke: lambdaInvoke(new LambdaClient(CONNECTION), stage),
    redrive: (machine, name) => redriveExecution(machines, home, machine, name),
  };
}
