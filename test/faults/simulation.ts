/**
 * One process in which time, chance and the order of work follow from a seed.
 *
 * Everything that reaches a port asks for a turn, and one turn is taken at a time: which of those that wait is chance of
 * the seed, so steps that run at once interleave in another way with each seed and in the same way with the same. Timers
 * run on a clock that only moves when a turn is taken or nothing else can go on; a wait of 30 seconds takes none.
 */
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';

import { fixClock } from '../../shared/clock.ts';
import type { Chance } from './chance.ts';

/** Turns of the event loop without any movement after which everyone waits for us. */
const CALM_TURNS = 4;
/** Rounds in which only the runner's polling moves before we say that nothing will. */
const IDLE_ROUNDS = 40;
const POLL_MILLISECONDS = 50;
/** Timers that ring one after the other without anyone taking a turn. */
const MOST_RINGS = 5_000;
/** Real milliseconds that work between two turns may take, such as rendering a document. */
const MOST_REAL_MILLISECONDS = 60_000;
/** Node makes 1 of a longer delay. */
const LONGEST_DELAY = 2 ** 31 - 1;

const realImmediate = setImmediate;
const realNow = performance.now.bind(performance);

/** Who asks for turns: the delivery of a step, a person, or the runner itself. */
export interface Actor {
  readonly id: number;
  readonly name: string;
  /** Turns asked for so far. */
  turns: number;
  waiting: number;
  sleeping: number;
  /** Before its so many-th turn it is left lying. */
  pause?: Pause;
}

export interface Pause {
  readonly beforeTurn: number;
  /** How many turns others take meanwhile; or how many milliseconds pass. */
  readonly for: { readonly turns: number } | { readonly milliseconds: number };
  onPause(): void;
}

/** A turn as a fault sees it. */
export interface TurnTaken {
  /** From 1, of all turns of this process. */
  readonly turn: number;
  readonly actor: Actor;
  /** From 1, of this actor. */
  readonly ofActor: number;
  readonly label: string;
}

/** A turn that fails before it does anything, or does its work and loses the answer. */
export interface TurnFault {
  readonly when: 'before' | 'after';
  readonly error: Error;
}

interface Turn {
  readonly actor: Actor;
  readonly ofActor: number;
  readonly label: string;
  readonly take: () => Promise<unknown>;
}
interface Timer {
  readonly id: number;
  due: number;
  readonly every: number | undefined;
  readonly ring: () => void;
  readonly actor: Actor | undefined;
}

/** Nothing moves any more, and the work is not done. */
export class StuckError extends Error {
  override readonly name = 'StuckError';
}

export class Simulation {
  /** What was taken, in order: equal traces are the same run. */
  readonly trace: string[] = [];
  turns = 0;
  /** Called before a turn is taken; says how it fails, if it does. */
  onTurn: (taken: TurnTaken) => TurnFault | undefined = () => undefined;
  readonly #chance: Chance;
  readonly #actors = new AsyncLocalStorage<Actor>();
  readonly #runner: Actor = { id: 0, name: 'runner', turns: 0, waiting: 0, sleeping: 0 };
  /** Whose work has not ended. */
  readonly #active = new Set<Actor>();
  readonly #order: 'any' | 'oldest first' | 'newest first';
  readonly #timers = new Map<number, Timer>();
  #waiting: Turn[] = [];
  #held: { turn: Turn; until: number }[] = [];
  #moves = 0;
  #ringsInVain = 0;
  #lastTimer = 0;
  #lastActor = 0;
  #milliseconds = 0;
  #began: number;
  #error: number;

  /**
   * @param begin when it begins
   * @param error milliseconds by which the clock of the machine is wrong then
   */
  constructor(chance: Chance, begin: Date, error = 0) {
    this.#chance = chance;
    this.#began = begin.getTime();
    this.#error = error;
    this.#order = chance.pick(['any', 'any', 'any', 'oldest first', 'newest first']);
    this.#pass(0);
  }

  /** The time there is; the clock of the machine may say another. */
  get time(): Date {
    return new Date(this.#began + this.#milliseconds);
  }

  /** The clock of the machine is put forward or back; timers don't notice. */
  jump(milliseconds: number): void {
    this.#error += milliseconds;
    this.#pass(0);
  }

  /** Time in which nobody does anything. */
  skip(milliseconds: number): void {
    this.#began += milliseconds;
    this.#pass(0);
  }

  /** Nobody does anything before that. */
  skipTo(instant: Date): void {
    this.skip(Math.max(0, instant.getTime() - this.time.getTime()));
  }

  /** Something moved that is not a turn: a commit of the runner. */
  moved(): void {
    this.#moves++;
  }

  /** Makes the timers, the chance and the stop-watch of this process those of the simulation. */
  takeOver(): void {
    const set = (ring: (...args: unknown[]) => void, delay: number | undefined, args: unknown[], repeats: boolean): object => {
      const milliseconds = delay === undefined || !(delay >= 1 && delay <= LONGEST_DELAY) ? 1 : Math.trunc(delay);
      const actor = repeats ? undefined : this.#actors.getStore();
      const id = ++this.#lastTimer;
      const bound = AsyncResource.bind(() => ring(...args));
      this.#timers.set(id, { id, due: this.#milliseconds + milliseconds, every: repeats ? milliseconds : undefined, ring: bound, actor });
      if (actor) actor.sleeping++;
      const handle = { id, ref: () => handle, unref: () => handle, hasRef: () => true, [Symbol.toPrimitive]: () => id };
      return handle;
    };
    const clear = (handle: unknown): void => {
      const id = typeof handle === 'object' && handle !== null && 'id' in handle ? handle.id : handle;
      const timer = this.#timers.get(Number(id));
      if (!timer) return;
      this.#timers.delete(timer.id);
      if (timer.actor) timer.actor.sleeping--;
    };
    Object.assign(globalThis, {
      setTimeout: (ring: () => void, delay?: number, ...args: unknown[]) => set(ring, delay, args, false),
      setInterval: (ring: () => void, delay?: number, ...args: unknown[]) => set(ring, delay, args, true),
      clearTimeout: clear,
      clearInterval: clear,
    });
    Object.defineProperty(performance, 'now', { value: () => this.#milliseconds, configurable: true });
    Math.random = () => this.#chance.next();
  }

  /** Does `work` as an actor of its own; what it reaches is its turns. */
  act<Result>(name: string, work: (actor: Actor) => Promise<Result>, pause?: Pause): Promise<Result> {
    const actor: Actor = { id: ++this.#lastActor, name, turns: 0, waiting: 0, sleeping: 0, ...(pause ? { pause } : {}) };
    this.#active.add(actor);
    this.#moves++;
    return this.#actors
      .run(actor, () => work(actor))
      .finally(() => {
        this.#active.delete(actor);
        this.#moves++;
      });
  }

  /** Waits for its turn, does `work` while nobody else does, and returns what it came to. */
  turn<Result>(label: string, work: () => Promise<Result>): Promise<Result> {
    const actor = this.#actors.getStore() ?? this.#runner;
    const ofActor = ++actor.turns;
    actor.waiting++;
    this.#moves++;
    return new Promise<Result>((resolve, reject) => {
      const take = async (): Promise<void> => {
        const turn = ++this.turns;
        this.trace.push(`${actor.name} ${ofActor} ${label}`);
        try {
          const fault = this.onTurn({ turn, actor, ofActor, label });
          if (fault?.when === 'before') throw fault.error;
          const result = await work();
          if (fault) throw fault.error;
          resolve(result);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        } finally {
          actor.waiting--;
          this.#moves++;
        }
      };
      this.#arrive({ actor, ofActor, label, take });
    });
  }

  /** Goes on until `main` is done. */
  async run<Result>(main: () => Promise<Result>): Promise<Result> {
    let isOver = false;
    const result = main().finally(() => {
      isOver = true;
      this.#moves++;
    });
    result.catch(() => {});
    let idle = 0;
    for (;;) {
      await this.#calm();
      if (isOver) return result;
      const before = this.#moves;
      const isIdle = !(await this.#step());
      if (this.#moves !== before) idle = 0;
      else if (isIdle && ++idle > IDLE_ROUNDS) throw new StuckError('Nothing moves any more, and the work is not done.');
    }
  }

  /** Lets everyone that was left lying go on to its end. */
  async wakeAll(): Promise<void> {
    while (this.#active.size > 0) {
      this.#wake(Infinity);
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    }
  }

  #arrive(turn: Turn): void {
    const { actor, ofActor } = turn;
    const { pause } = actor;
    if (pause?.beforeTurn !== ofActor) return void this.#waiting.push(turn);
    delete actor.pause;
    if ('turns' in pause.for) this.#held.push({ turn, until: this.turns + pause.for.turns });
    else setTimeout(() => this.#waiting.push(turn), pause.for.milliseconds);
    pause.onPause();
  }

  /** Waits until all who work have come to a turn, a timer or their end. */
  async #calm(): Promise<void> {
    const since = realNow();
    for (let calm = 0; calm < CALM_TURNS;) {
      const before = this.#moves;
      await new Promise((resolve) => realImmediate(resolve));
      const busy = [...this.#active].find(({ waiting, sleeping }) => waiting === 0 && sleeping === 0);
      calm = this.#moves === before && !busy ? calm + 1 : 0;
      if (realNow() - since > MOST_REAL_MILLISECONDS) throw new StuckError(`${busy?.name ?? 'Something'} is busy and comes to no end.`);
    }
  }

  /** One turn is taken, or one timer rings; false if nothing but the polling of the runner is left. */
  async #step(): Promise<boolean> {
    if (this.#waiting.length === 0 && this.#nextTimer() === undefined) this.#wake(Infinity);
    if (this.#waiting.length > 0) this.#pass(this.#chance.whole(0, 4));
    if (this.#poll()) return true;
    const timer = this.#nextTimer();
    if (timer && (timer.due <= this.#milliseconds || this.#waiting.length === 0)) {
      if (++this.#ringsInVain > MOST_RINGS) throw new StuckError('Timers ring and ring, and nobody takes a turn.');
      this.#pass(Math.max(0, timer.due - this.#milliseconds));
      this.#ring(timer);
      return true;
    }
    if (this.#waiting.length === 0) {
      this.#pass(POLL_MILLISECONDS);
      return false;
    }
    const turn = this.#next();
    this.#waiting = this.#waiting.filter((other) => other !== turn);
    this.#ringsInVain = 0;
    await turn.take();
    this.#wake(this.turns);
    return true;
  }

  #wake(turns: number): void {
    for (const { turn, until } of this.#held) if (until <= turns) this.#waiting.push(turn);
    this.#held = this.#held.filter(({ until }) => until > turns);
  }

  #next(): Turn {
    this.#waiting.sort((a, b) => a.actor.id - b.actor.id || a.ofActor - b.ofActor);
    if (this.#order === 'oldest first') return this.#waiting[0]!;
    if (this.#order === 'newest first') return this.#waiting.at(-1)!;
    return this.#chance.pick(this.#waiting);
  }

  #nextTimer(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers.values()) if (timer.every === undefined && (!next || timer.due < next.due)) next = timer;
    return next;
  }

  #ring(timer: Timer): void {
    this.#timers.delete(timer.id);
    if (timer.actor) timer.actor.sleeping--;
    this.#moves++;
    timer.ring();
  }

  /** Whether an interval rang. */
  #poll(): boolean {
    const due = [...this.#timers.values()].filter(({ every, due: at }) => every !== undefined && at <= this.#milliseconds);
    for (const timer of due) {
      timer.due = this.#milliseconds + timer.every!;
      timer.ring();
    }
    return due.length > 0;
  }

  #pass(milliseconds: number): void {
    this.#milliseconds += milliseconds;
    fixClock(new Date(this.time.getTime() + this.#error));
  }
}
