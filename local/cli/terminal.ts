import { EXIT } from '../commands/errors.ts';

let whenStopped = 'What is done is kept; the same command again goes on from there.';

/** What Ctrl-C means from now on. */
export function sayWhenStopped(sentence: string): void {
  whenStopped = sentence;
}

/** Ends the process as a terminal expects it: quietly when nobody reads on, and with its cursor shown after Ctrl-C. */
export function heedTerminal(): void {
  // `stepbill invoices | head` closes the pipe early, and that is fine.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed));
  process.once('SIGINT', stopAtOnce);
}

/** Resolves at Ctrl-C or SIGTERM, for what has to be ended in order. Whoever types Ctrl-C again does not wait for it. */
export function untilStopped(): Promise<void> {
  process.off('SIGINT', stopAtOnce);
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      process.once('SIGINT', stopAtOnce);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}

function stopAtOnce(): void {
  // A bar hides the cursor.
  if (process.stderr.isTTY) process.stderr.write('\x1b[?25h');
  process.stderr.write(`\nStopped. ${whenStopped}\n`);
  process.exit(EXIT.interrupted);
}
