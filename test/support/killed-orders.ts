/** A process that is to be killed: an order on its way to an exit, until a step of it is about to begin, or has just done its work. */
import { openOneProcess } from './one-process.ts';
import { arrange, type WorkName } from './order-exits.ts';

const [data, exitName, at, moment] = process.argv.slice(2) as [string, WorkName, string, 'before' | 'after'];

const home = openOneProcess(data, '2026-11-02T09:00:00Z');
let calls = 0;
const die = (): void => process.kill(process.pid, 'SIGKILL') && undefined;
const exit = arrange(home, exitName, async (_, work) => {
  const isLast = ++calls === Number(at);
  if (isLast && moment === 'before') die();
  try {
    return await work();
  } finally {
    if (isLast) die();
  }
});
await exit.acts(home);
await home.close();
process.stdout.write(String(calls));
