/** A process for the tests to kill: runs the machine of killed-runner.machine on a folder and says what it does. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

import { distributedMachine } from './killed-runner.machine.ts';
import { openTestRunner, tokenTask, machine } from './runner-fixtures.ts';

const [folder, mode] = process.argv.slice(2) as [string, 'map' | 'token'];
const note = (text: string): void => appendFileSync(join(folder, 'calls.txt'), `${text}\n`);

const machines = mode === 'map' ? [distributedMachine] : [machine({ Await: tokenTask('ask') })];
const runner = await openTestRunner(
  machines,
  {
    list: () => note('list'),
    async price({ id }: { id: number }) {
      note(`price ${id}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return id * 2;
    },
    ask({ token }: { token: string }) {
      note(`ask ${token}`);
    },
  },
  { folder, mapConcurrency: 2 },
);
await runner.resume();
await runner.start('run', 'killed', { items: Array.from({ length: 200 }, (_, id) => ({ id })) });
await runner.settle();
process.stdout.write('settled\n');
const { status } = await runner.whenStopped('run', 'killed');
process.stdout.write(`${status}\n`);
await runner.close();
