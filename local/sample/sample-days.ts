import type { Catalog } from '../../shared/catalog.store.ts';
import { addDays } from '../../shared/period.ts';
import { mishaps } from './mishaps.ts';
import { randomFrom } from './random.ts';
import { SEED } from './sample-catalog.ts';
import { usageByDay } from './sample-usage.ts';

/** What reaches the seller on one UTC day: events as their senders wrote them, one a line. */
export interface SampleDay {
  readonly day: string;
  readonly lines: readonly string[];
  /** How many of them come when the UTC day on which they happened is over. */
  readonly late: number;
}

/** One event in so many is sent twice, and one in as many comes a day late. */
const RARE = 300;
/** The day of the month whose evening is sent a second time on the next day, by everybody. */
const SENT_AGAIN = { day: 14, from: 'T18' };
/** Days of the month on which a line to one customer is down, and the one on which it is up again. */
const LINE_DOWN = { customer: 'lumiere', days: [20, 21], until: 23 };
/** What one customer used on the last day of the month is only sent on the 3rd of the next: after the month is billed. */
const AFTER_THE_RUN = { customer: 'wiener-takt', day: 31, until: 34 };

/**
 * A month as it reaches the seller before it is billed, day by day: usage, and among it what is sent twice, late or
 * broken, what contradicts itself, and what is taken back.
 */
export function* sampleDays(catalog: Catalog, month: string): Generator<SampleDay> {
  const random = randomFrom(`${SEED} senders`);
  const mail = new Mailbag();
  const dayOf = (number: number): string => addDays(`${month}-01`, number - 1);
  const down = new Set(LINE_DOWN.days.map(dayOf));
  for (const { day, line } of mishaps(catalog, dayOf)) mail.add(day, line);

  for (const { day, events } of usageByDay(catalog, month)) {
    for (const event of events) {
      const line = JSON.stringify(event);
      const chance = random() * RARE;
      if (event.customer === AFTER_THE_RUN.customer && day === dayOf(AFTER_THE_RUN.day)) continue;
      if (event.customer === LINE_DOWN.customer && down.has(day)) mail.addLate(dayOf(LINE_DOWN.until), line);
      else if (chance < 1 && day < dayOf(31)) mail.addLate(addDays(day, 1), line);
      else for (let times = chance < RARE - 1 ? 1 : 2; times > 0; times--) mail.add(day, line);
      if (day === dayOf(SENT_AGAIN.day) && event.time.slice(10) >= SENT_AGAIN.from) mail.add(addDays(day, 1), line);
    }
    yield* mail.upTo(day);
  }
  yield* mail.upTo('9999');
}

/** What comes after the month is billed, and has to be corrected by the next bill. */
export function afterTheRun(catalog: Catalog, month: string): SampleDay {
  const customers = catalog.customers.filter(({ customer }) => customer.id === AFTER_THE_RUN.customer);
  const day = addDays(`${month}-01`, AFTER_THE_RUN.day - 1);
  const events = [...usageByDay({ ...catalog, customers }, month)].flatMap((it) => (it.day === day ? it.events : []));
  return {
    day: addDays(`${month}-01`, AFTER_THE_RUN.until - 1),
    lines: events.map((event) => JSON.stringify(event)),
    late: events.length,
  };
}

/** What is on its way, by the day on which it arrives. */
class Mailbag {
  readonly #days = new Map<string, { lines: string[]; late: number }>();

  add(day: string, line: string): void {
    const { lines } = this.#of(day);
    lines.push(line);
  }

  addLate(day: string, line: string): void {
    this.add(day, line);
    this.#of(day).late++;
  }

  *upTo(last: string): Generator<SampleDay> {
    for (const [day, mail] of [...this.#days].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (day > last) continue;
      this.#days.delete(day);
      yield { day, ...mail };
    }
  }

  #of(day: string): { lines: string[]; late: number } {
    const mail = this.#days.get(day) ?? { lines: [], late: 0 };
    this.#days.set(day, mail);
    return mail;
  }
}
