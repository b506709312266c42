/**
 * The only place that reads the time. Steps never call it: their time is that of the run, handed to them as
 * input. The edges do: HTTP routes, the command line, the runner.
 */
let fixed: Date | undefined;

/** The present instant, or the one fixed by `--now`. */
export function now(): Date {
  return fixed ?? new Date();
}

/** Fixes the clock for this process (and only for it); `undefined` lets it run again. */
export function fixClock(instant: Date | undefined): void {
  fixed = instant;
}
