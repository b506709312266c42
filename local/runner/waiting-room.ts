/** What suspended executions wait for: an answer to a token, an instant, the end of another execution. */
import type { Awaited } from './scope.ts';

/** Clocks are looked at again this often, since they may be set and computers sleep. */
const LOOK_AGAIN_MILLISECONDS = 60_000;

/**
 * Calls `ring` once when the clock has reached `instant`, however far away it is.
 *
 * @returns how to cancel
 */
export function atInstant(instant: Date, now: () => Date, ring: () => void): { check: () => void; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const check = (): void => {
    clearTimeout(timer);
    const remaining = instant.getTime() - now().getTime();
    if (remaining > 0) timer = setTimeout(check, Math.min(remaining, LOOK_AGAIN_MILLISECONDS));
    else timer = setTimeout(ring, 0);
  };
  check();
  return { check, cancel: () => clearTimeout(timer) };
}

export class WaitingRoom {
  readonly #now: () => Date;
  readonly #guests = new Set<{ awaited: Awaited; check: () => void; leave: () => void }>();
  readonly #byToken = new Map<string, () => void>();
  readonly #byExecution = new Map<string, Set<() => void>>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /**
   * Calls `leave` once, when the first of what is awaited has come or `signal` is aborted.
   */
  enter(awaited: Awaited, signal: AbortSignal, leave: () => void): void {
    const { token, instant, execution } = awaited;
    const alarm = instant && atInstant(instant, this.#now, () => out());
    const key = execution && keyOf(execution.machine, execution.name);
    const guest = { awaited, check: () => alarm?.check(), leave: () => out() };
    const out = (): void => {
      if (!this.#guests.delete(guest)) return;
      alarm?.cancel();
      signal.removeEventListener('abort', out);
      if (token !== undefined) this.#byToken.delete(token);
      if (key !== undefined) this.#byExecution.get(key)?.delete(out);
      leave();
    };
    this.#guests.add(guest);
    if (token !== undefined) this.#byToken.set(token, out);
    if (key !== undefined) this.#byExecution.set(key, (this.#byExecution.get(key) ?? new Set()).add(out));
    if (signal.aborted) out();
    else signal.addEventListener('abort', out);
  }

  /** Tokens that are waited for. */
  tokens(): string[] {
    return [...this.#byToken.keys()];
  }

  /** The token has an answer, or its heartbeat moved: look at it again. */
  callToken(token: string): void {
    this.#byToken.get(token)?.();
  }

  /** The execution has stopped. */
  callExecution(machine: string, name: string): void {
    const key = keyOf(machine, name);
    for (const leave of this.#byExecution.get(key) ?? []) leave();
    this.#byExecution.delete(key);
  }

  /** Looks at the clock now. */
  checkClock(): void {
    for (const { check } of this.#guests) check();
  }
}

function keyOf(machine: string, name: string): string {
  return `${machine}/${name}`;
}
