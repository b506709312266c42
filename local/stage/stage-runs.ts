/** Executions of a stage as commands use them: begun here, run by Step Functions, followed by looking again and again. */
import { setTimeout } from 'node:timers/promises';

import type { Execution, Executions, StateVisit } from '../../shared/executions.ts';
import type { HomeRunner } from '../home.ts';
import type { Progress } from '../runner/recorded-execution.ts';

/** The first look is soon, for short runs; later ones are seldom, for long ones. */
const LOOK_MILLISECONDS = 500;
const GROWTH = 1.2;
const MOST_GROWTH = 10;
/** Looks in a row that AWS may fail to answer. */
const MOST_LOST_LOOKS = 20;
/** What Step Functions shows may be a moment old: who waits is believed when it is seen again. */
const LOOKS_THAT_CONVINCE = 2;

export interface StageRunsOptions {
  readonly executions: Executions;
  /** See redriveExecution. */
  redrive(machine: string, name: string): Promise<void>;
  /** Whether an execution does nothing until a person decides, in the state it entered last. */
  isWaiting(execution: Execution, last: StateVisit | undefined): Promise<boolean>;
  /** Until the second look; 500 if not given. */
  readonly lookMilliseconds?: number;
}

/** An execution that is followed, and what of it was told. */
interface Followed {
  readonly machine: string;
  readonly name: string;
  /** Passages through states whose end was told. */
  told: number;
  hasEnded: boolean;
}

export class StageRuns implements HomeRunner {
  readonly #options: StageRunsOptions;
  readonly #followed = new Map<string, Followed>();
  readonly #listeners = new Set<(progress: Progress) => void>();

  constructor(options: StageRunsOptions) {
    this.#options = options;
  }

  async start(machine: string, name: string, input: unknown): Promise<Execution> {
    const execution = await this.#options.executions.start(machine, name, input);
    this.#follow(machine, name, 0);
    return execution;
  }

  /** One that runs is followed from now on. */
  async describe(machine: string, name: string): Promise<Execution | undefined> {
    const execution = await this.#options.executions.describe(machine, name);
    if (execution?.status === 'RUNNING') await this.#followOn(machine, name);
    return execution;
  }

  async redrive(machine: string, name: string): Promise<void> {
    await this.#options.redrive(machine, name);
    await this.#followOn(machine, name);
  }

  /** Nothing to do: on AWS executions go on by themselves. */
  async resume(): Promise<void> {}

  /** Resolves when each execution that is followed has ended, or does nothing until a person decides. */
  async settle(): Promise<void> {
    for (const followed of this.#followed.values()) await this.#watch(followed);
  }

  onProgress(listener: (progress: Progress) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What an execution went through before is nothing new. */
  async #followOn(machine: string, name: string): Promise<void> {
    const known = this.#followed.get(`${machine}/${name}`);
    if (known) known.hasEnded = false;
    else this.#follow(machine, name, ended(await this.#options.executions.history(machine, name)).length);
  }

  #follow(machine: string, name: string, told: number): void {
    this.#followed.set(`${machine}/${name}`, { machine, name, told, hasEnded: false });
  }

  async #watch(followed: Followed): Promise<void> {
    let seenWaiting = 0;
    let lost = 0;
    const { lookMilliseconds = LOOK_MILLISECONDS } = this.#options;
    for (let growth = 1; !followed.hasEnded; growth = Math.min(growth * GROWTH, MOST_GROWTH)) {
      try {
        seenWaiting = (await this.#look(followed)) ? seenWaiting + 1 : 0;
        lost = 0;
      } catch (error) {
        if ((error as Error).name !== 'TransientError' || ++lost === MOST_LOST_LOOKS) throw error;
      }
      if (seenWaiting === LOOKS_THAT_CONVINCE) return;
      if (!followed.hasEnded) await setTimeout(lookMilliseconds * growth);
    }
  }

  /** @returns whether it waits for a person */
  async #look(followed: Followed): Promise<boolean> {
    const { machine, name } = followed;
    const { executions, isWaiting } = this.#options;
    const execution = await executions.describe(machine, name);
    const visits = await executions.history(machine, name);
    await this.#tell(followed, visits);
    followed.hasEnded = execution !== undefined && execution.status !== 'RUNNING';
    return execution !== undefined && !followed.hasEnded && isWaiting(execution, visits.at(-1));
  }

  /** Tells what is new, with the counts of the last Map where they are those of its state. */
  async #tell(followed: Followed, visits: readonly StateVisit[]): Promise<void> {
    const { machine, name } = followed;
    const fresh = visits.slice(followed.told);
    const counts = fresh.some(({ type }) => type === 'Map') ? await this.#options.executions.mapCounts(machine, name) : undefined;
    for (const { state, exitedAt } of fresh) {
      // While its list is read, a Map counts nothing.
      if (counts?.state === state && counts.total > 0) this.#say({ machine, name, type: 'map', counts });
      if (exitedAt) this.#say({ machine, name, type: 'exited', state, at: exitedAt });
    }
    followed.told = ended(visits).length;
  }

  #say(progress: Progress): void {
    for (const listener of this.#listeners) listener(progress);
  }
}

/** Passages that are over; only the last one may not be. */
function ended(visits: readonly StateVisit[]): readonly StateVisit[] {
  return visits.at(-1)?.exitedAt ? visits : visits.slice(0, -1);
}
