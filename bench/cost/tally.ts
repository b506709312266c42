/** What is counted of a run, in the units AWS charges by. */
export const MEASURES = [
  'standardTransitions',
  /** Of Express workflows: not charged, shown for what they tell. */
  'expressTransitions',
  'expressRequests',
  'expressGbSeconds',
  'lambdaRequests',
  'lambdaGbSeconds',
  'coldGbSeconds',
  'writeUnits',
  'readUnits',
  /** PUT and LIST; GET and HEAD. */
  'putRequests',
  'getRequests',
  /** Bytes that stay in the table, in the working files, and in the archive. */
  'tableBytes',
  'workingBytes',
  'archiveBytes',
  /** Bytes of working files that the run removed; an older version of them is kept for a while. */
  'removedBytes',
  /** What the steps log, and what Lambda writes around it. */
  'logBytes',
  'httpRequests',
  'answerBytes',
  'mails',
] as const;
export type Measure = (typeof MEASURES)[number];

/** A state of a machine, or what else a charge is traced to. */
export interface Place {
  readonly machine: string;
  readonly step: string;
}

export interface Counted extends Place {
  readonly counts: Readonly<Partial<Record<Measure, number>>>;
}

/** Adds up what each place used. */
export class Tally {
  readonly #counted = new Map<string, { readonly place: Place; readonly counts: Partial<Record<Measure, number>> }>();

  add(place: Place, measure: Measure, count: number): void {
    const key = `${place.machine}|${place.step}`;
    const counted = this.#counted.get(key) ?? { place, counts: {} };
    this.#counted.set(key, counted);
    counted.counts[measure] = (counted.counts[measure] ?? 0) + count;
  }

  /** In the order in which the places first used something. */
  all(): Counted[] {
    return [...this.#counted.values()].map(({ place, counts }) => ({ ...place, counts }));
  }
}
