/** `stepbill serve` in a process of its own, and what it says. */
import type { ChildProcess } from 'node:child_process';
import { stepbill, type Ended } from './stepbill.ts';

/** A line of `serve --json`. */
export interface Said {
  readonly at: string;
  readonly event: string;
  readonly [fact: string]: unknown;
}

export interface Served {
  readonly said: readonly Said[];
  /** The first line of an event, also one that was said already; `nth` counts from 1. */
  until(event: string, nth?: number): Promise<Said>;
  stop(signal: NodeJS.Signals): Promise<Ended>;
  readonly ended: Promise<Ended>;
}

/** Starts to serve a folder on a free port; its clock begins at `now`. */
export function serving(data: string, now: string, ...args: readonly string[]): Served {
  const said: Said[] = [];
  let child: ChildProcess | undefined;
  let heard: (() => void)[] = [];
  let rest = '';
  const ended = stepbill(['serve', '--data', data, '--now', now, '--port', '0', '--threads', '1', '--json', ...args], (started) => {
    child = started;
    started.stdout?.on('data', (text: Buffer) => {
      const lines = (rest + text.toString()).split('\n');
      rest = lines.pop() ?? '';
      said.push(...lines.map((line) => JSON.parse(line) as Said));
      const waiting = heard;
      heard = [];
      for (const hear of waiting) hear();
    });
  });
  return {
    said,
    ended,
    async until(event, nth = 1) {
      const end = ended.then(({ code, stderr }) => {
        throw new Error(`serve ended with ${code} before it said ${event}: ${JSON.stringify(said)}\n${stderr}`);
      });
      end.catch(() => undefined);
      for (;;) {
        const found = said.filter((line) => line.event === event)[nth - 1];
        if (found) return found;
        await Promise.race([new Promise<void>((resolve) => heard.push(resolve)), end]);
      }
    },
    stop(signal) {
      child?.kill(signal);
      return ended;
    },
  };
}
