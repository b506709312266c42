import { stageOf } from '../../shared/aws/stage.ts';
import { quietLog } from '../../shared/config.ts';
import { connect } from '../../shared/ports.ts';
import { CommandError } from '../commands/errors.ts';
import type { StageHome } from '../home.ts';
import { StageRuns } from './stage-runs.ts';
import { isWaiting } from './waiting-run.ts';

/**
 * Connects this process to a stage, with the caller's own AWS credentials and region. Commands read and import by
 * themselves; steps run as the stage's functions, and the month as its state machine.
 *
 * @throws the SDK's error if there are no credentials, they are not valid, or no region is set
 */
export async function openStage(stage: string): Promise<StageHome> {
  quietLog();
  const { ports, names, invoke, redrive } = await stageOf(stage);
  connect(ports);
  const runs = new StageRuns({
    executions: ports.executions,
    redrive: (machine, run) => redrive(machine, run).catch(asSentence),
    isWaiting,
  });
  return {
    stage,
    buckets: names,
    invoke,
    runner: async () => runs,
    async [Symbol.asyncDispose]() {
      connect(undefined);
    },
  };
}

/** What Step Functions will not do says why. */
function asSentence(error: unknown): never {
  const { name, message } = error as Error;
  throw name === 'InvalidInputError' ? new CommandError(message, { cause: error }) : error;
}
