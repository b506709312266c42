/** The Secrets port on parameters of the Systems Manager, kept there encrypted (SecureString). */
import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';

import type { Secrets } from '../secrets.ts';
import { asOurs } from './aws-errors.ts';

/** Reads each parameter once a process: a key that is changed is read by the functions that start then. */
export function ssmSecrets(client: SSMClient, stage: string): Secrets {
  const known = new Map<string, string>();
  return {
    async get(name) {
      const found = known.get(name) ?? (await parameter(client, `/stepbill/${stage}/${name}`));
      if (found !== undefined) known.set(name, found);
      return found;
    },
  };
}

async function parameter(client: SSMClient, name: string): Promise<string | undefined> {
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    return Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw asOurs(error);
  }
}
