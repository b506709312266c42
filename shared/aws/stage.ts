/** A deployed stage, reached from outside with the caller's own credentials. */
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';

import type { Ports } from '../ports.ts';
import { asOurs } from './aws-errors.ts';
import { portsOf } from './aws-ports.ts';
import { lambdaInvoke, type InvokeStep } from './lambda-invoke.ts';
import { redriveExecution } from './redrive-execution.ts';
import { DIRECTORY, functionName, type StoreNames } from './stage-names.ts';
import type { MachineHome } from './step-functions-executions.ts';

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
 * @throws the SDK's error if there are no credentials, they are not valid, no region is set, or there is no such stage
 */
export async function stageOf(stage: string): Promise<Stage> {
  const functions = new LambdaClient(CONNECTION);
  const { names, home } = await deployed(functions, stage);
  const machines = new SFNClient(CONNECTION);
  return {
    ports: portsOf(names, home),
    names,
    invoke: lambdaInvoke(functions, stage),
    redrive: (machine, name) => redriveExecution(machines, home, machine, name),
  };
}

/** What the stage's functions are told: a table that was restored, and took the place of the stage's own, has another name. */
async function deployed(functions: LambdaClient, stage: string): Promise<{ names: StoreNames; home: MachineHome }> {
  const command = new GetFunctionConfigurationCommand({ FunctionName: functionName(stage, DIRECTORY) });
  const { Environment } = await functions.send(command).catch((error: unknown) => {
    throw asOurs(error);
  });
  const variable = (name: string): string => {
    const value = Environment?.Variables?.[name];
    if (value === undefined)
      throw new Error(`The function ${functionName(stage, DIRECTORY)} has no variable ${name}: it was deployed otherwise.`);
    return value;
  };
  return {
    names: { table: variable('TABLE_NAME'), files: variable('FILES_BUCKET'), archive: variable('ARCHIVE_BUCKET') },
    home: { region: await functions.config.region(), accountId: variable('ACCOUNT_ID'), stage },
  };
}
