import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fixClock } from '../../shared/clock.ts';
import { sampleFile } from './sample-files.ts';

/** How far the sample has come in its calendar, so that a start which is cut off goes on there, and time never goes back. */
export class SampleClock {
  readonly #file: string;
  #reached: string;

  /** @param begin moment at which it begins, if no earlier start has come further */
  constructor(data: string, begin: string) {
    this.#file = sampleFile(data, 'reached.txt');
    this.#reached = existsSync(this.#file) ? readFileSync(this.#file, 'utf8').trim() : begin;
  }

  /** The last moment at which something happened, or was about to. */
  get reached(): string {
    return this.#reached;
  }

  /**
   * Does what happens at a moment, which is not before those that were done; what an earlier start was cut off in is done again.
   *
   * @param moment an instant in UTC, to the second
   */
  async at(moment: string, work: () => Promise<void>): Promise<void> {
    if (moment < this.#reached) return;
    if (moment > this.#reached) {
      writeFileSync(`${this.#file}.part`, `${moment}\n`);
      renameSync(`${this.#file}.part`, this.#file);
      this.#reached = moment;
    }
    fixClock(new Date(moment));
    await work();
  }
}
