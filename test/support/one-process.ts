/** A data folder that is worked on in this process: steps run here, and the clock is moved by hand. */
import './quiet-log.ts';

import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decideRun } from '../../local/commands/decide.ts';
import { continueRun, runMonth, type RunOutcome } from '../../local/commands/run-month.ts';
import { type EmbeddedPorts, embeddedPorts, mailOf } from '../../local/embedded-ports.ts';
import type { MachineFile } from '../../local/runner/compile-machine.ts';
import { loadMachines } from '../../local/runner/machine-files.ts';
import { openRunner, type Runner } from '../../local/runner/runner.ts';
import type { Workspace } from '../../local/workspace.ts';
import { requireRun } from '../../shared/billing-run.store.ts';
import { fixClock, now } from '../../shared/clock.ts';
import { connect } from '../../shared/ports.ts';
import { SELLER } from './catalog.ts';
import { asFunction, UNWATCHED, watchedPorts, type Watch } from './watched-ports.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface OneProcessOptions {
  /** Asked before a function reaches a port. */
  readonly watch?: Watch;
  /** Told what a handler throws, before the state machine is. */
  readonly onThrown?: (error: unknown) => void;
  /** Definitions to run instead of those of this build. */
  readonly machines?: readonly MachineFile[];
  /** Length of a second of Retry. */
  readonly millisecondsPerSecond?: number;
}

export interface OneProcess {
  readonly workspace: Workspace;
  readonly ports: EmbeddedPorts;
  /** Bills a month on a morning. */
  run(month: string, moment: string): Promise<RunOutcome>;
  /** Has a second person release a run that waits. */
  release(runId: string, by: string): Promise<RunOutcome>;
  close(): Promise<void>;
}

/**
 * Connects the handlers of this process to a data folder; its runner is opened when it is first asked for.
 */
export function openOneProcess(
  folder: string,
  moment: string,
  { watch = UNWATCHED, machines, onThrown = () => {}, millisecondsPerSecond }: OneProcessOptions = {},
): OneProcess {
  fixClock(new Date(moment));
  const ports = embeddedPorts(folder);
  connect(watchedPorts(ports, (table) => mailOf(join(folder, 'outbox'), table), watch));
  const invoke: Workspace['invoke'] = async (name, payload) => {
    const { handler } = (await import(`../../services/${name}.handler.ts`)) as { handler: (input: unknown) => Promise<unknown> };
    try {
      return JSON.stringify((await asFunction(watch, basename(name), () => handler(JSON.parse(payload)))) ?? null);
    } catch (error) {
      onThrown(error);
      throw error;
    }
  };
  let runner: Promise<Runner> | undefined;
  const workspace: Workspace = {
    data: folder,
    invoke,
    executions: ports.executions,
    runner: () =>
      (runner ??= openRunner({
        folder,
        machines: machines ?? loadMachines(ROOT),
        invoke: (...call) => workspace.invoke(...call),
        files: ports.files,
        now,
        ...(millisecondsPerSecond === undefined ? {} : { millisecondsPerSecond }),
      })),
    [Symbol.asyncDispose]: async () => {},
  };
  return {
    workspace,
    ports,
    async run(month, at) {
      fixClock(new Date(at));
      return runMonth(workspace, { sellerId: SELLER, month, startedBy: 'ops@kranich.example' }, () => {});
    },
    async release(runId, by) {
      const run = await requireRun(SELLER, runId);
      await decideRun(workspace, run, { kind: 'release', hash: run.review!.contentHash, by });
      return continueRun(workspace, run, by, () => {});
    },
    async close() {
      await (await runner)?.close();
      connect(undefined);
      fixClock(undefined);
      ports.close();
    },
  };
}
