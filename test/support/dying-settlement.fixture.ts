/**
 * A process for a test to kill: bills October in a data folder, and is killed with SIGKILL, by itself, right before one of the
 * changes that a step makes. It says which.
 *
 * Arguments: data folder, step, which of its changes from 1.
 */
import { writeSync } from 'node:fs';
import { MORNING } from './collected-month.ts';
import { openOneProcess } from './one-process.ts';

const [folder, step, nth] = process.argv.slice(2) as [string, string, string];
const CHANGES = /:(UpdateItem|DeleteItem|PutItem|PutObject|StartExecution|SendEmail)$/;

let changes = 0;
/** The changes of one write are asked for together. */
let isOneWrite = false;

const home = openOneProcess(folder, MORNING, {
  watch: {
    isTwice: false,
    guard(name, { action, leadingKey = '' }) {
      if (name !== step || !CHANGES.test(action) || isOneWrite) return;
      isOneWrite = true;
      queueMicrotask(() => (isOneWrite = false));
      if (++changes < Number(nth)) return;
      writeSync(1, `${action} ${leadingKey}`);
      process.kill(process.pid, 'SIGKILL');
    },
  },
});
await home.run('2026-10', MORNING);
await home.close();
