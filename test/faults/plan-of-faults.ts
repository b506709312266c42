/** What goes wrong, drawn from the seed: which faults in which sitting, each at a moment that an undisturbed run has. */
import { Chance } from './chance.ts';
import type { World } from './world.ts';

/** What an undisturbed run of the world was: the moments at which something can go wrong. */
export interface Course {
  readonly turns: number;
  readonly writes: number;
  /** By step: how often it was delivered, and how many turns its longest delivery took. */
  readonly steps: Readonly<Record<string, { readonly deliveries: number; readonly turns: number }>>;
}

/** Before the so many-th turn of the so many-th delivery of a step. */
export interface StepMoment {
  readonly step: string;
  readonly delivery: number;
  readonly turn: number;
}

export type Fault =
  /** kill -9 */
  | { readonly kind: 'kill'; readonly at: { readonly write: number; readonly when: 'before' | 'after' } | StepMoment }
  /** From a write on there is no space, for so many attempts to write. */
  | { readonly kind: 'full disk'; readonly write: number; readonly attempts: number }
  /** A delivery of the step and its next retries fail, before anything was done or after everything was. */
  | {
      readonly kind: 'step fails';
      readonly step: string;
      readonly delivery: number;
      readonly times: number;
      readonly error: 'TransientError' | 'Lambda.Unknown' | 'Lambda.TooManyRequestsException';
      readonly when: 'before' | 'after';
    }
  /** Two deliveries of one event; the state machine sees the answer of one. */
  | {
      readonly kind: 'delivered twice';
      readonly step: string;
      readonly delivery: number;
      readonly how: 'in a row' | 'at once';
      readonly answer: 'first' | 'second';
    }
  /** The state machine gives up on a delivery, which lies still and goes on later. */
  | ({ readonly kind: 'goes on late'; readonly for: { readonly turns: number } | { readonly milliseconds: number } } & StepMoment)
  /** A port fails once with a TransientError, before its work or after it. */
  | { readonly kind: 'port fails'; readonly at: StepMoment | { readonly turn: number }; readonly when: 'before' | 'after' }
  | { readonly kind: 'clock jumps'; readonly turn: number; readonly minutes: number }
  | { readonly kind: 'somebody acts'; readonly at: StepMoment | { readonly turn: number }; readonly act: Act };

/** What a person, a sender of events or another process does in between. */
export type Act =
  /** Decides on the run as it is found, or on a review that was another's. */
  | { readonly does: 'decides'; readonly decision: 'release' | 'reject'; readonly hash: 'right' | 'old'; readonly times: 1 | 2 }
  | { readonly does: 'releases from another process' }
  | { readonly does: 'releases what they started' }
  | { readonly does: 'starts the month again' }
  | { readonly does: 'starts a dry run' }
  | { readonly does: 'starts a second process' }
  /** All of them, or one line. */
  | { readonly does: 'sends late events'; readonly line?: number };

export interface Sitting {
  /** Minutes by which the clock is wrong when the process begins. */
  readonly clockMinutes: number;
  readonly faults: readonly Fault[];
  readonly weather: Weather;
}

/** What happens to any delivery of any step, in shares of all. */
export interface Weather {
  /** Delivered twice at once. */
  readonly twice: number;
  /** Fails once, after everything was done. */
  readonly answerLost: number;
  /** Times out, lies still, and goes on later. */
  readonly late: number;
}

export const FAIR: Weather = { twice: 0, answerLost: 0, late: 0 };

export interface PlanOfFaults {
  /** Processes that work on the months one after the other, each until it is done or dead. */
  readonly sittings: readonly Sitting[];
  readonly people: PlanOfPeople;
}

/** What people decide when runs wait for them. */
export interface PlanOfPeople {
  /** On reviews, in order; after the last they release. `change` takes a customer out of the run. */
  readonly decisions: readonly ('release' | 'reject' | 'change')[];
  /** On documents that are missing, in order; after the last they have them made again. */
  readonly repairs: readonly ('retry' | 'void')[];
  /** Whether someone whose decision was not confirmed asks again, or only has the run go on. */
  readonly asksAgain: boolean;
  /** Whether the next month is begun while one waits for its release. */
  readonly overlaps: boolean;
}

/** People in a world where nothing goes wrong. */
export const CALM_PEOPLE: PlanOfPeople = { decisions: [], repairs: [], asksAgain: true, overlaps: false };

const DAY_MINUTES = 24 * 60;
/** More failures of one delivery than any Retry of a batch makes up for. */
const MORE_THAN_RETRIES = 9;

export function planOf(seed: number, world: World, course: Course): PlanOfFaults {
  const chance = new Chance(`faults ${seed}`);
  const isClockWrong = chance.is(0.2);
  const count = chance.pick([1, 1, 2, 2, 3]);
  const sittings = Array.from({ length: count }, (_, i): Sitting => {
    const clockMinutes = isClockWrong ? chance.pick([0, 0, -1, 1]) * chance.whole(1, DAY_MINUTES) : 0;
    const faults = faultsOf(chance, world, course, i);
    if (isClockWrong && chance.is(0.5)) faults.push(clockJump(chance, course, clockMinutes));
    if (i === 0 && chance.is(0.4)) faults.push(...usageInDrops(chance, world, course));
    // A process that is not the last one dies.
    if (i < count - 1 && !faults.some(({ kind }) => kind === 'kill')) faults.push(killOf(chance, course, i));
    return { clockMinutes, faults, weather: weatherOf(chance) };
  });
  return {
    sittings,
    people: {
      decisions: chance.is(0.35) ? Array.from({ length: chance.whole(1, 3) }, () => chance.pick(['reject', 'change', 'release'])) : [],
      repairs: chance.is(0.5) ? [chance.pick(['void', 'retry']), 'void'] : [],
      asksAgain: chance.is(0.5),
      overlaps: chance.is(0.3),
    },
  };
}

function weatherOf(chance: Chance): Weather {
  if (chance.is(0.6)) return FAIR;
  return { twice: chance.pick([0, 0.1, 0.5]), answerLost: chance.pick([0, 0.05, 0.15]), late: chance.pick([0, 0, 0.1]) };
}

/** Late usage comes line by line, at any moment. */
function usageInDrops(chance: Chance, world: World, course: Course): Fault[] {
  return Array.from({ length: world.months.flatMap(({ late }) => late).length }, (_, line): Fault => {
    return { kind: 'somebody acts', at: { turn: chance.whole(1, course.turns) }, act: { does: 'sends late events', line } };
  });
}

/** @param sitting later ones have less left to do, so what happens in them happens early */
function faultsOf(chance: Chance, world: World, course: Course, sitting: number): Fault[] {
  const faults: Fault[] = [];
  let last: StepMoment | undefined;
  for (let count = chance.pick([1, 2, 2, 3, 4]); count > 0; count--) {
    // What goes wrong comes together: while a failed step waits for its retry, somebody acts.
    const moment = last && chance.is(0.5) ? last : momentOf(chance, course, sitting);
    faults.push(faultOf(chance, world, course, sitting, moment));
    last = moment;
  }
  return faults;
}

/** Steps that decide what is billed, under which number and by whom's leave; the others only carry it out. */
const DECIDING = [
  'pricing/calculate-price',
  'invoicing/draft-invoice',
  'billing-run/review-drafts',
  'billing-run/await-release',
  'billing-run/decide-run',
  'billing-run/seal-run',
  'invoice-numbering/allocate-numbers',
  'billing-run/close-run',
];

function momentOf(chance: Chance, course: Course, sitting: number): StepMoment {
  const steps = Object.keys(course.steps).sort();
  const step = chance.pick(chance.is(0.5) ? steps : steps.filter((name) => DECIDING.includes(name)));
  const { deliveries, turns } = course.steps[step]!;
  return { step, delivery: deliveryOf(chance, deliveries, sitting), turn: chance.whole(1, turns) };
}

function deliveryOf(chance: Chance, deliveries: number, sitting: number): number {
  return sitting === 0 ? chance.whole(1, deliveries) : chance.small(deliveries);
}

function killOf(chance: Chance, course: Course, sitting: number): Fault {
  const write = sitting === 0 ? chance.whole(1, course.writes) : chance.small(course.writes);
  return { kind: 'kill', at: { write, when: chance.pick(['before', 'after']) } };
}

function faultOf(chance: Chance, world: World, course: Course, sitting: number, moment: StepMoment): Fault {
  const { step, delivery } = moment;
  const anyTurn = (): { turn: number } => ({ turn: sitting === 0 ? chance.whole(1, course.turns) : chance.small(course.turns) });
  const kind = chance.next();
  if (kind < 0.14) return chance.is(0.5) ? { kind: 'kill', at: moment } : killOf(chance, course, sitting);
  if (kind < 0.31)
    return {
      kind: 'step fails',
      step,
      delivery,
      times: chance.is(0.2) ? MORE_THAN_RETRIES : chance.whole(1, 3),
      error: chance.pick(['TransientError', 'Lambda.Unknown', 'Lambda.TooManyRequestsException']),
      when: chance.pick(['before', 'after', 'after']),
    };
  if (kind < 0.44)
    return {
      kind: 'delivered twice',
      step,
      delivery,
      how: chance.pick(['in a row', 'at once', 'at once']),
      answer: chance.pick(['first', 'second']),
    };
  if (kind < 0.59) {
    const lies = chance.is(0.6) ? { turns: chance.small(course.turns) } : { milliseconds: 1000 * chance.small(900) };
    return { kind: 'goes on late', ...moment, for: lies };
  }
  if (kind < 0.72) return { kind: 'port fails', at: chance.is(0.8) ? moment : anyTurn(), when: chance.pick(['before', 'after', 'after']) };
  if (kind < 0.75) return { kind: 'full disk', write: chance.whole(1, course.writes), attempts: chance.small(60) };
  if (kind < 0.85) return atWorstMoment(chance, world, course, sitting);
  return { kind: 'somebody acts', at: chance.is(0.7) ? moment : anyTurn(), act: actOf(chance, world, step) };
}

/** Usage that comes while it is measured, or a decision on a review that nobody waits on yet. */
function atWorstMoment(chance: Chance, world: World, course: Course, sitting: number): Fault {
  const waits = course.steps['billing-run/await-release'];
  if (waits && chance.is(0.5)) {
    const at = { step: 'billing-run/await-release', delivery: deliveryOf(chance, waits.deliveries, sitting), turn: chance.whole(1, 2) };
    return { kind: 'somebody acts', at, act: { does: 'decides', decision: chance.pick(['release', 'reject']), hash: 'right', times: 1 } };
  }
  const { deliveries, turns } = course.steps['pricing/calculate-price']!;
  const at = { step: 'pricing/calculate-price', delivery: deliveryOf(chance, deliveries, sitting), turn: chance.whole(1, turns) };
  const isLate = world.months.some(({ late }) => late.length > 0);
  return { kind: 'somebody acts', at, act: isLate ? { does: 'sends late events' } : { does: 'starts a dry run' } };
}

/** The clock is never wrong by more than a day. */
function clockJump(chance: Chance, course: Course, error: number): Fault {
  const wrong = chance.whole(-DAY_MINUTES, DAY_MINUTES);
  return { kind: 'clock jumps', turn: chance.whole(1, course.turns), minutes: wrong - error };
}

function actOf(chance: Chance, world: World, step: string): Act {
  const late: Act[] = world.months.some((month) => month.late.length > 0) ? [{ does: 'sends late events' }] : [];
  const decides: Act[] =
    world.policy === 'never'
      ? []
      : [
          { does: 'decides', decision: 'release', hash: 'right', times: 1 },
          { does: 'decides', decision: 'release', hash: chance.pick(['right', 'old']), times: 2 },
          { does: 'decides', decision: 'reject', hash: 'right', times: 1 },
          { does: 'releases what they started' },
          { does: 'releases from another process' },
        ];
  // Usage comes while it is measured, and a decision while the review is.
  const fitting = ['pricing/calculate-price', 'invoicing/draft-invoice'].includes(step)
    ? late
    : step.startsWith('billing-run')
      ? decides
      : [];
  if (fitting.length > 0 && chance.is(0.6)) return chance.pick(fitting);
  return chance.pick([
    ...late,
    ...decides,
    { does: 'starts the month again' },
    { does: 'starts a dry run' },
    { does: 'starts a second process' },
  ]);
}
