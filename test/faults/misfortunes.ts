/** The faults of one sitting, as they come: each happens once, at its moment, and is written into the diary. */
import { TransientError } from '../../shared/errors.ts';
import type { Chance } from './chance.ts';
import type { DiskFaults } from './disk.ts';
import { type Act, FAIR, type Fault, type Sitting, type StepMoment, type Weather } from './plan-of-faults.ts';
import { faultInWords } from './plan-in-words.ts';
import type { Actor, Pause, TurnFault, TurnTaken } from './simulation.ts';

/** What the sitting does when a fault is not the port's own. */
export interface Consequences {
  /** Ends the process at once. */
  die(): never;
  act(act: Act): void;
  jump(minutes: number): void;
  write(entry: DiaryEntry): void;
}

/** A fault that came. */
export interface DiaryEntry {
  readonly kind: string;
  readonly text: string;
  /** No Retry outlasts it: what it hit may be left undone. */
  readonly isLasting?: boolean;
}

/** Failures of one delivery that Retry makes up for in every state. */
const LONGEST_RETRY = 4;

type GoesOnLate = Extract<Fault, { kind: 'goes on late' }>;
type Delivered = Extract<Fault, { kind: 'step fails' | 'delivered twice' }>;

export class Misfortunes implements DiskFaults {
  readonly #faults: Set<Fault>;
  #weather: Weather;
  readonly #chance: Chance;
  readonly #consequences: Consequences;
  readonly #deliveries = new Map<string, number>();
  /** Which delivery of its step an actor is. */
  readonly #ofActor = new WeakMap<Actor, { step: string; delivery: number }>();
  /** Payloads whose next deliveries fail. */
  readonly #failing = new Map<string, { left: number; fault: Extract<Fault, { kind: 'step fails' }> }>();
  #noSpaceFor = 0;

  /** @param chance of the weather */
  constructor({ faults, weather }: Pick<Sitting, 'faults' | 'weather'>, chance: Chance, consequences: Consequences) {
    this.#faults = new Set(faults);
    this.#weather = weather;
    this.#chance = chance;
    this.#consequences = consequences;
  }

  /** From now on nothing goes wrong. */
  end(): void {
    this.#faults.clear();
    this.#weather = FAIR;
    this.#failing.clear();
    this.#noSpaceFor = 0;
  }

  /** What happens to a delivery of a step. */
  delivery(step: string, payload: string): { number: number; fault: Delivered | undefined } {
    const number = (this.#deliveries.get(step) ?? 0) + 1;
    this.#deliveries.set(step, number);
    const again = this.#failing.get(`${step} ${payload}`);
    if (again && again.left > 0) {
      again.left--;
      return { number, fault: again.fault };
    }
    const fault = this.#first(
      (it): it is Delivered => (it.kind === 'step fails' || it.kind === 'delivered twice') && it.step === step && it.delivery === number,
    );
    if (!fault) return { number, fault: this.#stormOn(step, number) };
    this.#came(fault, '');
    if (fault.kind === 'step fails') this.#failing.set(`${step} ${payload}`, { left: fault.times - 1, fault });
    return { number, fault };
  }

  /** Where a delivery is left lying, if it is. */
  pauseOf(step: string, number: number, onPause: () => void): Pause | undefined {
    const planned = this.#first((it): it is GoesOnLate => it.kind === 'goes on late' && it.step === step && it.delivery === number);
    const fault = planned ?? this.#lullOn(step, number);
    if (!fault) return undefined;
    return {
      beforeTurn: fault.turn,
      for: fault.for,
      onPause: () => {
        this.#came(fault, '');
        onPause();
      },
    };
  }

  /** From its first turn on an actor is this delivery. */
  name(actor: Actor, step: string, delivery: number): void {
    this.#ofActor.set(actor, { step, delivery });
  }

  onTurn(taken: TurnTaken): TurnFault | undefined {
    const delivered = this.#ofActor.get(taken.actor);
    const isNow = (at: StepMoment | { turn: number } | { write: number }): boolean =>
      'step' in at
        ? at.step === delivered?.step && at.delivery === delivered.delivery && at.turn === taken.ofActor
        : 'turn' in at && at.turn === taken.turn;
    let failure: TurnFault | undefined;
    for (const fault of this.#faults) {
      if (fault.kind === 'clock jumps') {
        if (fault.turn !== taken.turn) continue;
        this.#came(fault, taken.label);
        this.#consequences.jump(fault.minutes);
      } else if (fault.kind === 'kill' && isNow(fault.at)) {
        this.#came(fault, taken.label);
        this.#consequences.die();
      } else if (fault.kind === 'port fails' && isNow(fault.at)) {
        this.#came(fault, taken.label);
        failure = { when: fault.when, error: new TransientError(`The port was busy (${fault.when} ${taken.label}).`) };
      } else if (fault.kind === 'somebody acts' && isNow(fault.at)) {
        this.#came(fault, taken.label);
        this.#consequences.act(fault.act);
      }
    }
    return failure;
  }

  before(write: number, what: string): boolean {
    this.#killAt(write, 'before', what);
    const full = this.#first((it): it is Extract<Fault, { kind: 'full disk' }> => it.kind === 'full disk' && it.write <= write);
    if (full) {
      this.#came(full, what);
      this.#noSpaceFor = full.attempts;
    }
    return this.hasNoSpace();
  }

  after(write: number, what: string): void {
    this.#killAt(write, 'after', what);
  }

  /** Counts an attempt to write. */
  hasNoSpace(): boolean {
    return this.#noSpaceFor > 0 && this.#noSpaceFor-- > 0;
  }

  #stormOn(step: string, delivery: number): Delivered | undefined {
    const { twice, answerLost } = this.#weather;
    let fault: Delivered | undefined;
    if (this.#chance.is(twice))
      fault = { kind: 'delivered twice', step, delivery, how: 'at once', answer: this.#chance.pick(['first', 'second']) };
    else if (this.#chance.is(answerLost)) fault = { kind: 'step fails', step, delivery, times: 1, error: 'Lambda.Unknown', when: 'after' };
    if (fault) this.#came(fault, 'weather');
    return fault;
  }

  #lullOn(step: string, delivery: number): GoesOnLate | undefined {
    if (!this.#chance.is(this.#weather.late)) return undefined;
    return { kind: 'goes on late', step, delivery, turn: this.#chance.whole(1, 12), for: { turns: this.#chance.small(400) } };
  }

  #killAt(write: number, when: 'before' | 'after', what: string): void {
    for (const fault of this.#faults) {
      if (fault.kind !== 'kill' || !('write' in fault.at) || fault.at.write !== write || fault.at.when !== when) continue;
      this.#came(fault, what);
      this.#consequences.die();
    }
  }

  #first<It extends Fault>(is: (fault: Fault) => fault is It): It | undefined {
    for (const fault of this.#faults) if (is(fault)) return fault;
    return undefined;
  }

  #came(fault: Fault, where: string): void {
    this.#faults.delete(fault);
    const kind = fault.kind === 'somebody acts' ? fault.act.does : fault.kind;
    const isLasting = fault.kind === 'full disk' || (fault.kind === 'step fails' && fault.times > LONGEST_RETRY);
    this.#consequences.write({
      kind,
      ...(isLasting ? { isLasting } : {}),
      text: `${faultInWords(fault)}${where === '' ? '' : ` (${where})`}`,
    });
  }
}
