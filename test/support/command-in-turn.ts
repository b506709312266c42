/**
 * Commands that are carried out by one process, one after the other. It is warm after the first, so that a command
 * costs what it does and not what it loads; where the process or its workers are the point, stepbill.ts starts them.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll } from '@jest/globals';
import { type Ended, NODE_OPTIONS, SURROUNDINGS } from './stepbill.ts';

const COMMANDS = fileURLToPath(new URL('./commands-in-turn.ts', import.meta.url));

let child: ChildProcess | undefined;
let last: Promise<unknown> = Promise.resolve();
// It ends when nobody can tell it anything any more.
afterAll(() => child?.disconnect());

/**
 * Carries a command out when those before it have ended.
 *
 * @param env what its environment has more
 */
export function commandInTurn(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const ended = last.then(() => answerOf((child ??= started()), args, env));
  last = ended.catch(() => undefined);
  return ended;
}

function started(): ChildProcess {
  return fork(COMMANDS, { execArgv: NODE_OPTIONS, stdio: ['ignore', 'ignore', 'inherit', 'ipc'], ...SURROUNDINGS });
}

function answerOf(commands: ChildProcess, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error(`The process of the commands ended at stepbill ${args.join(' ')}.`));
    commands.once('exit', fail);
    commands.once('message', (ended: Ended) => {
      commands.off('exit', fail);
      resolve(ended);
    });
    commands.send({ args, env });
  });
}
