const MOST_TRIES = 5;
const FORGOTTEN_AFTER_MILLISECONDS = 60_000;
/** Addresses that are kept in mind; a flood of others pushes the oldest out. */
const MOST_ADDRESSES = 1_000;

/** Wrong passwords of late, by address, so that nobody tries one after the other; kept while the process lives. */
export class FailedTries {
  readonly #failed = new Map<string, { count: number; last: number }>();
  #trying: Promise<unknown> = Promise.resolve();

  /** Whether an address has to wait: five in a row were wrong, the last within a minute. */
  areTooMany(email: string, at: Date): boolean {
    const { count = 0, last = 0 } = this.#failed.get(email.toLowerCase()) ?? {};
    return count >= MOST_TRIES && at.getTime() - last < FORGOTTEN_AFTER_MILLISECONDS;
  }

  count(email: string, at: Date): void {
    const name = email.toLowerCase();
    const { count = 0, last = 0 } = this.#failed.get(name) ?? {};
    const isOld = at.getTime() - last >= FORGOTTEN_AFTER_MILLISECONDS;
    this.#failed.delete(name);
    this.#failed.set(name, { count: isOld ? 1 : count + 1, last: at.getTime() });
    const [oldest] = this.#failed.keys();
    if (this.#failed.size > MOST_ADDRESSES && oldest !== undefined) this.#failed.delete(oldest);
  }

  forget(email: string): void {
    this.#failed.delete(email.toLowerCase());
  }

  /** One try after the other: each takes 32 MiB of memory. */
  oneByOne<Result>(attempt: () => Promise<Result>): Promise<Result> {
    const next = this.#trying.then(attempt);
    this.#trying = next.catch(() => undefined);
    return next;
  }
}
