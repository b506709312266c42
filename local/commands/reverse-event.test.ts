import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { callsEvent, importCustomers, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, under, type Embedded } from '../../test/support/embedded.ts';
import { ingestionInProcess } from '../../test/support/in-process.ts';
import { arrive, bill, linesOf } from '../../test/support/months.ts';
import { reverseEvent, reversedLines, type Wanted } from './reverse-event.ts';

const TIME = '2026-10-15T12:00:00Z';
let world: Embedded;
beforeEach(async () => {
  world = openEmbedded();
  await importCustomers({ id: 'adler' });
});
afterEach(() => world.close());

const reverse = (changes: Partial<Wanted> = {}) =>
  reverseEvent(ingestionInProcess, SELLER, { customerId: 'adler', eventId: 'a', time: TIME, by: 'ops@kranich.example', ...changes });
const reversals = (): unknown[] => under(world.records(), `${SELLER}|usage|`).filter(({ sk }) => sk.startsWith('reversal|'));

describe('a reversal', () => {
  it('lies beside its event, with who and why, and says what it took back', async () => {
    await arrive('2026-10-15', callsEvent('adler', '250', { id: 'a', time: TIME }));
    const reversed = await reverse({ time: '2026-10-15T14:00:00+02:00', reason: 'Counted twice' });
    expect(reversals()).toMatchObject([
      {
        sk: 'reversal|a',
        body: { event: { reverses: 'a', time: TIME, properties: { by: 'ops@kranich.example', reason: 'Counted twice' } } },
      },
    ]);
    expect(reversedLines(reversed)).toEqual([
      'Took back event "a" of customer "adler" at 2026-10-15T12:00:00Z.',
      'It was api.calls {"calls":"250"}, and counts no more.',
    ]);
  });

  it('twice is once, whoever asks again and why', async () => {
    await reverse({ reason: 'Counted twice' });
    const before = world.picture();
    const again = await reverse({ by: 'cfo@kranich.example', reason: 'Another reason' });
    expect(world.picture()).toEqual(before);
    expect(reversedLines(again)[0]).toContain('was taken back before (ops@kranich.example: Counted twice)');
  });

  it('twice at once is one, and both are told', async () => {
    const [one, other] = await Promise.all([reverse({ reason: 'One' }), reverse({ reason: 'Other' })]);
    expect(reversals()).toHaveLength(1);
    expect(one.reversal).toEqual(other.reversal);
  });

  it('may come before its event, and says so', async () => {
    expect(reversedLines(await reverse())[1]).toBe('There is no such event on that day yet. If it comes, it will not count.');
    await arrive('2026-10-15', callsEvent('adler', '250', { id: 'a', time: TIME }));
    expect((await linesOf('adler', await bill('2026-10', 'adler'))).map(({ net }) => net)).toEqual(['10.00']);
  });

  // 250 calls were 100 × 0.10 + 150 × 0.05 = 17.50.
  it('of what was billed names the run, and a later one corrects it', async () => {
    await arrive('2026-10-15', callsEvent('adler', '250', { id: 'a', time: TIME }));
    const october = await bill('2026-10', 'adler');
    expect(reversedLines(await reverse())[2]).toBe(`Its period was billed by ${october.runId}. A later run corrects that.`);
    await arrive('2026-11-15', callsEvent('adler', '250', { id: 'b', time: '2026-11-15T12:00:00Z' }));
    const november = await bill('2026-11', 'adler');
    expect((await linesOf('adler', november)).map(({ net }) => net)).toContain('-17.50');
  });

  it.each([
    { why: 'a customer nobody knows', changes: { customerId: 'adlr' }, says: 'There is no customer "adlr"; did you mean "adler"?' },
    { why: 'a time without offset', changes: { time: '2026-10-15T12:00:00' }, says: 'is no time of an event' },
    {
      why: 'another time than the event has',
      changes: { time: '2026-10-15T13:00:00Z' },
      says: `is there, at ${TIME}: give that as --time`,
    },
    { why: 'a time on the day after', changes: { time: '2026-10-16T12:00:00Z' }, says: `is there, at ${TIME}` },
  ])('of $why is refused', async ({ changes, says }) => {
    await arrive('2026-10-15', callsEvent('adler', '250', { id: 'a', time: TIME }));
    await expect(reverse(changes)).rejects.toMatchObject({ name: 'CommandError', message: expect.stringContaining(says) });
    expect(reversals()).toEqual([]);
  });
});
