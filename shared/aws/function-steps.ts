/** Steps of other services, on AWS: functions of the same stage. */
import type { Steps } from '../steps.ts';
import type { InvokeStep } from './lambda-invoke.ts';

/** A route has 29 seconds. */
const TIMEOUT = { timeoutMilliseconds: 25_000 };

/** Lambda's client is loaded when the first step is called: few functions call any, and each would start later by it. */
export function functionSteps(stage: string): Steps {
  let invoke: Promise<InvokeStep> | undefined;
  return {
    async call(step, input) {
      invoke ??= invokeOn(stage);
      return JSON.parse(await (await invoke)(step, JSON.stringify(input), TIMEOUT)) as unknown;
    },
  };
}

async function invokeOn(stage: string): Promise<InvokeStep> {
  const { LambdaClient } = await import('@aws-sdk/client-lambda');
  const { lambdaInvoke } = await import('./lambda-invoke.ts');
  return lambdaInvoke(new LambdaClient({}), stage);
}
