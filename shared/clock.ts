/**
 * The only place that reads the time. Steps never call it: their time is that of the run, handed to them as
 * input. The edges do: HTTP routes, the command line, the runner.
 */
export type ClockSetting =
  /** It stands at an instant. */
  | { readonly fixedAt: string }
  /** It goes as that of the machine does, so much ahead of it. */
  | { readonly aheadMilliseconds: number };

let setting: ClockSetting = { aheadMilliseconds: 0 };

/** The present instant, or the one that `--now` says. */
export function now(): Date {
  return 'fixedAt' in setting ? new Date(setting.fixedAt) : new Date(Date.now() + setting.aheadMilliseconds);
}

/** How the clock of this process goes. */
export function clockSetting(): ClockSetting {
  return setting;
}

/** Sets the clock of this process (and only of it); `undefined` makes it that of the machine again. */
export function setClock(wanted: ClockSetting | undefined): void {
  setting = wanted ?? { aheadMilliseconds: 0 };
}

/** Fixes the clock of this process at an instant; `undefined` lets it run again. */
export function fixClock(instant: Date | undefined): void {
  setClock(instant && { fixedAt: instant.toISOString() });
}

/** A clock that shows this instant now and goes on from there. */
export function clockFrom(instant: Date): ClockSetting {
  return { aheadMilliseconds: instant.getTime() - Date.now() };
}
