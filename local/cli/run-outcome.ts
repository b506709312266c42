/** How commands tell what a run came to, wherever it runs. */
import type { WholeRun } from '../../services/console/v1-run.ts';
import { ElsewhereError, EXIT } from '../commands/errors.ts';
import type { RunOutcome } from '../commands/run-month.ts';
import type { ShownOutcome } from '../commands/shown-run.ts';
import type { Home } from '../home.ts';
import type { ApiClient } from '../remote/api-client.ts';
import { answer, type Common } from './command.ts';

/** Tells what a run came to, or that the process does it which runs the folder. */
export async function tell(home: Home, running: Promise<RunOutcome>, options: Common, started: number): Promise<void> {
  const result = await running.catch((error: unknown) => {
    if (!(error instanceof ElsewhereError)) throw error;
    answer(options, { outcome: 'written-down', execution: error.execution }, [error.message]);
  });
  if (!result) return;
  const { placesOf } = await import('../home.ts');
  const { runReport } = await import('../commands/run-report.ts');
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  answer(options, result, runReport(result, { places: placesOf(home), seconds }));
  if (result.outcome === 'waiting') process.exitCode = EXIT.waiting;
}

/** Tells what a run behind an address came to, since a person had it go on. */
export async function tellRemote(api: ApiClient, run: WholeRun, options: Common): Promise<void> {
  const { remoteOutcome } = await import('../remote/remote-runs.ts');
  await tellOutcome(await remoteOutcome(api, run), options);
}

export async function tellOutcome(result: ShownOutcome, options: Common): Promise<void> {
  const { runReport } = await import('../commands/run-report.ts');
  answer(options, result, runReport(result, {}));
  if (result.outcome === 'waiting') process.exitCode = EXIT.waiting;
}

/** Shows the phases of a run as it goes through them. */
export async function phases() {
  return (await import('../commands/progress.ts')).showPhases();
}
