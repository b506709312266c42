/**
 * Whatever usage arrives when, and whatever becomes of the runs in between: all documents together come to what rating
 * the final set at once comes to. The right sums are worked out here in whole hundred-thousandths, with nothing of ours.
 */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { usageEvent, type UsageEvent } from '../shared/usage-event.ts';
import { importCustomers } from './support/catalog.ts';
import { openEmbedded } from './support/embedded.ts';
import { arrive, claimed, linesOf, open, type Month } from './support/months.ts';

/** First instants of the months in Vienna, where the customers are. */
const STARTS = ['2026-09-30T22:00:00Z', '2026-10-31T23:00:00Z', '2026-11-30T23:00:00Z', '2026-12-31T23:00:00Z'];
const OPENED = ['2026-11-02T05:00:00Z', '2026-12-02T05:00:00Z', '2027-01-02T05:00:00Z'];
const HOUR = 3_600_000;
const at = (instant: string, hours: number): string => new Date(Date.parse(instant) + hours * HOUR).toISOString().replace('.000Z', 'Z');

/**
 * When usage can arrive, by run: days before it, in the hours before it, between snapshot and draft, between draft and
 * seal, after the seal, days later.
 */
const MOMENTS = OPENED.flatMap((opened) => [-300, -6, 1, 2, 3, 100].map((hours) => at(opened, hours)));

/** Times at the edges of periods and UTC days, and between them. */
const EDGES = STARTS.flatMap((start) => [-25, -24, -1, 0, 1, 24].map((hours) => at(start, hours)));
const time = fc.oneof(
  fc.constantFrom(...EDGES),
  fc.integer({ min: 0, max: 92 * 24 }).map((hours) => at(STARTS[0] ?? '', hours)),
);

interface Usage {
  readonly time: string;
  readonly isCall: boolean;
  /** Thousandths of a call. */
  readonly quantity: number;
  readonly moments: readonly number[];
  /** When it is taken back, if it is. */
  readonly back: number | undefined;
  /** The same id on the day before or after with another quantity, and when that arrives. */
  readonly twin: { readonly days: -1 | 1; readonly quantity: number; readonly moment: number } | undefined;
}
const moment = fc.nat({ max: MOMENTS.length - 1 });
const quantity = fc.oneof(fc.integer({ min: 1, max: 12_000 }), fc.constantFrom(1, 10_000, 10_001));
const usage: fc.Arbitrary<Usage> = fc.record({
  time,
  isCall: fc.boolean(),
  quantity,
  moments: fc.array(moment, { minLength: 1, maxLength: 3 }),
  back: fc.option(moment, { nil: undefined, freq: 3 }),
  twin: fc.option(fc.record({ days: fc.constantFrom(-1 as const, 1 as const), quantity, moment }), { nil: undefined, freq: 3 }),
});

const fate = fc.constantFrom('billed', 'billed', 'billed', 'rejected', 'set aside', 'void', 'void later');
const history = fc.record({
  customers: fc.array(fc.array(usage, { minLength: 1, maxLength: 7 }), { minLength: 2, maxLength: 2 }),
  fates: fc.tuple(fate, fate, fate),
  hasEnded: fc.boolean(),
});

/** What arrives at each moment; never more than a day before it happens. */
function arrivals(customer: string, used: readonly Usage[]): { moment: number; event: UsageEvent }[] {
  return used.flatMap(({ time: happened, isCall, quantity: amount, moments, back, twin }, i) => {
    const type = isCall ? 'api.calls' : 'message.sent';
    const eventOf = (when: string, changes: object, thousandths = amount): UsageEvent =>
      usageEvent.parse({ id: `${i}`, customer, type, time: when, properties: { calls: `${thousandths / 1000}` }, ...changes });
    const possible = (wanted: number, when: string): number =>
      Math.max(
        wanted,
        MOMENTS.findIndex((it) => Date.parse(it) >= Date.parse(when) - 24 * HOUR),
      );
    const twinTime = twin && at(happened, twin.days * 24);
    return [
      ...moments.map((wanted) => ({ moment: possible(wanted, happened), event: eventOf(happened, {}) })),
      ...(back === undefined
        ? []
        : [{ moment: possible(back, happened), event: eventOf(happened, { id: `${i}-back`, reverses: `${i}` }) }]),
      ...(twin && twinTime ? [{ moment: possible(twin.moment, twinTime), event: eventOf(twinTime, {}, twin.quantity) }] : []),
    ];
  });
}

/** Cents by month and price: rounded half up, as nothing here is negative. */
function rightCents(used: readonly Usage[], months: number): Record<string, number> {
  const cents: Record<string, number> = {};
  for (let month = 0; month < months; month++) {
    let thousandths = 0;
    let messages = 0;
    for (const { time: happened, isCall, quantity: amount, back, twin } of used) {
      if (back !== undefined) continue;
      const isTwinFirst = twin?.days === -1;
      const counted = isTwinFirst ? at(happened, -24) : happened;
      if (counted < (STARTS[month] ?? '') || counted >= (STARTS[month + 1] ?? '')) continue;
      if (isCall) thousandths += isTwinFirst ? twin.quantity : amount;
      else messages += 1;
    }
    // In 10^-7: 0.0333 and 0.0121 a call by thousandths, 1.00 and 0.005 once, 0.0033 a message.
    const low = Math.min(thousandths, 10_000);
    const high = thousandths - low;
    const calls = low * 333 + high * 121 + (low > 0 ? 10_000_000 : 0) + (high > 0 ? 50_000 : 0);
    cents[`${month} base`] = 50_000;
    cents[`${month} calls`] = Math.floor((calls + 50_000) / 100_000);
    cents[`${month} messages`] = Math.floor((messages * 33_000 + 50_000) / 100_000);
  }
  return withoutNothing(cents);
}

it('all documents together bill what there is in the end, each event once and to the cent', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ customers: all, fates, hasEnded }) => {
      // Who has left can't be credited: there is no bill to take it off, and there are no credit notes yet.
      const customers = all.map((used) => used.map((it) => (hasEnded ? { ...it, back: undefined, twin: undefined } : it)));
      const world = openEmbedded();
      try {
        const ids = customers.map((_, i) => `c${i}`);
        const months = hasEnded ? 1 : 3;
        await importCustomers(...ids.map((id) => ({ id, plan: 'fine' as const, ...(hasEnded && { end: '2026-11-01' }) })));
        const coming = ids.flatMap((id, i) => arrivals(id, customers[i] ?? []));
        const runs = await lifeOf(ids, fates, async (now) => {
          const storedOn = MOMENTS[now]?.slice(0, 10) ?? '';
          await arrive(storedOn, ...coming.filter((it) => it.moment === now).map(({ event }) => event));
        });
        for (const [i, id] of ids.entries()) {
          expect(await billedCents(id, runs)).toEqual(rightCents(customers[i] ?? [], months));
          const last = await linesOf(id, ...runs.slice(-1));
          expect(last.filter(({ trace }) => trace.correction)).toEqual([]);
          expect((await claimed(`${id}.fine`)).filter((it) => it.includes(' 0 '))).toHaveLength(hasEnded ? 1 : 5);
        }
      } finally {
        world.close();
      }
    }),
    { numRuns: Number(process.env['ARRIVALS'] ?? 25) },
  );
}, 600_000);

/** Three runs, each with its fate and all that arrives around it, then two more that find nothing in their way. */
async function lifeOf(ids: readonly string[], fates: readonly string[], pass: (moment: number) => Promise<void>): Promise<Month[]> {
  const runs: Month[] = [];
  const voids: (() => Promise<void>)[] = [];
  for (const [i, openedAt] of OPENED.entries()) {
    const month = `2026-${10 + i}`;
    await pass(i * 6);
    await pass(i * 6 + 1);
    let run = await open(month, { openedAt });
    if (fates[i] === 'rejected') {
      await run.prepare(...ids);
      await run.reject();
      run = await open(month, { openedAt: at(openedAt, 0.5) });
    }
    runs.push(run);
    const attempts = fates[i] === 'set aside' ? [] : ids;
    for (const id of attempts) await run.price(id);
    await pass(i * 6 + 2);
    for (const id of attempts) await run.draft(id);
    await pass(i * 6 + 3);
    await run.seal();
    const makeVoid = async (): Promise<void> => {
      for (const id of ids) await run.makeVoid(id);
    };
    if (fates[i] === 'void') await makeVoid();
    if (fates[i] === 'void later') voids.push(makeVoid);
    await pass(i * 6 + 4);
    await pass(i * 6 + 5);
  }
  for (const makeVoid of voids) await makeVoid();
  for (const month of ['2027-01', '2027-02']) {
    const run = await open(month);
    expect(await run.prepare(...ids)).toEqual([]);
    await run.seal();
    runs.push(run);
  }
  return runs;
}

async function billedCents(id: string, runs: readonly Month[]): Promise<Record<string, number>> {
  const cents: Record<string, number> = {};
  for (const { period, trace, net } of await linesOf(id, ...runs)) {
    const month = STARTS.indexOf(period.start);
    // The months after December have nothing but their base fee.
    if (month < 0 || month > 2) continue;
    const key = `${month} ${trace.price}`;
    cents[key] = (cents[key] ?? 0) + Math.round(Number(net) * 100);
  }
  return withoutNothing(cents);
}

function withoutNothing(cents: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(cents).filter(([, sum]) => sum !== 0));
}
