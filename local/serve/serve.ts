/**
 * Serves a data folder: runs its state machines, starts months as the schedule does on AWS, and answers product code.
 * What is unfinished goes on; killed and started again, it goes on where it was.
 */
import { fileURLToPath } from 'node:url';

import { sellerIds } from '../../shared/catalog.store.ts';
import { now } from '../../shared/clock.ts';
import { announceConsole } from '../../shared/config.ts';
import { requireReconciled } from '../../shared/issuing-lock.store.ts';
import { CommandError } from '../commands/errors.ts';
import { typed } from '../commands/typed.ts';
import type { Workspace } from '../workspace.ts';
import { Schedule } from './call-schedule.ts';
import { withFileLinks } from './file-door.ts';
import type { Tell } from './happening.ts';
import { type Door, openHttpServer } from './http-server.ts';
import { loadRoutes } from './routes.ts';
import { isLoopback, openDoor, signInDoor } from './sign-in.ts';
import { openRuns, tellRuns } from './tell-runs.ts';
import { usersIn } from './users.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MINUTE = 60_000;

export interface ServeOptions {
  readonly host: string;
  /** 0 for one that is free. */
  readonly port: number;
  /** Whether months start by themselves. */
  readonly isScheduled: boolean;
  /** Lets everybody in as this person: for developing, on this machine alone. */
  readonly insecureAs?: string | undefined;
}

export interface Serving {
  readonly url: string;
  /** Lets go of everything; what is unfinished goes on at the next start. */
  close(): Promise<void>;
}

/**
 * @throws {FolderLockedError} if another process runs the folder
 * @throws {IssuingLockedError} if its data was restored and not yet held against the archive
 * @throws {CommandError} if the port is taken, or others could come in that nobody asks who they are
 */
export async function serve(workspace: Workspace, options: ServeOptions, tell: Tell): Promise<Serving> {
  const { host, port, isScheduled } = options;
  const door = withFileLinks(doorOf(workspace, options), workspace.data);
  for (const sellerId of await sellerIds()) await requireReconciled(sellerId);
  const runner = await workspace.runner();
  const stopTelling = tellRuns(runner, tell);
  const server = await openHttpServer({
    host,
    port,
    routes: loadRoutes(ROOT),
    invoke: workspace.invoke,
    now,
    door,
    onFailure: (route, { name, message }) =>
      tell({ event: 'trouble', text: `${route} failed: ${message}`, facts: { route, error: name, message } }),
  }).catch((error: unknown) => {
    throw portTaken(error, host, port);
  });
  announceConsole(server.url);
  const months = isScheduled ? 'Months start by themselves.' : 'No month starts by itself.';
  tell({
    event: 'serving',
    text: `Serving ${workspace.data} on ${server.url}. ${months} Ctrl-C ends it.`,
    facts: { url: server.url, isScheduled },
  });

  for (const sellerId of await sellerIds()) for (const happening of await openRuns(runner, sellerId)) tell(happening);
  await runner.resume();
  const stopCalling = isScheduled ? callEachMinute(workspace, runner, tell) : async () => {};
  return {
    url: server.url,
    async close() {
      await server.close();
      await stopCalling();
      await runner.close();
      await stopTelling();
    },
  };
}

/** Who is let in to the console; outside of this machine nobody who was not asked who they are. */
function doorOf({ data }: Workspace, { host, insecureAs }: ServeOptions): Door {
  if (insecureAs !== undefined) {
    if (!isLoopback(host)) throw new CommandError(`--insecure-dev lets everybody in, so it serves 127.0.0.1 alone, and not ${host}.`);
    if (!insecureAs.includes('@'))
      throw new CommandError(
        `In the console people are mail addresses, and "${insecureAs}" is none: add --as <mail>, or set STEPBILL_USER.`,
      );
    return openDoor(insecureAs);
  }
  if (!isLoopback(host) && usersIn(data).length === 0)
    throw new CommandError(
      `${host} can be reached by others, and nobody could sign in to the console yet. Add somebody first: ${typed('users add <mail> --role releaser')}`,
    );
  return signInDoor(data);
}

/** Calls the schedule now, at each full minute, and when a month's drafts are made, since the next may wait for them. */
function callEachMinute(workspace: Workspace, runner: Awaited<ReturnType<Workspace['runner']>>, tell: Tell): () => Promise<void> {
  const schedule = new Schedule(workspace.invoke, tell);
  let timer: NodeJS.Timeout;
  const call = (): Promise<void> => {
    runner.wake();
    return schedule.call(now());
  };
  const callAtMinutes = (): void => {
    void call();
    timer = setTimeout(callAtMinutes, MINUTE - (now().getTime() % MINUTE));
  };
  callAtMinutes();
  const stopListening = runner.onProgress((progress) => {
    if (progress.type === 'exited' && progress.state === 'ReviewDrafts') void call();
  });
  return async () => {
    stopListening();
    clearTimeout(timer);
    await schedule.ended();
  };
}

function portTaken(error: unknown, host: string, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new CommandError(`Port ${port} of ${host} is taken. Choose another with --port.`);
  if (code === 'EACCES') return new CommandError(`This user may not listen on port ${port}. Choose one above 1023 with --port.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new CommandError(`${host} is no address of this machine. Choose another with --host.`);
  return error;
}
