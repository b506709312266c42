/** Where a command works: in a data folder of this machine, or on a stage that is deployed. */
import type { Runner } from './runner/runner.ts';
import type { Invoke } from './runner/scope.ts';
import type { Workspace } from './workspace.ts';

/** What commands use of whoever executes the state machines. */
export type HomeRunner = Pick<Runner, 'start' | 'describe' | 'redrive' | 'resume' | 'settle' | 'onProgress'>;

/** A stage: its functions, state machines and stores. */
export interface StageHome extends AsyncDisposable {
  readonly data?: undefined;
  readonly stage: string;
  /** Buckets of working files and archive. */
  readonly buckets: { readonly files: string; readonly archive: string };
  readonly invoke: Invoke;
  runner(): Promise<HomeRunner>;
}

export type Home = Workspace | StageHome;

/** Where a person finds what lies in a home; mails of a stage have left. */
export interface Places {
  readonly files: string;
  readonly archive: string;
  readonly outbox?: string;
}

export function placesOf(home: Pick<Workspace, 'data'> | StageHome): Places {
  return home.data === undefined ? { files: `s3://${home.buckets.files}`, archive: `s3://${home.buckets.archive}` } : placesIn(home.data);
}

/** @param data a data folder */
export function placesIn(data: string): Places {
  return { files: `${data}/files`, archive: `${data}/archive`, outbox: `${data}/outbox` };
}

/** The folder of this machine in which a command leaves its lists. */
export function listsFolder(home: Home): string {
  return home.data ?? `stepbill-${home.stage}`;
}
